import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readPolicies } from '../../src/policies.ts';
import { temporaryFolder } from '../support/house.ts';
import { run } from '../support/program.ts';

test('[P91] the program, whose checks the build wrote out, says the same of a file', async () => {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const root = resolve(import.meta.dirname, '../..');
  for (const part of ['package.json', 'schema', 'node_modules'])
    symlinkSync(join(root, part), join(path, part));
  mkdirSync(join(path, 'seeds'));
  cpSync(join(root, 'dist'), join(path, 'dist'), { recursive: true });
  const policies = join(path, 'seeds', 'policies');
  cpSync(join(root, 'seeds', 'policies'), policies, { recursive: true });
  const file = join(policies, 'vn-124-2023.json');
  const policy = JSON.parse(readFileSync(file, 'utf8'));
  policy.validFrom = '2023-02-30';
  policy.version = '';
  policy.name.vi = ' x';
  policy.rules[0].kind = 'QUOTE';
  policy.rules[1].more = true;
  writeFileSync(file, JSON.stringify(policy));
  const { code, err } = await run(process.execPath, [join(path, 'dist', 'bundle', 'main.js')], {
    cwd: path,
    env: { PATH: process.env.PATH, PORT: '0', DATABASE_URL: 'sqlite::memory:' },
  });
  expect(code).toBe(78);
  expect(err).toMatch(/validFrom is "2023-02-30", which is no day/);
  expect(() => readPolicies(policies)).toThrow(err.trim());
});
