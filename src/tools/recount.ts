import { defaultUrl } from '../../ormconfig.ts';
import { type Difference, recount } from '../verify/recount.ts';
import { type CommandArguments, runCommand } from './command.ts';
import { namedPlace, openFile } from './record-file.ts';

// npm run recount counts and judges everything in a database again [P90]. It uses the sorted marks, the roll calls, the facts, and the policy and settings that
// each session keeps, and compares the outcome byte for byte with what is recorded. It also compares the results that history lists, imported ones too, with
// the journals. verify does the same among its other checks. It only reads the database, so a server may be running.

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
