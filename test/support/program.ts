import { type SpawnOptions, spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Of a process at the package's root, after a build. */
const toolOf = (name: string): string => resolve('dist/bundle', `${name}.js`);

/** What is compared with what a command says is English, whatever the machine speaks. */
const english: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C' };

/** Runs a command line of the build until it ends. */
export function runTool(name: string, ...given: readonly string[]): Promise<Said> {
  return run(process.execPath, [toolOf(name), ...given], { env: english });
}

/** The same in a folder, with nothing said of a database by the environment. */
export function runToolIn(folder: string, name: string, ...given: readonly string[]): Promise<Said> {
  const { DATABASE_URL: _, ...env } = english;
  return run(process.execPath, [toolOf(name), ...given], { cwd: folder, env });
}

/** The same, into a pipe that nobody reads. */
export function runToolUnread(name: string, ...given: readonly string[]): Promise<Said> {
  return run(process.execPath, [toolOf(name), ...given], { env: english }, (child) => child.stdout.destroy());
}

/**
 * The same at a terminal, its standard output redirected to a file: `out` is what the terminal shows. By util-linux's `script`, which no
 * Debian is without.
 */
export function runToolAtTerminal(file: string, name: string, ...given: readonly string[]): Promise<Said> {
  const quoted = [process.execPath, toolOf(name), ...given].map((one) => `'${one.replaceAll("'", "'\\''")}'`);
  return run('script', ['-qefc', `${quoted.join(' ')} > '${file}'`, '/dev/null'], { env: english });
}

/** Runs a program until it ends. */
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
