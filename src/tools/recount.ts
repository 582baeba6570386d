import { defaultUrl } from '../../ormconfig.ts';
import { type Difference, recount } from '../verify/recount.ts';
import { type CommandArguments, runCommand } from './command.ts';
import { namedPlace, openFile } from './record-file.ts';

// npm run recount: what verify makes once more by the rules, and no more: counts and judges everything in a database again, from the
// sorted marks, the roll calls, the facts, and the policy and settings that each session keeps, and compares it, byte for byte, with what
// is recorded; and what history lists, imported results too, with what the journals have. Reads only; a server may be running.

async function recountFile({ values, words }: CommandArguments<'recount'>): Promise<number> {
  const record = await openFile(namedPlace(values.database, defaultUrl), words);
  try {
    const { sessions, entries, madeAnew, results, differences } = await recount(record, say);
    console.log(
      `${sessions} sessions, ${entries} entries: ${madeAnew} counts and judgements made anew, ${results} results compared.`,
    );
    console.log(differences === 0 ? 'All equal.' : `${differences} DIFFER.`);
    return differences === 0 ? 0 : 1;
  } finally {
    await record.close();
  }
}

function say({ journal, what, lines }: Difference): void {
  console.log(`${journal} ${what}:`);
  for (const line of lines) console.log(`  ${line}`);
}

await runCommand('recount', recountFile);
