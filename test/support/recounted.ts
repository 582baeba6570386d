import { openFile } from '../../src/tools/record-file.ts';
import { type Difference, recount } from '../../src/verify/recount.ts';
import { commandWordsOf } from '../../src/words/commands.ts';

/**
 * What differs in a file that is counted again as "npm run recount" does it, but in this process: a program takes half a second to start, and
 * test/main/recount.test.ts starts it.
 */
export async function differencesIn(file: string): Promise<readonly Difference[]> {
  const record = await openFile({ file }, commandWordsOf('en'));
  const differing: Difference[] = [];
  try {
    await recount(record, (one) => void differing.push(one));
    return differing;
  } finally {
    await record.close();
  }
}
