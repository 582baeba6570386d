import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/core/policy/outcome.ts';
import { languages } from '../../src/words/words.ts';
import { said } from './saying.ts';

// A regime's own facts are keys in its file; people read words.

const seeds = resolve(import.meta.dirname, '../../seeds/policies');
const named = new Set(
  readdirSync(seeds).flatMap((file) =>
    [...readFileSync(join(seeds, file), 'utf8').matchAll(/"named":\s*"([^"]+)"/g)].map(
      ([, name = '']) => name,
    ),
  ),
);

const asked = (name: string): Finding => ({
  found: 'REQUIREMENT',
  truth: 'UNKNOWN',
  levels: ['GOOD'],
  because: [{ question: { named: name, is: true }, given: [null], truth: 'UNKNOWN', exception: false }],
});

test.each(languages)('every named fact of the regimes has words in %s', (language) => {
  expect(named.size).toBeGreaterThan(0);
  for (const name of named) expect(said(language, asked(name))).not.toContain(name);
});

test.each(languages)('whatever else people name is shown as they wrote it, in %s', (language) => {
  for (const name of ['được khen', 'constructor', '__proto__'])
    expect(said(language, asked(name))).toContain(`“${name}”`);
});
