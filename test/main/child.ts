import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import type { TestHouse } from '../support/house.ts';

const main = join(packageRoot(), 'dist', 'bundle', 'main.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

export interface Child {
  /** For the helpers that take a house: they need its address alone. */
  readonly house: TestHouse;
  readonly address: string;
  /** Everything on stdout so far. */
  out(): string;
  /** Everything on stderr so far. */
  err(): string;
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): void;
  readonly ended: Promise<Ended>;
}

/** `under` runs before it in a shell: a limit, say. */
function spawned(folder: string, env: Record<string, string>, under?: string) {
  const [program, ...given] =
    under === undefined
      ? [process.execPath, main]
      : ['/bin/sh', '-c', `${under} && exec "$0" "$@"`, process.execPath, main];
  const child: ChildProcess = spawn(program as string, given, {
    cwd: folder,
    // Those who vote here are programs, which wait for nobody.
    env: { PATH: process.env.PATH, PORT: '0', FRAME_INTERVAL_MS: '5', DEAR_PERCENT: '100', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout?.on('data', (data) => {
    said.out += data;
  });
  child.stderr?.on('data', (data) => {
    said.err += data;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, ...said })),
  );
  return { child, said, ended };
}

/** Runs the built program until it ends by itself. */
export function run(folder: string, env: Record<string, string>, under?: string): Promise<Ended> {
  return spawned(folder, env, under).ended;
}

/** Starts the built program, and waits for the line that names its address; `atOnce` is sent to it in the same moment. */
export async function start(
  folder: string,
  env: Record<string, string>,
  atOnce?: 'SIGTERM' | 'SIGINT',
  under?: string,
): Promise<Child> {
  const { child, said, ended } = spawned(folder, env, under);
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const found = /^.*(https?:\/\/\S+)$/m.exec(said.out)?.[1];
      if (found === undefined) return;
      if (atOnce !== undefined) child.kill(atOnce);
      resolve(found);
    });
    ended.then(({ code, err }) => reject(new Error(`it ended with ${code}: ${err}`)));
  });
  // Who speaks TLS here is known to nobody.
  if (atOnce === undefined && address.startsWith('http:')) {
    await fetch(`${address}/health`).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw error;
    });
  }
  return {
    house: { address } as TestHouse,
    address,
    out: () => said.out,
    err: () => said.err,
    kill: (signal) => child.kill(signal),
    ended,
  };
}
