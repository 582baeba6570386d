import { expect } from 'vitest';
import { type Any, ask, newId } from './client.ts';
import { adminToken } from './house.ts';

/** The columns without which an import is refused. */
export const neededColumns =
  'organization_name,period_kind,year,subject_kind,subject_name,level,status,authority';

export const importDocument = `mutation ($input: ImportResultsInput!) {
  importResults(input: $input) {
    __typename
    ... on ImportReport { committed rows created unchanged superseding errorCount errors { row column message } }
    ... on Refusal { code }
  }
}`;

/** Imports a text as the administrator, and returns the answer. The text is CSV and the import is no dry run, unless `more` says otherwise. */
export async function importText(
  address: string,
  content: string,
  more: object = {},
  language = 'en',
): Promise<Any> {
  const input = { commandId: newId(), format: 'CSV', dryRun: false, content, ...more };
  const { data, errors } = await ask(address, adminToken, importDocument, { input }, language);
  expect(errors).toBeUndefined();
  return (data as Any).importResults;
}
