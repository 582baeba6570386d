import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { defaultUrl } from '../../ormconfig.ts';
import { readHead, readHeads } from '../verify/heads.ts';
import { namedPlace } from './record-file.ts';
import { sayVerdict, verifyFile } from './verdict.ts';

// npm run verify: whether everything in a database fits together, and is what was published of it. Reads only, and needs nothing but
// the file: a server may be running on it, it may be a backup, or a copy on a medium that cannot be written.

const usage = `npm run verify -- [DATABASE] [--head <session>=<hash>]… [--heads FILE] [--json]
  Ends with 0 when everything fits, 1 when something does not, 2 when it could not be looked at.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      database: { type: 'string' },
      head: { type: 'string', multiple: true, default: [] },
      heads: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (positionals.length > 1) throw new Error('Name one database.');
  const published = [
    ...values.head.map(readHead),
    ...(values.heads === undefined ? [] : readHeads(readFileSync(values.heads, 'utf8'))),
  ];
  const verdict = await verifyFile(namedPlace(positionals[0] ?? values.database, defaultUrl), published);
  console.log(values.json ? JSON.stringify(verdict, null, 2) : sayVerdict(verdict));
  process.exitCode = verdict.findings.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.error(usage);
  process.exit(2);
});
