import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

// What stands around the server comes with the machine: which of Debian's packages has each program.

const programs = {
  nginx: 'nginx',
  haproxy: 'haproxy',
  caddy: 'caddy',
  apache2: 'apache2',
  'systemd-analyze': 'systemd',
  promtool: 'prometheus',
} as const;

export type Program = keyof typeof programs;

/** Throws, with the sentence that says what to install, where something is missing. */
export function expectPrograms(): void {
  const names = Object.keys(programs) as Program[];
  const missing = names.filter((name) => found(name) === undefined).map((name) => programs[name]);
  if (missing.length === 0) return;
  throw new Error(
    `npm run outside needs Debian's packages ${Object.values(programs).join(', ')}; not here: ${missing.join(', ')}. ` +
      `As root: apt install --no-install-recommends ${missing.join(' ')}`,
  );
}

/** Of a program that was expected. */
export function pathOf(program: Program): string {
  const path = found(program);
  if (path === undefined) throw new Error(`${program} was not expected`);
  return path;
}

function found(program: Program): string | undefined {
  // Debian keeps servers where only root looks.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}
