import type { Chance } from '../support/chance.ts';
import { type Asked, grow } from './grow.ts';
import { mutated, mutatedValue, oddValue } from './mutate.ts';
import type { Target } from './target.ts';

/** One way in. Input number n of a seed is always the same, whatever was tried before it. */
export interface Kind {
  /** Of a hundred inputs. */
  readonly share: number;
  /** Tries one input; what is wrong with what came of it, or null. */
  readonly attempt: (target: Target, chance: Chance) => Promise<string | null>;
}

export function operation(target: Target, chance: Chance): Asked {
  const { schema, ids, documents } = target;
  if (chance.is(0.6)) return grow({ schema, chance, scene: target });
  const variables = {
    input: oddValue(chance),
    id: chance.of(ids),
    ids: [chance.of(ids)],
    first: chance.below(120),
    sessionId: chance.of(ids),
  };
  return { query: chance.of(documents), variables: variables as Asked['variables'] };
}

/** A grown operation, in half of the cases with something wrong in its text or its variables. */
export function request(target: Target, chance: Chance): { query: string; variables: unknown } {
  const { query, variables } = operation(target, chance);
  if (chance.is(0.5)) return { query, variables };
  return chance.is(0.5)
    ? { query: mutated(query, chance), variables }
    : { query, variables: mutatedValue(variables, chance) };
}

/** What must not be in any answer. */
export function faultOf(status: number, text: string): string | null {
  if (status >= 500 && status !== 501 && status !== 505) return `status ${status}: ${text.slice(0, 500)}`;
  if (text.includes('"code":"INTERNAL_SERVER_ERROR"')) return `masked: ${text.slice(0, 500)}`;
  return /\bat \S+ \(.*:\d+:\d+\)|SQLITE_|node_modules/.test(text) ? `unmasked: ${text.slice(0, 500)}` : null;
}
