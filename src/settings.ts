import { defaultUrl, type Place, placeOf } from '../ormconfig.ts';
import { type SchemaReaders, schemaReaders } from './api/limits/introspection.ts';
import type { PaceLimits } from './api/limits/pacer.ts';
import type { Rates } from './api/limits/rate-limits.ts';
import type { ConnectionLimits } from './api/websocket/connection-limits.ts';
import type { CertificateFiles } from './certificate.ts';

/** The settings of the server, from the environment. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly place: Place;
  /** The administrator's token. Where it is null, the server makes one and keeps it in a file beside the database. */
  readonly adminToken: string | null;
  /** Opens /metrics, as the administrator's token does; null where only that one does. */
  readonly metricsToken: string | null;
  /** The files of the certificate; null where the server uses no TLS. */
  readonly certificate: CertificateFiles | null;
  /** Whether a proxy is before the server, so that addresses are read from X-Forwarded-For. */
  readonly trustProxy: boolean;
  /** The shortest time between two frames of a session. */
  readonly frameIntervalMs: number;
  readonly limits: Rates & ConnectionLimits & PaceLimits;
  readonly schemaIsFor: SchemaReaders;
  readonly corsOrigins: readonly string[];
  readonly logLevel: string;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'];

/** Reads the settings from environment variables. Throws for a value that is not allowed, with an error that names the variable and says what to write. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const host = env.HOST || '127.0.0.1';
  const certificate = readTls(env);
  const trustProxy = readSwitch(env, 'TRUST_PROXY');
  const plaintext = readSwitch(env, 'ALLOW_PLAINTEXT');
  const local = host === 'localhost' || host === '::1' || /^127\./.test(host);
  if (!local && certificate === null && !trustProxy && !plaintext) {
    throw new Error(
      `HOST is ${host}: ballots would cross the network readable. Set TLS_CERT and TLS_KEY, or TRUST_PROXY=1 behind a proxy that ` +
        'speaks TLS, or ALLOW_PLAINTEXT=1 to do it all the same.',
    );
  }
  const adminToken = readToken(env, 'ADMIN_TOKEN', 'have one made');
  const metricsToken = readToken(env, 'METRICS_TOKEN', 'open /metrics to the administrator alone');
  const logLevel = env.LOG_LEVEL || 'warn';
  if (!logLevels.includes(logLevel))
    throw new Error(`LOG_LEVEL is ${logLevel}; write one of ${logLevels.join(', ')}.`);
  return {
    port: readNumber(env, 'PORT', 4000, 65_535),
    host,
    place: placeOf(env.DATABASE_URL || defaultUrl),
    adminToken,
    metricsToken,
    certificate,
    trustProxy,
    frameIntervalMs: readNumber(env, 'FRAME_INTERVAL_MS', 100, 60_000),
    limits: readLimits(env),
    schemaIsFor: readSchemaReaders(env),
    corsOrigins: readOrigins(env),
    logLevel,
  };
}

const unlimited = 1_000_000_000;

/** Reads the limits. The defaults fit a room of a thousand people behind one address. */
function readLimits(env: NodeJS.ProcessEnv): Settings['limits'] {
  const most = (name: string, standard: number) => readNumber(env, name, standard, unlimited);
  return {
    keyOperationsPerMinute: most('API_KEY_OPERATIONS_PER_MINUTE', 600),
    seatOperationsPerMinute: most('SEAT_OPERATIONS_PER_MINUTE', 1_200),
    addressOperationsPerMinute: most('ADDRESS_OPERATIONS_PER_MINUTE', 6_000),
    codeSignInsPerMinute: most('CODE_SIGN_INS_PER_MINUTE', 60),
    addressRequestsPerMinute: most('ADDRESS_REQUESTS_PER_MINUTE', 30_000),
    addressSocketsPerMinute: most('ADDRESS_SOCKETS_PER_MINUTE', 6_000),
    socketsPerAddress: most('SOCKETS_PER_ADDRESS', 4_000),
    socketsPerSeat: most('SOCKETS_PER_SEAT', 100),
    dearPercent: readNumber(env, 'DEAR_PERCENT', 3, 100, 1),
  };
}

/** Reads a token; null where the variable is not set. `without` is the phrase of the error that says what happens then. */
function readToken(env: NodeJS.ProcessEnv, name: string, without: string): string | null {
  const token = env[name] || null;
  if (token === null || /^\S{32,500}$/.test(token)) return token;
  throw new Error(`${name} must be 32 to 500 characters without spaces; leave it out to ${without}.`);
}

function readSchemaReaders(env: NodeJS.ProcessEnv): SchemaReaders {
  const text = env.INTROSPECTION || 'everyone';
  const readers = schemaReaders.find((one) => one === text);
  if (readers === undefined)
    throw new Error(`INTROSPECTION is ${text}; write one of ${schemaReaders.join(', ')}.`);
  return readers;
}

function readOrigins({ CORS_ORIGINS }: NodeJS.ProcessEnv): readonly string[] {
  const origins = (CORS_ORIGINS ?? '').split(/[\s,]+/).filter((origin) => origin !== '');
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    throw new Error(`CORS_ORIGINS has ${origin}; write origins as browsers send them: https://example.org`);
  }
  return origins;
}

function readNumber(env: NodeJS.ProcessEnv, name: string, standard: number, most: number, least = 0): number {
  const text = env[name] || String(standard);
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most || value < least)
    throw new Error(`${name} is "${text}"; write a whole number from ${least} to ${most}.`);
  return value;
}

function readSwitch(env: NodeJS.ProcessEnv, name: string): boolean {
  const text = env[name] || '0';
  if (text !== '0' && text !== '1') throw new Error(`${name} is "${text}"; write 1, or leave it out.`);
  return text === '1';
}

function readTls(env: NodeJS.ProcessEnv): CertificateFiles | null {
  const { TLS_CERT, TLS_KEY } = env;
  if (!TLS_CERT && !TLS_KEY) return null;
  if (!TLS_CERT || !TLS_KEY) throw new Error('TLS_CERT and TLS_KEY go together: the paths of two PEM files.');
  return { cert: TLS_CERT, key: TLS_KEY };
}
