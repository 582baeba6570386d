import { expect, test } from 'vitest';
import type { Fault } from '../../../src/core/fault.ts';
import { nameRows } from '../../../src/core/import/resolve.ts';
import { readFile } from '../../../src/exchange/read.ts';

test('[R7] [R83] whom and what was written with other spaces, before they were plain, is found by the plain ones', () => {
  const organizationId = 'org_0123456789abcdefgh01';
  const organizations = [
    { id: organizationId, name: 'Đảng bộ  xã', superiorId: 'org_0123456789abcdefgh00' },
    { id: 'org_0123456789abcdefgh00', name: 'Huyện\u00a0Một', superiorId: null },
  ];
  const namesakes = [{ personId: 'per_0123456789abcdefgh02', fullName: 'Lê  An', organizationId }];
  const { rows } = readFile(
    `organization_id,organization_path,organization_name,period_kind,year,subject_kind,subject_name,level,status,authority
,Huyện Một,Đảng bộ xã,YEAR,2019,PARTY_MEMBER,Lê An,GOOD,DECIDED,DECIDE
${organizationId},Huyện Một,Đảng bộ xã,YEAR,2020,PARTY_MEMBER,Lê An,GOOD,DECIDED,DECIDE`,
    'CSV',
  );
  const faults: Fault[] = [];
  const named = nameRows(
    faults,
    rows,
    { organizations, people: [], namesakes },
    () => '0123456789abcdefghnw',
  );
  expect(faults).toEqual([]);
  expect(named.organizations).toEqual([]);
  const found = named.resolved.map(({ result: { recorded } }) => [
    recorded.organizationId,
    recorded.personId,
  ]);
  expect(new Set(found.map(String))).toEqual(new Set([`${organizationId},per_0123456789abcdefgh02`]));
});
