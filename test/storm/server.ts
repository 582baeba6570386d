import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// The built program as a child process, killed and started again on the same files.

export const adminToken = 'storm-administrator-token-0123456789abcdef';
/** Ends the server when whoever started it is gone. */
const tether = pathToFileURL(resolve('dist/seeds/tether.js')).href;
const mostKept = 4_000;

export interface Run {
  /** Where it listens; never, when it ends before. */
  readonly address: Promise<string>;
  /** Its exit code (null: by a signal) and the end of what it said on stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly err: string }>;
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
}

/** Starts it on the file; both tests and `npm run storm` run at the package's root, after a build. */
export function startServer(file: string): Run {
  const child: ChildProcess = spawn(process.execPath, ['--import', tether, resolve('dist/src/main.js')], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      FRAME_INTERVAL_MS: '20',
      DATABASE_URL: `sqlite:${file}`,
      ADMIN_TOKEN: adminToken,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stderr?.on('data', (data) => {
    err = `${err}${data}`.slice(-mostKept);
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
  return { address, ended, kill: (signal) => child.kill(signal) };
}
