import { existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { copyWriter, defaultUrl } from '../../ormconfig.ts';
import { copyInto, markAsCopy } from '../store/backup.ts';
import type { CommandWords } from '../words/commands.ts';
import { type CommandArguments, runCommand } from './command.ts';
import { existingSource, namedPlace } from './record-file.ts';
import { sayVerdict, verifyFile } from './verdict.ts';

// npm run backup copies a database into one file, also while its server runs, and verifies the copy [V3]. The folder of keys is not copied: see
// docs/operations.md.

async function backup({ values, words }: CommandArguments<'backup'>): Promise<number> {
  if (values.to === undefined) throw new Error(words.nameCopy);
  const to = resolve(values.to);
  const place = namedPlace(values.database, defaultUrl);
  const source = existingSource(place, words);
  refuseToOverwrite(to, words);

  const draft = `${to}.part`;
  await makeEmpty(draft, words);
  try {
    await copyInto(source, draft);
    await markAsCopy(copyWriter(draft));
    await sync(draft);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const verdict = await verifyFile({ file: draft }, [], words, place);
  if (verdict.findings.length > 0) {
    console.log(sayVerdict(verdict));
    console.log(`The copy is as the database is. It is left as ${draft}.`);
    return 1;
  }
  refuseToOverwrite(to, words);
  await rename(draft, to);
  await sync(dirname(to));
  console.log(sayVerdict(verdict));
  console.log(
    `${to}: ${(await stat(to)).size} bytes. The pepper and the administrator’s token are not in it.`,
  );
  return 0;
}

function refuseToOverwrite(to: string, words: CommandWords): void {
  if (existsSync(to)) throw new Error(words.copyExists(to));
}

/** Makes the empty file before anything is written to it, so that only its owner can ever read it. Throws where it exists. */
async function makeEmpty(draft: string, words: CommandWords): Promise<void> {
  const file = await open(draft, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Error(words.copyBegun(draft));
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

await runCommand('backup', backup);
