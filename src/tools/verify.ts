import { readFileSync } from 'node:fs';
import { defaultUrl } from '../../ormconfig.ts';
import { notedIn, readHead } from '../verify/heads.ts';
import { type CommandArguments, runCommand } from './command.ts';
import { namedPlace } from './record-file.ts';
import { sayVerdict, verifyFile } from './verdict.ts';

// npm run verify says whether everything in a database fits together, and whether it has the heads that were noted earlier [V1] [V2]. It only reads, and needs
// nothing but the file: a server may be running on it, and the file may be a backup or a copy on a read-only medium.

async function verify({ values, positionals, words }: CommandArguments<'verify'>): Promise<number> {
  if (positionals.length > 1) throw new Error(words.oneDatabase);
  const noted = [
    ...values.head,
    ...(values.heads === undefined ? [] : notedIn(readFileSync(values.heads, 'utf8'))),
  ];
  const published = noted.map((text) => {
    const head = readHead(text);
    if (head === null) throw new Error(words.noHead(text));
    return head;
  });
  const place = namedPlace(positionals[0] ?? values.database, defaultUrl);
  const verdict = await verifyFile(place, published, words);
  console.log(values.json ? JSON.stringify(verdict, null, 2) : sayVerdict(verdict));
  return verdict.findings.length === 0 ? 0 : 1;
}

await runCommand('verify', verify);
