import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lock, makeFolder, type Place, reader, writer, writerPragmas } from '../ormconfig.ts';
import { type Api, type ApiOptions, openApi } from './api/api.ts';
import { Metrics } from './api/monitoring/metrics.ts';
import { Clerk } from './clerk/clerk.ts';
import { tokenHash } from './clerk/codes.ts';
import { Doorkeeper, minTokenLength } from './clerk/doorkeeper.ts';
import { mint } from './clerk/mint.ts';
import { StartRefused, StoreAway, StoreDamaged } from './clerk/ports.ts';
import { type MachineClock, ServerClock } from './clerk/time.ts';
import { packageRoot } from './package-root.ts';
import { Printer } from './papers/printer.ts';
import { readPolicies } from './policies.ts';
import type { Outlasting } from './store/issuing.ts';
import { type OpenStore, openStore, type StoreOptions } from './store/store.ts';
import { advised } from './store/trouble.ts';

// Makes the parts of the server and connects them.

export interface ServerOptions
  extends Pick<
    ApiOptions,
    | 'host'
    | 'port'
    | 'frameIntervalMs'
    | 'metricsToken'
    | 'metricsLastMs'
    | 'maxConnections'
    | 'tls'
    | 'trustProxy'
    | 'limits'
    | 'schemaIsFor'
    | 'corsOrigins'
    | 'slowRequestMs'
    | 'keepAliveMs'
    | 'patience'
    | 'log'
  > {
  readonly place: Place;
  readonly adminToken: string;
  readonly policyFolder?: string;
  /** The machine's clock, where it is another one than the real one. Tests set it. */
  readonly machineClock?: MachineClock;
  readonly sessionsInMemory?: number;
  /** Called when the stored data turns out to be damaged. The server should stop then, because each further write could damage more. */
  readonly damaged?: (error: StoreDamaged) => void;
}

export interface OpenServer {
  readonly address: string;
  readonly store: OpenStore;
  /** Uses the certificate for connections from now on. Throws where it cannot be used, and keeps the former one. */
  readonly renewCertificate: Api['renewCertificate'];
  /** Stops serving as Api.stop does, and closes the database. */
  stop(): Promise<void>;
}

/** Opens the database, starts the clerk and serves the API. Throws StartRefused where a person has to do something before a start can succeed. */
export async function openServer(options: ServerOptions): Promise<OpenServer> {
  const { place, adminToken, log } = options;
  const clock = new ServerClock(options.machineClock);
  const policies = readPolicies(options.policyFolder ?? join(packageRoot(), 'seeds', 'policies'));
  const store = await openStoreAt(place, { complain: (problem) => log.error(problem) });
  const { version, lastWriter, checked } = store.sqlite;
  if (lastWriter !== null && lastWriter !== version) {
    const looked = checked
      ? 'It was looked through: it is whole.'
      : 'It is too large to be looked through at a start: npm run verify does it.';
    log.warn(`SQLite ${version} runs now, and ${lastWriter} wrote to the database last. ${looked}`);
  }
  const metrics = new Metrics();
  const complain = (problem: string, error: unknown) => {
    log.error({ err: error }, problem);
    if (error instanceof StoreAway) clerk.noteStoreAway();
    if (error instanceof StoreDamaged) options.damaged?.(error);
  };
  const pepper = await store.pepper();
  const issuing = await store.issuing(tokenHash(adminToken));
  if (issuing.outlasting !== null) log.warn(otherAdministrator(issuing.outlasting));
  const { access } = store;
  const doorkeeper = new Doorkeeper({ access, adminToken, pepper, issuing: issuing.key, clock, complain });
  const clerk = new Clerk({
    store,
    policies,
    clock,
    complain,
    accessEnded: (ended) => doorkeeper.end(ended),
    observer: metrics,
    sessionsInMemory: options.sessionsInMemory,
  });
  await clerk.start();
  const api: Api = await openApi({
    ...options,
    clerk,
    complain,
    doorkeeper,
    history: store.history,
    mint,
    policies,
    clock,
    metrics,
    printer: new Printer(join(packageRoot(), 'dist', 'src', 'papers', 'worker.js')),
    freeBytes: () => freeBytes(place),
    isRestored: store.restored !== null,
    documents: {
      persisted: readDocuments(join(packageRoot(), 'schema', 'cookbook')),
      ofPages: readPageDocuments(join(packageRoot(), 'dist', 'operations.json')),
    },
    licenses: readLicenses(),
    pagesFolder: join(packageRoot(), 'dist', 'pages'),
    explorerFolder: join(packageRoot(), 'dist', 'explorer'),
  });
  return {
    address: api.address,
    store,
    renewCertificate: api.renewCertificate,
    async stop() {
      await api.stop();
      await store.close();
    },
  };
}

/** Returns the warning after the administrator's token was changed: the codes and keys that are still valid, and those that the former token can derive. */
function otherAdministrator({ codes, keys, derived }: Outlasting): string {
  const said =
    `The administrator’s token is another one than at the last start. ${codes} access codes and ${keys} API keys that were issued before ` +
    'go on, and nobody can have them shown again; docs/operations.md says how to end them all.';
  if (derived === 0) return said;
  return `${said} ${derived} of them were made by a former version: whoever has the former token and a copy of the database has them. Issue those anew.`;
}

/**
 * Opens the clerk of a database that no server has open, for a command line that writes to it. The clerk is not started, so it closes no rounds in time
 * and releases no tallies; the next server does. `isRestored` says that the file was put in the place of another one.
 */
export async function openClerk(
  place: Place,
  complain: (problem: string, error: unknown) => void,
  isRestored = false,
): Promise<{ readonly clerk: Clerk; readonly store: OpenStore; close(): Promise<void> }> {
  const store = await openStoreAt(place, { complain: (problem) => complain(problem, null), isRestored });
  const observer = { answered: () => {}, appended: () => {}, appendFailed: () => {} };
  const clerk = new Clerk({
    store,
    policies: [],
    clock: new ServerClock(),
    complain,
    accessEnded: () => {},
    observer,
  });
  return {
    clerk,
    store,
    async close() {
      await clerk.stop();
      await store.close();
    },
  };
}

/** Opens the store of a place, and makes its folder where it is missing. An error of the system is thrown with advice on what to do. */
function openStoreAt(
  place: Place,
  more: Required<Pick<StoreOptions, 'complain'>> & Pick<StoreOptions, 'isRestored'>,
): Promise<OpenStore> {
  return advised(() =>
    openStore({
      lock: lock(place),
      writer: writer(place),
      reader: reader(place),
      doorReader: reader(place),
      pragmas: writerPragmas,
      file: place.file,
      ...more,
    }),
  );
}

/** Returns how many bytes are free on the disk of the database. Returns null for a database in memory, and where the system does not say. */
async function freeBytes({ file }: Place): Promise<number | null> {
  if (file === null) return null;
  const found = await statfs(dirname(file)).catch(() => null);
  return found === null ? null : found.bavail * found.bsize;
}

/** Returns the licence of this program, and those of the libraries that the builds of the pages and the explorer contain. */
function readLicenses(): string {
  const files = ['LICENSE', 'dist/pages/licenses.txt', 'dist/explorer/licenses.txt'];
  const parts = files.map((file) => join(packageRoot(), file)).filter((file) => existsSync(file));
  return parts.map((file) => readFileSync(file, 'utf8')).join(`\n${'='.repeat(80)}\n\n`);
}

/** Returns the GraphQL documents of a folder, one for each file, with the file's exact text. Returns none where there is no folder. */
function readDocuments(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
  return files.map((file) => readFileSync(join(folder, file), 'utf8'));
}

/** Returns the documents that the pages send, from the file that the build wrote. */
function readPageDocuments(file: string): readonly string[] {
  if (!existsSync(file)) throw new Error(`${file} is missing: run npm run build first.`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Returns the administrator's token that is kept in a file beside the database. The first time it makes the token with `make` and writes the file. For a
 * database in memory it makes a token and no file. Throws StartRefused where the file's token is too short.
 */
export function keptAdminToken(place: Place, make: () => string): { token: string; file: string | null } {
  if (place.file === null) return { token: make(), file: null };
  const file = `${place.file}.admin-token`;
  if (existsSync(file)) {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept.length >= minTokenLength) return { token: kept, file };
    throw new StartRefused(
      `${file} holds no token of ${minTokenLength} characters; remove it to have a new one made.`,
    );
  }
  makeFolder(dirname(file));
  const token = make();
  // The token is written to another file, synced and then renamed, so that a crash leaves no incomplete file.
  const draft = openSync(`${file}.draft`, 'w', 0o600);
  writeSync(draft, `${token}\n`);
  fsyncSync(draft);
  closeSync(draft);
  renameSync(`${file}.draft`, file);
  return { token, file };
}
