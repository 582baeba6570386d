import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// The built program as a child process, killed and started again on the same files.

export const adminToken = 'storm-administrator-token-0123456789abcdef';
const ahead = pathToFileURL(resolve('test/storm/ahead.mjs')).href;
const maxKept = 4_000;

export interface Run {
  /** Lets it open the files and serve. Until then it only loads its code. */
  open(): void;
  /** Where it listens; never, when it ends before. */
  readonly address: Promise<string>;
  /** Its exit code (null: by a signal) and the end of what it said on stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly err: string }>;
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
}

/** A server for the file, with more in its environment; both tests and `npm run storm` run at the package's root, after a build. */
export function loadServer(file: string, more: Readonly<Record<string, string>>): Run {
  const child: ChildProcess = spawn(process.execPath, ['--import', ahead, resolve('dist/bundle/main.js')], {
    env: {
      PATH: process.env.PATH,
      // As the program sets it for itself, before it loads what reads it.
      NODE_ENV: 'production',
      PORT: '0',
      FRAME_INTERVAL_MS: '20',
      // Everybody comes back from one address after each of many kills.
      ADDRESS_OPERATIONS_PER_MINUTE: '1000000000',
      ADDRESS_SOCKETS_PER_MINUTE: '1000000000',
      DATABASE_URL: `sqlite:${file}`,
      ADMIN_TOKEN: adminToken,
      ...more,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stderr?.on('data', (data) => {
    err = `${err}${data}`.slice(-maxKept);
  });
  const address = new Promise<string>((found) => {
    child.stdout?.on('data', (data) => {
      out += data;
      const named = /^Listening at (\S+)$/m.exec(out)?.[1];
      if (named !== undefined) found(named);
    });
  });
  const ended = new Promise<{ code: number | null; err: string }>((done) =>
    child.once('close', (code) => done({ code, err })),
  );
  // Killed before it could read the line, it has no other end.
  child.stdin?.on('error', () => {});
  return {
    open: () => void child.stdin?.write('\n'),
    address,
    ended,
    kill: (signal) => void child.kill(signal),
  };
}
