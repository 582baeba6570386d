import { randomBytes } from 'node:crypto';
import { keptAdminToken, type OpenHouse, openHouse } from './compose.ts';
import { openLog } from './log.ts';
import { readSettings, type Settings } from './settings.ts';
import { advised } from './store/trouble.ts';

const stopGraceMs = 10_000;

/** Serves by the environment's settings until the process is told to stop; then answers what is under way, and ends. */
export async function serve(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(env);
  const { place } = settings;
  const log = openLog(settings.logLevel);
  const kept =
    settings.adminToken === null
      ? await advised(async () => keptAdminToken(place, () => randomBytes(32).toString('base64url')))
      : null;
  const adminToken = settings.adminToken ?? kept?.token ?? '';
  let house: OpenHouse | null = null;
  let stopping = false;
  const stop = (code: number) => {
    if (stopping) return;
    stopping = true;
    // What does not end by then is ended.
    setTimeout(() => process.exit(1), stopGraceMs).unref();
    (house?.stop() ?? Promise.resolve()).then(
      () => process.exit(code),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  const damaged = (error: Error) => {
    if (!stopping) console.error(`${place.file}: ${error.message}`);
    stop(1);
  };
  house = await openHouse({ ...settings, adminToken, log, damaged });
  process.on('SIGTERM', () => stop(0));
  process.on('SIGINT', () => stop(0));
  log.info({ address: house.address, node: process.version }, 'listening');
  console.log(`Listening at ${house.address}`);
  tellToken(settings, kept);
}

function tellToken({ adminToken }: Settings, kept: { token: string; file: string | null } | null): void {
  if (adminToken !== null) console.log('The administrator’s token is that of ADMIN_TOKEN.');
  else if (kept?.file) console.log(`The administrator’s token is in ${kept.file}`);
  else
    console.log(
      `The administrator’s token is ${kept?.token}; it ends with this process, as the database does.`,
    );
}
