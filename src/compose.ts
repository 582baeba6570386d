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

// Which part goes into which room.

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
  /** The machine's; tests bring their own. */
  readonly machineClock?: MachineClock;
  readonly sessionsInMemory?: number;
  /** Told when what is stored turns out to be damaged; each further write could make it worse. */
  readonly damaged?: (error: StoreDamaged) => void;
}

export interface OpenServer {
  readonly address: string;
  readonly store: OpenStore;
  /** As of Api. */
  readonly renewCertificate: Api['renewCertificate'];
  stop(): Promise<void>;
}

/** Opens the database and serves. */
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

/** What a new administrator's token leaves as it is. */
function otherAdministrator({ codes, keys, derived }: Outlasting): string {
  const said =
    `The administrator’s token is another one than at the last start. ${codes} access codes and ${keys} API keys that were issued before ` +
    'go on, and nobody can have them shown again; docs/operations.md says how to end them all.';
  if (derived === 0) return said;
  return `${said} ${derived} of them were made by a former version: whoever has the former token and a copy of the database has them. Issue those anew.`;
}

/**
 * The clerk of a database that no server has open: for a command line that writes. Clocks and releases are left to the server.
 * `isRestored`: the file was put in the place of another.
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

/** What stands in the way is said with what to do, from making the folder on. */
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

/** Left on the disk that the database is on; null for memory, and where the system does not say. */
async function freeBytes({ file }: Place): Promise<number | null> {
  if (file === null) return null;
  const found = await statfs(dirname(file)).catch(() => null);
  return found === null ? null : found.bavail * found.bsize;
}

/** Under which licence this program is, and those under which the builds have what others wrote. */
function readLicenses(): string {
  const files = ['LICENSE', 'dist/pages/licenses.txt', 'dist/explorer/licenses.txt'];
  const parts = files.map((file) => join(packageRoot(), file)).filter((file) => existsSync(file));
  return parts.map((file) => readFileSync(file, 'utf8')).join(`\n${'='.repeat(80)}\n\n`);
}

/** The documents of a folder, each as it stands in its file. */
function readDocuments(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
  return files.map((file) => readFileSync(join(folder, file), 'utf8'));
}

/** The documents that the pages ask, as the build wrote them down. */
function readPageDocuments(file: string): readonly string[] {
  if (!existsSync(file)) throw new Error(`${file} is missing: run npm run build first.`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The administrator's token as it is kept beside the database, made there the first time. */
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
  // Whole or not there: written beside, synced, then renamed.
  const draft = openSync(`${file}.draft`, 'w', 0o600);
  writeSync(draft, `${token}\n`);
  fsyncSync(draft);
  closeSync(draft);
  renameSync(`${file}.draft`, file);
  return { token, file };
}
