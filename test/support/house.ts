import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type OpenServer, openServer, type ServerOptions } from '../../src/compose.ts';
import { metricsToken } from './client.ts';

/** The administrator's token of the tests' servers. */
export const adminToken = 'test-administrator-token-0123456789abcdef';

export interface TestHouse extends OpenServer {
  /** The address, http://127.0.0.1:port. */
  readonly address: string;
  /** The database's file; null in memory. */
  readonly file: string | null;
  /** Stops the server and starts it again on the same files, at another port. */
  restart(): Promise<TestHouse>;
}

export interface TestHouseOptions
  extends Partial<
    Pick<
      ServerOptions,
      | 'adminToken'
      | 'machineClock'
      | 'frameIntervalMs'
      | 'metricsLastMs'
      | 'maxConnections'
      | 'policyFolder'
      | 'log'
      | 'schemaIsFor'
      | 'corsOrigins'
      | 'slowRequestMs'
      | 'keepAliveMs'
      | 'patience'
      | 'trustProxy'
      | 'tls'
      | 'sessionsInMemory'
    >
  > {
  readonly file?: string | null;
  /** Limits that are left out are so high that no test reaches them. */
  readonly limits?: Partial<ServerOptions['limits']>;
}

const noLimits: ServerOptions['limits'] = {
  keyOperationsPerMinute: 1_000_000,
  seatOperationsPerMinute: 1_000_000,
  addressOperationsPerMinute: 1_000_000,
  addressRequestsPerMinute: 1_000_000,
  addressSocketsPerMinute: 1_000_000,
  codeSignInsPerMinute: 1_000_000,
  socketsPerAddress: 1_000_000,
  socketsPerSeat: 1_000_000,
  dearPercent: 100,
};

/** Starts a real server on a free port. Its database is in memory unless a file is named. The test must stop it. */
export async function openTestHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const file = options.file ?? null;
  const house = await openServer({
    host: '127.0.0.1',
    port: 0,
    frameIntervalMs: 5,
    tls: null,
    trustProxy: false,
    schemaIsFor: 'everyone',
    corsOrigins: [],
    adminToken,
    metricsToken,
    metricsLastMs: 0,
    log: pino({ level: 'silent' }),
    ...options,
    limits: { ...noLimits, ...options.limits },
    place: { file },
  });
  return {
    ...house,
    file,
    async restart() {
      await house.stop();
      return openTestHouse(options);
    },
  };
}

/** Makes a folder. The test removes it with `onTestFinished(folder.remove)`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'hoinghi-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
