import { describe } from 'vitest';
import { accessContract } from '../support/contract/access.ts';
import { ballotBoxContract } from '../support/contract/ballot-box.ts';
import { journalContract } from '../support/contract/journal.ts';
import { recordContract } from '../support/contract/record.ts';
import { everyStore } from '../support/contract/stores.ts';

describe.each(everyStore)('$name', ({ open }) => {
  journalContract(open);
  ballotBoxContract(open);
  accessContract(open);
  recordContract(open);
});
