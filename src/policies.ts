import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ErrorObject } from 'ajv';
import { StartRefused } from './clerk/ports.ts';
import { relations } from './core/policy/condition.ts';
import {
  type Policy,
  type PolicySettings,
  type Rule,
  rulesFor,
  soleRuleKinds,
} from './core/policy/policy.ts';
import type { Ratio } from './core/policy/ratio.ts';
import { subjectKinds } from './core/vocabulary.ts';
import { policyValidator } from './policy-schema.ts';

/** A local guideline as it is written in a file: what it adds to the policy that it extends, and what it changes. */
interface Guideline
  extends Pick<Policy, 'id' | 'name' | 'version' | 'validFrom' | 'validTo' | 'instruments'> {
  readonly extends: string;
  readonly authorities?: Partial<Policy['authorities']>;
  readonly settings?: Partial<PolicySettings>;
  readonly rules?: readonly Rule[];
  /** The ids of those rules of the extended policy that do not apply. */
  readonly without?: readonly string[];
}

interface PolicyFile {
  readonly path: string;
  readonly content: Policy | Guideline;
}

/**
 * [P91] Reads every policy of a folder, and makes each guideline a whole policy. Throws StartRefused for a file that is wrong, with an error that names the
 * file and the place in it.
 */
export function readPolicies(folder: string): readonly Policy[] {
  const isPolicy = policyValidator();
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name): PolicyFile => {
      const path = join(folder, name);
      const content = parsed(path);
      if (!isPolicy(content))
        throw new StartRefused(`${path} is no policy.\n${faultsOf(isPolicy.errors ?? [])}`);
      const { $schema: _, ...policy } = content as Policy & { $schema?: string };
      return { path, content: policy };
    });
  const byId = new Map<string, PolicyFile>();
  for (const file of files) {
    const { id } = file.content;
    if (`${id}.json` !== basename(file.path)) wrong(file, 'id', `is ${id}; the file must be ${id}.json`);
    byId.set(id, file);
  }
  return files.map((file) => resolved(file, byId, []));
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new StartRefused(`${path} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function wrong({ path }: PolicyFile, place: string, what: string): never {
  throw new StartRefused(`${path} is no policy.\n  ${place} ${what}`);
}

/** Returns the policy of a file, checked. A guideline is merged into the policy that it extends, which is resolved and checked first. */
function resolved(
  file: PolicyFile,
  byId: ReadonlyMap<string, PolicyFile>,
  extending: readonly string[],
): Policy {
  const { content } = file;
  if (!('extends' in content)) return checked(file, content);
  const { extends: baseId, authorities, settings, rules = [], without = [], ...own } = content;
  const baseFile = byId.get(baseId);
  if (baseFile === undefined) return wrong(file, 'extends', `names ${baseId}, which is in no file beside it`);
  if (baseId === content.id || extending.includes(baseId)) {
    return wrong(file, 'extends', `goes round in a circle: ${[...extending, content.id, baseId].join(', ')}`);
  }
  const base = resolved(baseFile, byId, [...extending, content.id]);
  for (const [index, id] of without.entries()) {
    if (!base.rules.some((rule) => rule.id === id)) {
      wrong(file, `without/${index}`, `names ${id}, which is no rule of ${baseId}`);
    }
  }
  if (own.validFrom < base.validFrom || (own.validTo ?? '9999') > (base.validTo ?? '9999')) {
    wrong(
      file,
      'validFrom',
      `to validTo must lie within those of ${baseId}: ${base.validFrom} to ${base.validTo ?? 'now'}`,
    );
  }
  return checked(file, {
    ...own,
    instruments: [...base.instruments, ...own.instruments],
    authorities: { ...base.authorities, ...authorities },
    settings: { ...base.settings, ...settings },
    rules: [...base.rules.filter(({ id }) => !without.includes(id)), ...rules],
  });
}

/** Checks what the JSON schema cannot express, and returns the policy. Throws StartRefused for the first fault. */
function checked(file: PolicyFile, policy: Policy): Policy {
  if (policy.validTo !== null && policy.validTo < policy.validFrom) {
    wrong(file, 'validTo', `is ${policy.validTo}, before validFrom ${policy.validFrom}`);
  }
  const seen = new Set<string>();
  for (const rule of policy.rules) {
    const { id } = rule;
    if (seen.has(id)) {
      wrong(file, 'rules', `have the id ${id} twice, again at rules/${file.content.rules?.indexOf(rule)}`);
    }
    seen.add(id);
  }
  for (const kind of soleRuleKinds) {
    const count = policy.rules.filter((rule) => rule.kind === kind).length;
    if (count !== 1) wrong(file, 'rules', `have ${count} of kind ${kind}; there must be exactly one`);
  }
  for (const kind of ['HEADED_CAP', 'LED_CAP', 'QUOTA'] as const) {
    for (const subject of subjectKinds) {
      const ids = rulesFor(policy, kind, subject).map(({ id }) => id);
      if (ids.length > 1) {
        wrong(file, 'rules', `have ${ids.join(' and ')} of kind ${kind} for ${subject}; one is enough`);
      }
    }
  }
  for (const [place, ratio] of sharesOf(policy.settings)) {
    if (ratio.numerator > ratio.denominator) wrong(file, `settings/${place}`, 'is more than the whole');
  }
  for (const [index, { level }] of policy.settings.thresholds.entries()) {
    if (policy.settings.thresholds.findIndex((one) => one.level === level) < index) {
      wrong(file, `settings/thresholds/${index}/level`, `is ${level} a second time`);
    }
  }
  return policy;
}

function sharesOf({ quorum, quotaRatio, threshold, thresholds }: PolicySettings): readonly [string, Ratio][] {
  return [
    ['quorum', quorum],
    ['quotaRatio', quotaRatio],
    ['threshold/share', threshold.share],
    ...thresholds.map((one, index): [string, Ratio] => [
      `thresholds/${index}/threshold/share`,
      one.threshold.share,
    ]),
  ];
}

const maxFaults = 5;

/** Returns a line for each place that is wrong. It leaves out errors that only follow from how the schema is written. */
function faultsOf(errors: readonly ErrorObject[]): string {
  const lines = new Set(
    errors
      .filter((error) => !isNoise(error))
      .map((error) => `  ${error.instancePath.slice(1) || 'the file'} ${faultOf(error)}`),
  );
  const more = lines.size > maxFaults ? [`  and ${lines.size - maxFaults} more`] : [];
  return [...[...lines].slice(0, maxFaults), ...more].join('\n');
}

/**
 * Says whether another error tells of the same fault already: the `if` whose branch has an error, a missing relation where the policy must have exactly one,
 * and a discriminator without its tag.
 */
function isNoise({ keyword, params }: ErrorObject): boolean {
  if (keyword === 'if') return true;
  if (keyword === 'required') return relations.includes(params.missingProperty);
  return keyword === 'discriminator' && params.error === 'tag' && params.tagValue === undefined;
}

function faultOf({ keyword, params, message, data, parentSchema }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
      return `has "${params.additionalProperty}", which means nothing there`;
    case 'enum':
      return `is ${JSON.stringify(data)}; it must be one of ${params.allowedValues.join(', ')}`;
    case 'discriminator':
      return `has ${params.tag} ${JSON.stringify(params.tagValue)}, which is not known; known are ${tagsOf(parentSchema, params.tag).join(', ')}`;
    case 'format':
      return params.format === 'date'
        ? `is ${JSON.stringify(data)}, which is no day as YYYY-MM-DD`
        : 'has space around it, or marks that are not composed (Unicode NFC)';
    case 'oneOf':
      return 'must have exactly one of atLeast, moreThan, atMost, lessThan';
    default:
      return message ?? 'is wrong';
  }
}

/** Returns the values that a discriminating property may have. */
function tagsOf(schema: ErrorObject['parentSchema'], tag: string): readonly string[] {
  const shapes: readonly {
    readonly properties: Readonly<Record<string, { readonly enum: readonly string[] }>>;
  }[] = schema?.oneOf ?? [];
  return shapes.flatMap(({ properties }) => properties[tag]?.enum ?? []);
}
