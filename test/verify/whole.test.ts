import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/house.ts';
import { type BusyRecord, busyRecord, verdictOf } from './busy-record.ts';

const folder = temporaryFolder();
let record: BusyRecord;
beforeAll(async () => {
  record = await busyRecord(folder.path);
});
afterAll(folder.remove);

test('[P92] everything in a database that a server wrote fits', async () => {
  const verdict = await verdictOf(record.file);
  console.log(JSON.stringify(verdict, null, 1));
  expect(verdict.findings).toEqual([]);
});
