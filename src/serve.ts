import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { type CertificateFiles, readCertificate, watchCertificate } from './certificate.ts';
import { StartRefused, StoreDamaged } from './clerk/ports.ts';
import type { OpenServer } from './compose.ts';
import { openLog } from './log.ts';
import { readSettings, type Settings } from './settings.ts';
import { advised } from './store/trouble.ts';

const stopGraceMs = 10_000;

/**
 * The exit code of a server that must not be started again until somebody has done what its last line says (EX_CONFIG of sysexits.h). The systemd unit of
 * docs/setup does not restart it then. Where another start may help, the exit code is 1.
 */
export const staysDown = 78;

/** Returns the exit code of a server that ends because of this error. */
export function exitCodeOf(error: unknown): number {
  return error instanceof StartRefused || error instanceof StoreDamaged ? staysDown : 1;
}

/**
 * Starts the server with the settings of the environment, and resolves once it listens. On SIGTERM and SIGINT it answers what is under way and ends the
 * process. Throws where it cannot start.
 */
export async function serve(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = refusing(() => readSettings(env));
  const { place, certificate } = settings;
  const tls = certificate === null ? null : refusing(() => readCertificate(certificate));
  const log = openLog(settings.logLevel);
  // This is loaded after the settings are read, because it takes a second or two, and an error in the settings is told before.
  const { keptAdminToken, openServer } = await import('./compose.ts');
  const kept =
    settings.adminToken === null
      ? await advised(async () => keptAdminToken(place, () => randomBytes(32).toString('base64url')))
      : null;
  const adminToken = settings.adminToken ?? kept?.token ?? '';
  let server: OpenServer | null = null;
  let stopping = false;
  const stop = (code: number) => {
    if (stopping) return;
    stopping = true;
    // A stop that takes longer is cut short.
    setTimeout(() => process.exit(1), stopGraceMs).unref();
    (server?.stop() ?? Promise.resolve()).then(
      () => process.exit(code),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  const damaged = (error: Error) => {
    if (!stopping) console.error(`${place.file}: ${error.message}`);
    stop(staysDown);
  };
  server = await openServer({ ...settings, tls, adminToken, log, damaged });
  if (certificate !== null) followCertificate(certificate, server, log);
  process.on('SIGTERM', () => stop(0));
  process.on('SIGINT', () => stop(0));
  const sqlite = server.store.sqlite.version;
  log.info({ address: server.address, node: process.version, sqlite }, 'listening');
  console.log(`Listening at ${server.address}`);
  tellToken(settings, kept);
}

/** Returns what `read` returns. An error becomes a StartRefused, because another start with the same settings would fail too. */
function refusing<Meant>(read: () => Meant): Meant {
  try {
    return read();
  } catch (error) {
    throw new StartRefused((error as Error).message, { cause: error });
  }
}

function followCertificate(files: CertificateFiles, server: OpenServer, log: Logger): void {
  watchCertificate(files, () => {
    try {
      server.renewCertificate(readCertificate(files));
      log.info(files, 'the certificate was read again');
    } catch (err) {
      const { cert, key } = files;
      log.error(
        { err },
        `${cert} and ${key} cannot be used: the certificate that was read before stays in use`,
      );
    }
  });
}

function tellToken({ adminToken }: Settings, kept: { token: string; file: string | null } | null): void {
  if (adminToken !== null) console.log('The administrator’s token is that of ADMIN_TOKEN.');
  else if (kept?.file) console.log(`The administrator’s token is in ${kept.file}`);
  else
    console.log(
      `The administrator’s token is ${kept?.token}; it ends with this process, as the database does.`,
    );
}
