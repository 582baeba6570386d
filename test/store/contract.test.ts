import { describe } from 'vitest';
import { accessContract } from '../support/contract/access.ts';
import { journalContract } from '../support/contract/journal.ts';
import { recordContract } from '../support/contract/record.ts';
import { everyStore } from '../support/contract/stores.ts';
import { urnContract } from '../support/contract/urn.ts';

describe.each(everyStore)('$name', ({ open }) => {
  journalContract(open);
  urnContract(open);
  accessContract(open);
  recordContract(open);
});
