import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

// docs/clients.md is true: its code is what the tests beside this one run, with the versions that it names.

const folder = 'test/clients/guide';
const guide = readFileSync('docs/clients.md', 'utf8');
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)));

test.each(files)('%s stands in the guide as it is', (file) => {
  const [, after = ''] = guide.split(`\`${file}\``);
  const [, code] = /```(?:ts|js|json)\n([\s\S]*?)```\n/.exec(after) ?? [];
  expect(code).toBe(readFileSync(join(folder, file), 'utf8'));
});

test('the guide has no other code', () => {
  expect(guide.match(/^```\w+$/gm)).toHaveLength(files.length);
});

test('the versions are those that are installed', () => {
  const rows = [...guide.matchAll(/^\| (@?[a-z/-]+) \| (\d\S*) \|$/gm)].map(([, name, version]) => [
    name,
    version,
  ]);
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const installed: Record<string, string> = { ...dependencies, ...devDependencies };
  expect(rows.length).toBeGreaterThan(0);
  expect(rows).toEqual(rows.map(([name = '']) => [name, installed[name]]));
});
