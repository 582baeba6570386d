// Runs the real server as a child process. When it ends unasked, it is started again on the same database and port, and the clients repeat what was not
// answered.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { projectFolder } from './operations.ts';
import { wait } from './wait.ts';

const built = join(projectFolder(), 'dist');
const mainFile = join(built, 'bundle', 'main.js');
const tether = pathToFileURL(join(built, 'seeds', 'tether.js')).href;
const startTimeoutMs = 30_000;
const stopTimeoutMs = 10_000;
const formerExitTimeoutMs = 5_000;
const restartsAtMost = 5;
const keptErrorLines = 30;

export interface ServerOptions {
  databaseFile: string;
  adminToken: string;
  formerServer: number | undefined;
  noteServer(pid: number): void;
  /** Called when the server has ended more often than it may be restarted. */
  onLost(error: Error): void;
}

export interface Server {
  /** Returns `http://host:port` of the server that runs now, or of the one that is being started in its place. */
  address(): Promise<string>;
  /** Stops the server, by force after 10 s. */
  stop(): Promise<void>;
  /** Ends the server at once, without waiting. */
  kill(): void;
}

interface Child {
  process: ChildProcess;
  address: Promise<string>;
  exited: Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<Server> {
  await formerExit(options.formerServer);
  let port = '0';
  let restarts = 0;
  let stopping = false;
  const start = (): Child => {
    const child = launch(options, port);
    if (child.process.pid !== undefined) options.noteServer(child.process.pid);
    return child;
  };
  let current = start();
  const supervise = async (): Promise<void> => {
    while (!stopping) {
      await current.exited;
      if (stopping) return;
      restarts += 1;
      if (restarts > restartsAtMost) {
        const why = await current.address.then(
          () => 'the server ended again and again',
          (error: Error) => error.message,
        );
        options.onLost(new Error(why));
        return;
      }
      console.log('  (the server ended; it is started again on the same database)');
      current = start();
    }
  };
  port = new URL(await current.address).port;
  void supervise();
  return {
    address: () => current.address.catch(() => never),
    async stop() {
      stopping = true;
      current.process.kill('SIGTERM');
      const late = setTimeout(() => current.process.kill('SIGKILL'), stopTimeoutMs);
      await current.exited;
      clearTimeout(late);
    },
    kill() {
      stopping = true;
      current.process.kill('SIGKILL');
    },
  };
}

/** The address of a server that did not start. Whoever asks for it waits for ever, because `onLost` ends the demo. */
const never = new Promise<string>(() => {});

function launch(options: ServerOptions, port: string): Child {
  const child = spawn(process.execPath, ['--import', tether, mainFile], {
    env: {
      ...process.env,
      PORT: port,
      HOST: '127.0.0.1',
      DATABASE_URL: `sqlite:${options.databaseFile}`,
      ADMIN_TOKEN: options.adminToken,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors.push(line);
    if (errors.length > keptErrorLines) errors.shift();
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const address = new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error([`the server ${why}`, ...errors].join('\n  ')));
    const late = setTimeout(() => fail(`named no address within ${startTimeoutMs / 1000} s`), startTimeoutMs);
    exited.then(() => {
      clearTimeout(late);
      fail('ended before it was ready (is it built? npm run build)');
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /https?:\/\/[^\s"']+/.exec(line);
      if (!found) return;
      clearTimeout(late);
      resolve(new URL(found[0]).origin);
    });
  });
  address.catch(() => {});
  return { process: child, address, exited };
}

/**
 * Waits until the run's former server has ended, 5 s at most, because two servers cannot use one database. It ends by itself soon after its demo was killed.
 */
async function formerExit(pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  const deadline = Date.now() + formerExitTimeoutMs;
  while (isAlive(pid) && Date.now() < deadline) await wait(50);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
