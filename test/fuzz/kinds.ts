import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { StartRefused } from '../../src/clerk/ports.ts';
import { judge } from '../../src/core/policy/judge.ts';
import { readPolicies } from '../../src/policies.ts';
import type { Chance } from '../support/chance.ts';
import { judgementOf } from '../support/judging.ts';
import { resultsCsv, sheets, tables } from './brought.ts';
import { frames, framesAtOnce } from './frames.ts';
import { faultOf, type Kind, operation, request } from './inputs.ts';
import { mutated, mutatedValue, oddValue } from './mutate.ts';
import { codeIn } from './tally.ts';
import type { Target } from './target.ts';

const json = { 'content-type': 'application/json' };

function authorised({ tokens }: Target, chance: Chance): Record<string, string> {
  const token = chance.of(tokens);
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

async function postFault(
  target: Target,
  body: string,
  headers: Record<string, string>,
): Promise<string | null> {
  const { status, text } = await target.post(body, headers);
  const fault = faultOf(status, text);
  if (fault !== null) return fault;
  try {
    target.tally.note(`POST ${status} ${codeIn(JSON.parse(text))}`);
    return null;
  } catch {
    return `no JSON with status ${status}: ${text.slice(0, 200)}`;
  }
}

const documents: Kind = {
  share: 8,
  attempt: (target, chance) =>
    postFault(target, JSON.stringify(request(target, chance)), { ...json, ...authorised(target, chance) }),
};

const bodies: Kind = {
  share: 6,
  attempt(target, chance) {
    const { query, variables } = operation(target, chance);
    const extra = chance.is(0.5)
      ? { operationName: oddValue(chance), extensions: oddValue(chance), documentId: oddValue(chance) }
      : {};
    const body = JSON.stringify({ query, variables, ...extra });
    const text = chance.is(0.3)
      ? JSON.stringify(mutatedValue(JSON.parse(body), chance))
      : mutated(body, chance);
    return postFault(target, text, { ...json, ...authorised(target, chance) });
  },
};

const rows = [
  {
    organization_name: 'Đảng bộ xã Ba',
    period_kind: 'YEAR',
    year: 2018,
    subject_kind: 'PARTY_CELL',
    subject_name: 'Chi bộ 3',
    level: 'GOOD',
    status: 'DECIDED',
    authority: 'DECIDE',
    decisions: [{ level: 'GOOD', reason: 'x', at: '2019-01-05T08:00:00Z', authority: 'Ban Tổ chức' }],
  },
];
const importing =
  'mutation ($input: ImportResultsInput!) { importResults(input: $input) { __typename ... on Refusal { code faults { path } } ... on ImportReport { errorCount errors { row message } } } }';

const imports: Kind = {
  share: 8,
  attempt(target, chance) {
    const asCsv = chance.is(0.6);
    const valued = chance.is(0.5)
      ? JSON.stringify(mutatedValue(rows, chance))
      : mutated(JSON.stringify(rows), chance);
    const content = asCsv ? mutated(resultsCsv, chance) : valued;
    const input = { commandId: chance.id(), format: asCsv ? 'CSV' : 'JSON', dryRun: chance.is(0.9), content };
    const headers = { ...json, authorization: `Bearer ${target.tokens[1]}` };
    return postFault(target, JSON.stringify({ query: importing, variables: { input } }), headers);
  },
};

const names = [
  'host',
  'content-type',
  'content-length',
  'authorization',
  'accept',
  'accept-language',
  'if-none-match',
  'x-request-id',
  'x-forwarded-for',
  'transfer-encoding',
  'connection',
  'origin',
  'expect',
  'range',
  'upgrade',
  'sec-websocket-key',
];

/** A request as bytes, with something wrong in its line, its headers or where its body ends. */
const headers: Kind = {
  share: 14,
  async attempt(target, chance) {
    const body = JSON.stringify({ query: '{ viewer { kind } }' });
    const path = chance.of([
      '/graphql',
      '/graphql?query=%7Bviewer%7Bkind%7D%7D',
      '/health',
      '/',
      '/history',
      '/downloads/x',
      '/assets/x.js',
      '/metrics',
    ]);
    const lines = [
      `${chance.of(['GET', 'POST', 'POST', 'OPTIONS', 'HEAD'])} ${path} HTTP/1.1`,
      'Host: here',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `${chance.of(names)}: ${mutated(String(oddValue(chance, 0)).slice(0, 200), chance)}`,
      'Connection: close',
    ];
    const head = lines.join('\r\n');
    const text = `${chance.is(0.5) ? mutated(head, chance) : head}\r\n\r\n${body}`;
    const stream = connect({ host: target.address.hostname, port: Number(target.address.port) });
    let answer = '';
    stream.on('data', (part) => {
      answer += String(part);
    });
    stream.on('error', () => {});
    stream.end(text);
    await once(stream, 'close');
    const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
    target.tally.note(`bytes ${status ?? 'without answer'}`);
    return faultOf(Number(status ?? 0), answer);
  },
};

const seeds = 'seeds/policies';

/** A policy's file with something wrong: it is refused by a sentence that names the file, or it judges. */
const policies: Kind = {
  share: 2,
  async attempt({ tally, folder }, chance) {
    const name = chance.of(readdirSync(seeds));
    const text = readFileSync(join(seeds, name), 'utf8');
    const file = join(folder, name);
    try {
      const wrong = chance.is(0.6)
        ? JSON.stringify(mutatedValue(JSON.parse(text), chance))
        : mutated(text, chance);
      writeFileSync(file, wrong);
      for (const policy of readPolicies(folder)) judge(judgementOf({ policy, settings: policy.settings }));
      tally.note('policy that judges');
      return null;
    } catch (error) {
      const { message, stack } = error as Error;
      if (!(error instanceof StartRefused) || !message.includes(name)) return String(stack);
      tally.note('policy refused');
      return null;
    } finally {
      rmSync(file);
    }
  },
};

/** One input of `frames` is a socket with this many. */
export const inputsOf = (name: string): number => (name === 'frames' ? framesAtOnce : 1);

export const kinds: Readonly<Record<string, Kind>> = {
  documents,
  bodies,
  imports,
  headers,
  frames,
  policies,
  tables,
  sheets,
};
