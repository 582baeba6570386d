import { existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { copyWriter, defaultUrl, reader } from '../../ormconfig.ts';
import { copyInto, markAsCopy } from '../store/backup.ts';
import { namedPlace } from './record-file.ts';
import { sayVerdict, verifyFile } from './verdict.ts';

// npm run backup: a copy of a database in one file, while its server runs. Without the folder of keys: see docs/operations.md.

const usage = `npm run backup -- [--database FILE] --to FILE
  Ends with 0 when the copy is there and everything in it fits, 1 when something does not, 2 when there is no copy.`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { database: { type: 'string' }, to: { type: 'string' } } });
  if (values.to === undefined) throw new Error('Name the copy with --to.');
  const to = resolve(values.to);
  const place = namedPlace(values.database, defaultUrl);
  const source = reader(place);
  if (source === null) throw new Error('A database in memory ends with its process; name a file.');
  if (!existsSync(place.file ?? '')) throw new Error(`There is no database ${place.file}.`);
  refuseToOverwrite(to);

  const draft = `${to}.part`;
  await makeEmpty(draft);
  try {
    await copyInto(source, draft);
    await markAsCopy(copyWriter(draft));
    await sync(draft);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const verdict = await verifyFile({ file: draft }, []);
  if (verdict.findings.length > 0) {
    console.log(sayVerdict(verdict));
    console.log(`The copy is as the database is. It is left as ${draft}.`);
    process.exitCode = 1;
    return;
  }
  refuseToOverwrite(to);
  await rename(draft, to);
  await sync(dirname(to));
  console.log(sayVerdict(verdict));
  console.log(
    `${to}: ${(await stat(to)).size} bytes. The pepper and the administrator’s token are not in it.`,
  );
}

function refuseToOverwrite(to: string): void {
  if (existsSync(to)) throw new Error(`${to} is there already; a backup overwrites nothing.`);
}

/** Only its owner's to read, before anything is in it. */
async function makeEmpty(draft: string): Promise<void> {
  const file = await open(draft, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Error(
      `${draft} is there already: another backup is being made, or was broken off. Remove it then.`,
    );
  });
  await file.close();
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.error(usage);
  process.exit(2);
});
