import { fork, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

const readyLimitMs = 30_000;
const answerLimitMs = 180_000;
const farewellMs = 5_000;
const clockTicksPerSecond = 100;

/** @type {Set<ChildProcess>} */
const running = new Set();

/** @param {ChildProcess} child */
const kept = (child) => {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
};

/** Ends a child, by force where it does not end itself. Resolves when it has ended. @param {ChildProcess} child */
export const stop = async (child) => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), farewellMs);
  await gone;
  clearTimeout(force);
};

/** Kills all children at once. It does not wait for them, because this process ends next. */
export const killAll = () => {
  for (const child of running) child.kill('SIGKILL');
};

/**
 * Starts a program of this folder that can send messages to this process.
 * @param {string} file @param {Record<string, string>} env
 */
const forked = (file, env) =>
  kept(
    fork(fileURLToPath(new URL(file, import.meta.url)), [], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  );

/**
 * @param {ChildProcess} child @param {number} limitMs @param {string} what
 * @param {(message: any) => boolean} wanted
 * @returns {Promise<any>}
 */
const heard = (child, limitMs, what, wanted) =>
  new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      child.off('message', listen);
      child.off('exit', leave);
    };
    const fail = (/** @type {string} */ why) => {
      done();
      reject(new Error(`${what}: ${why}`));
    };
    const listen = (/** @type {any} */ message) => {
      if (!wanted(message)) return;
      done();
      if (message.failure) reject(new Error(`${what}: ${message.failure}`));
      else resolve(message);
    };
    const leave = () => fail('the process ended');
    const timer = setTimeout(() => fail(`nothing heard in ${limitMs} ms`), limitMs);
    child.on('message', listen);
    child.once('exit', leave);
  });

/**
 * Starts a peer's server in production mode, as the project's server runs, because graphql-js leaves out checks then.
 * @param {string} file @param {Record<string, string>} [env]
 * @returns {Promise<{ port: number, pokePort: number | undefined, pid: number, stop: () => Promise<void> }>}
 */
export const startPeer = async (file, env = {}) => {
  const child = forked(file, { NODE_ENV: 'production', ...env });
  const { port, pokePort } = await heard(child, readyLimitMs, file, (message) => message.port !== undefined);
  return { port, pokePort, pid: /** @type {number} */ (child.pid), stop: () => stop(child) };
};

/**
 * Starts a load generator, which does one job at a time.
 * @param {string} file
 */
export const startLoad = (file) => {
  const child = forked(file, {});
  let last = 0;
  return {
    pid: /** @type {number} */ (child.pid),
    /** @param {string} job @param {object} [input] @returns {Promise<any>} */
    ask: async (job, input = {}) => {
      last += 1;
      const id = last;
      child.send({ id, job, input });
      const { answer } = await heard(child, answerLimitMs, `${file} ${job}`, (message) => message.id === id);
      return answer;
    },
    stop: () => stop(child),
  };
};

/**
 * Starts any other program. Its output goes to an open file, so that no process has to pass it on.
 * @param {string} program @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, output: number }} options
 */
export const startProgram = (program, args, { cwd, env, output }) =>
  kept(spawn(program, args, { cwd, env, stdio: ['ignore', output, output] }));

/** Returns how many seconds of processor time a process has used with all its threads; NaN where /proc is missing. @param {number} pid */
export const cpuSeconds = (pid) => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond;
  } catch {
    return Number.NaN;
  }
};

/** Returns the resident memory of a process in bytes; NaN where /proc is missing. @param {number} pid */
export const residentBytes = (pid) => {
  try {
    const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return Number(kib) * 1024;
  } catch {
    return Number.NaN;
  }
};
