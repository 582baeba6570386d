import { type SpawnOptions, spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Returns the built file of a tool. The process must run at the package's root. */
const toolOf = (name: string): string => resolve('dist/bundle', `${name}.js`);

/** The environment with English texts, because tests compare with these, whatever the machine's language is. */
const english: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C' };

/** Runs a built tool until it ends. */
export function runTool(name: string, ...given: readonly string[]): Promise<Said> {
  return run(process.execPath, [toolOf(name), ...given], { env: english });
}

/** Runs a built tool in a folder, without DATABASE_URL, until it ends. */
export function runToolIn(folder: string, name: string, ...given: readonly string[]): Promise<Said> {
  const { DATABASE_URL: _, ...env } = english;
  return run(process.execPath, [toolOf(name), ...given], { cwd: folder, env });
}

/** Runs a built tool until it ends, with its standard output going to a pipe that nobody reads. */
export function runToolUnread(name: string, ...given: readonly string[]): Promise<Said> {
  return run(process.execPath, [toolOf(name), ...given], { env: english }, (child) => child.stdout.destroy());
}

/**
 * Runs a built tool at a terminal until it ends, with its standard output redirected to `file`. `out` is what the terminal shows. It uses `script` of
 * util-linux, which every Debian has.
 */
export function runToolAtTerminal(file: string, name: string, ...given: readonly string[]): Promise<Said> {
  const quoted = [process.execPath, toolOf(name), ...given].map((one) => `'${one.replaceAll("'", "'\\''")}'`);
  return run('script', ['-qefc', `${quoted.join(' ')} > '${file}'`, '/dev/null'], { env: english });
}

/** Runs a program until it ends. It calls `started` with the process once it has started. */
export function run(
  program: string,
  given: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env'> = {},
  started: (child: ReturnType<typeof spawnPiped>) => void = () => {},
): Promise<Said> {
  const child = spawnPiped(program, given, options);
  started(child);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => out.push(data));
  child.stderr.on('data', (data: Buffer) => err.push(data));
  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      done({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() });
    });
  });
}

function spawnPiped(program: string, given: readonly string[], options: Pick<SpawnOptions, 'cwd' | 'env'>) {
  return spawn(program, given, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
}
