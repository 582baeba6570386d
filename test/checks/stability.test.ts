import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSchema, findBreakingChanges, type GraphQLSchema } from 'graphql';
import { expect, test } from 'vitest';

// The schema is a promise: what the last tagged version gave is not taken away unannounced. schema/released.graphql is that
// version's schema; where the tags are at hand, it is compared with the newest.

const root = resolve(import.meta.dirname, '../..');
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const released = buildSchema(textOf('schema/released.graphql'));
const promised = buildSchema(textOf('schema/api.graphql'));

/** What CHANGELOG.md says of the version under way. */
function unreleased(): string {
  const [, newest = ''] = textOf('CHANGELOG.md').split(/^## /m);
  return newest.split('\n')[0]?.includes('unreleased') ? newest : '';
}

/** Breaks of the promise that `notes` does not announce: each by a line with "Breaking" that names what changed in backquotes. */
function unannounced(before: GraphQLSchema, now: GraphQLSchema, notes: string): string[] {
  const announced = notes.split(/^- /m).filter((line) => /\bbreaking\b/i.test(line));
  return findBreakingChanges(before, now)
    .map(({ description }) => description)
    .filter((description) => {
      const names = description.match(/\w+(?:\.\w+)*/g) ?? [];
      return !announced.some((line) => names.some((name) => line.includes(`\`${name}\``)));
    });
}

test('nothing that the last tagged version promised is broken unannounced', () => {
  expect(unannounced(released, promised, unreleased())).toEqual([]);
});

test('the check sees a field that went, and a line that announces it', () => {
  const before = buildSchema('type Query { a: Int, b(c: Int): Int! }');
  const now = buildSchema('type Query { b(c: Int!): Int }');
  const faults = unannounced(before, now, '');
  expect(faults).toHaveLength(3);
  expect(unannounced(before, now, '- **Breaking:** `Query.a` is gone.\n- Else.')).toHaveLength(2);
  expect(unannounced(before, now, '- `Query.a` is faster.')).toEqual(faults);
});

test('schema/released.graphql is the schema of the newest tag, in a clone that has tags', () => {
  const tag = newestTag();
  if (tag === null) return;
  const tagged = execFileSync('git', ['show', `${tag}:schema/api.graphql`], { cwd: root, encoding: 'utf8' });
  expect(textOf('schema/released.graphql')).toBe(tagged);
  expect(unreleased().startsWith(tag.slice(1))).toBe(false);
});

function newestTag(): string | null {
  const list = ['tag', '--list', 'v*', '--sort=-version:refname'];
  try {
    return execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\n')[0] || null;
  } catch {
    return null;
  }
}

test('what is deprecated says why, and what to use instead', () => {
  const reasons = [...textOf('schema/api.graphql').matchAll(/@deprecated(?:\(reason: "([^"]*)"\))?/g)];
  expect(reasons.filter(([, reason = '']) => reason.length < 10)).toEqual([]);
});
