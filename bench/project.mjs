import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startProgram, stop } from './children.mjs';
import { forEach } from './protocol.mjs';

/** Starts this project's server as its users do, and uses its public API only. */

/** The folder of the project whose build is measured. BENCH_PROJECT can name another checkout, to compare two builds. */
export const projectRoot = process.env.BENCH_PROJECT ?? fileURLToPath(new URL('..', import.meta.url));
const main = join(projectRoot, 'dist/bundle/main.js');

const logName = 'server.log';
const readyLimitMs = 30_000;
const pollMs = 50;
const logTailCharacters = 2_000;
const signInsAtOnce = 16;
const requestLimitMs = 60_000;

/** One chair drives the whole load of most sections, from one address. */
const noLimits = {
  SEAT_OPERATIONS_PER_MINUTE: '1000000000',
  ADDRESS_OPERATIONS_PER_MINUTE: '1000000000',
  ADDRESS_SOCKETS_PER_MINUTE: '1000000000',
  SOCKETS_PER_ADDRESS: '1000000000',
};

/** Returns the database file of a server that was started on this folder. @param {string} folder */
export const databaseIn = (folder) => join(folder, 'bench.sqlite');

export const isBuilt = () => existsSync(main);

/**
 * @typedef {{ port: number, pid: number, adminToken: string, stop: () => Promise<void> }} Server
 */

/**
 * @param {string} folder for the database and the log; made anew for each server
 * @param {{ frameIntervalMs?: number, keyOperationsPerMinute?: number, limitsAsShipped?: boolean }} [options]
 * @returns {Promise<Server>}
 */
export const startProject = async (
  folder,
  { frameIntervalMs, keyOperationsPerMinute, limitsAsShipped = false } = {},
) => {
  mkdirSync(folder, { recursive: true });
  const adminToken = randomBytes(24).toString('hex');
  const logFile = join(folder, logName);
  const output = openSync(logFile, 'w');
  const child = startProgram(process.execPath, [main], {
    cwd: projectRoot,
    output,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: `sqlite:${databaseIn(folder)}`,
      ADMIN_TOKEN: adminToken,
      ...(limitsAsShipped ? {} : noLimits),
      ...(frameIntervalMs === undefined ? {} : { FRAME_INTERVAL_MS: String(frameIntervalMs) }),
      ...(keyOperationsPerMinute === undefined
        ? {}
        : { API_KEY_OPERATIONS_PER_MINUTE: String(keyOperationsPerMinute) }),
    },
  });
  closeSync(output);
  const limit = performance.now() + readyLimitMs;
  for (;;) {
    const log = readFileSync(logFile, 'utf8');
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(log)?.[1];
    if (port)
      return {
        port: Number(port),
        pid: /** @type {number} */ (child.pid),
        adminToken,
        stop: () => stop(child),
      };
    if (child.exitCode !== null || performance.now() > limit) {
      await stop(child);
      throw new Error("the project's server did not start");
    }
    await pause(pollMs);
  }
};

/** Returns what the project's servers have logged last, so that a failed run can print it. @param {string} folder that holds theirs */
export const lastWords = (folder) =>
  readdirSync(folder)
    .map((name) => join(folder, name, logName))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8').slice(-logTailCharacters))
    .join('\n');

/**
 * Sends one operation over HTTP. Throws where the answer has errors, or its only root field is a refusal.
 * @param {Server} server @param {string | undefined} token @param {string} query @param {object} variables
 * @returns {Promise<any>} the value of the operation's first root field
 */
export const post = async ({ port }, token, query, variables) => {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(requestLimitMs),
  });
  const text = await response.text();
  const { data, errors } = text.startsWith('{') ? JSON.parse(text) : { data: null, errors: text };
  if (errors || !data) throw new Error(`HTTP ${response.status}: ${JSON.stringify(errors)}`);
  const value = Object.values(data)[0];
  if (value?.__typename === 'Refusal') throw new Error(`refused: ${JSON.stringify(value)}`);
  return value;
};

const refusal = '__typename ... on Refusal { code message faults { path message } }';

/**
 * Gives a command as the chair, with a new commandId.
 * @param {Server} server @param {string} token
 * @param {string} name @param {string} type of its input @param {object} input @param {string} selection below Accepted
 */
export const command = (server, token, name, type, input, selection = 'cursor') =>
  post(
    server,
    token,
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${refusal} ... on Accepted { ${selection} } } }`,
    { input: { commandId: randomUUID(), ...input } },
  );

const prepareSession = `mutation ($input: PrepareSessionInput!) { prepareSession(input: $input) { ${refusal}
  ... on PreparedSession {
    session { id reviews { id position } }
    accessCodes { code seat { id role mayVote } }
  }
} }`;

const signIn = `mutation ($input: SignInInput!) { signIn(input: $input) { ${refusal} ... on Credential { token } } }`;

/** @param {Server} server @param {string} code @returns {Promise<string>} */
const tokenFor = async (server, code) => (await post(server, undefined, signIn, { input: { code } })).token;

/**
 * @typedef {{ sessionId: string, reviewIds: string[], chair: string, voters: string[], voterSeats: string[], screens: string[] }} Meeting
 * chair, voters and screens are tokens
 */

/**
 * Prepares a session with the given numbers of voting seats and of members to review, and a chair without a vote, and signs everybody in.
 * @param {Server} server @param {{ voters: number, reviews: number, screens: number }} size
 * @returns {Promise<Meeting>}
 */
export const prepareMeeting = async (server, { voters, reviews, screens }) => {
  const seats = Array.from({ length: voters }, (_, i) => ({ key: `s${i}`, fullName: `Voter ${i + 1}` }));
  const { session, accessCodes } = await post(server, server.adminToken, prepareSession, {
    input: {
      commandId: randomUUID(),
      organization: { name: 'Bench committee' },
      title: 'Bench session',
      period: { kind: 'YEAR', year: 2023 },
      heldOn: '2023-12-15',
      policyId: 'vn-124-2023',
      seats: [{ key: 'chair', fullName: 'Chair', role: 'CHAIR', mayVote: false }, ...seats],
      agenda: Array.from({ length: reviews }, (_, i) => ({
        key: `r${i}`,
        kind: 'PARTY_MEMBER',
        name: `Member ${i + 1}`,
      })),
    },
  });
  const byPosition = [...session.reviews].sort((a, b) => a.position - b.position);
  const voting = accessCodes.filter((/** @type {any} */ { seat }) => seat?.mayVote);
  const chairCode = accessCodes.find((/** @type {any} */ { seat }) => seat?.role === 'CHAIR').code;
  const screenCode = accessCodes.find((/** @type {any} */ { seat }) => seat === null).code;
  return {
    sessionId: session.id,
    reviewIds: byPosition.map(({ id }) => id),
    chair: await tokenFor(server, chairCode),
    voters: await forEach(voting, signInsAtOnce, ({ code }) => tokenFor(server, code)),
    voterSeats: voting.map((/** @type {any} */ { seat }) => seat.id),
    screens: await forEach(Array.from({ length: screens }), signInsAtOnce, () =>
      tokenFor(server, screenCode),
    ),
  };
};

/** @param {Server} server @param {Meeting} meeting @param {readonly string[]} reviewIds @returns {Promise<string>} the round's id */
export const openRound = async (server, { sessionId, chair }, reviewIds) => {
  const input = { sessionId, reviewIds, method: 'SECRET_BALLOT' };
  const { session } = await command(
    server,
    chair,
    'openRound',
    'OpenRoundInput',
    input,
    'session { openRound { id } }',
  );
  return session.openRound.id;
};
