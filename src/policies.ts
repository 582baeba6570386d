import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Policy, ruleKinds } from './core/policy/policy.ts';

/** Reads every regime of a folder. Throws, naming the file, for one that is no policy. */
export function readPolicies(folder: string): readonly Policy[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const policy = JSON.parse(readFileSync(path, 'utf8')) as Policy;
      for (const kind of ruleKinds) {
        if (!policy.rules.some((rule) => rule.kind === kind))
          throw new Error(`${path} has no rule of kind ${kind}`);
      }
      return policy;
    });
}
