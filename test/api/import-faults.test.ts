import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Any, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { neededColumns as heading, importText } from '../support/importing.ts';

// What an import says of a file that has several faults.

const row = 'Đảng bộ xã,YEAR,2019,PARTY_CELL,Chi bộ 1,GOOD,DECIDED,DECIDE';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.stop());

const imported = (content: string, more: object = {}) => importText(house.address, content, more);

/** What is wrong with a file, as `row column` or `row column: word` where the sentence has that word. */
async function faultsIn(content: string, format = 'CSV'): Promise<readonly string[]> {
  const { errors } = await imported(content, { format, dryRun: true });
  const word = /person_key|supersede each other in a circle|is called [^:]+|with its zone|below another/;
  return (errors as Any[]).map(({ row, column, message }) =>
    [`${row} ${column}`, ...(word.exec(message) ?? [])].join(': '),
  );
}

test('[R82] one round tells every fault of every row: of cells, of the row, of names, of what stands there', async () => {
  const member = 'Đảng bộ xã Chín,YEAR,2020,PARTY_MEMBER,Lê Văn Ba,GOOD,DECIDED,DECIDE';
  const unit = 'Đảng bộ xã Chín,YEAR,2020,PARTY_CELL,Chi bộ 1,GOOD,DECIDED,DECIDE';
  const lines = [
    `,YEAR,2020.5,PARTY_CELL,Chi bộ 2,GOOD,DECIDED,DECIDE`,
    `Đảng bộ,YEAR,2020,PARTY_CELL`,
    `Đảng bộ xã Chín,YEAR,1066,PARTY_CELL,Chi bộ 3,GOOD,DECIDED,DECIDE`,
    member,
    member.replace('GOOD', 'COMPLETED'),
    unit,
    unit.replace('GOOD', 'COMPLETED'),
  ];
  expect(await faultsIn([heading, ...lines].join('\n'))).toEqual([
    '1 year',
    '1 organization_name',
    '2 null',
    '3 year',
    '5 person_key: person_key',
    '7 subject_name',
  ]);
});

test('[R82] of a row with a cell that cannot be read nothing is said that only follows from it', async () => {
  const more = 'electorate,base,counted,excellent,good,completed,not_completed,not_rated,blank';
  const marks = (counts: string) => `${heading},${more}\n${row},3,3,3,${counts}\n`;
  expect(await faultsIn(marks('1,x,1,0,0,0'))).toEqual(['1 good']);
  expect(await faultsIn(`${heading},quarter\n${row.replace('YEAR', 'Q')},1\n`)).toEqual(['1 period_kind']);
  expect(
    await faultsIn(`${heading}\n${row.replace('GOOD', 'A+').replace('DECIDED', 'NOT_RATED')}\n`),
  ).toEqual(['1 level']);
  expect(await faultsIn(`${heading},recorded_at\n${row},2019-12-31T08:30\n`)).toEqual([
    '1 recorded_at: with its zone',
  ]);
  expect(await faultsIn(`${heading},person_key\n${row.replace('PARTY_CELL', 'CELL')},7\n`)).toEqual([
    '1 subject_kind',
  ]);
});

test('[R82] lines without anything are passed over, and keep their numbers', async () => {
  const wrong = row.replace('2019', '1066');
  expect(await faultsIn(`\n${heading}\n\n${wrong}\n,,,,,,,\n \n${wrong}\n,,,,,,,\n,,,,,,,\n`)).toEqual([
    '2 year',
    '5 year',
  ]);
  expect(await faultsIn(`{"year": 1066}\n\n{"year": 1066}\n[\n`, 'JSON')).toContain('3 year');
  expect(await faultsIn(`{"year": 1066}\n\n[\n{\n`, 'JSON')).toEqual(
    expect.arrayContaining(['3 null', '4 null']),
  );
  expect(await faultsIn(`${heading}\n${row}\n\n\n"${row}\n`)).toEqual(['4 null']);
  expect(await faultsIn('[{"grade": 1, "year": 1066}]', 'JSON')).toEqual(
    expect.arrayContaining(['1 year', '1 status']),
  );
  const none = await imported(`${heading}\n,,,,,,,\n`, { dryRun: true });
  expect(none).toMatchObject({ errorCount: 1, errors: [{ row: null, column: null }] });
  expect(await imported(`${heading}\n,,,,,,,\n${row}\n,,,,,,,\n`, { dryRun: true })).toMatchObject({
    rows: 1,
    created: 1,
  });
});

test('[R84] results that supersede each other in a circle are told so', async () => {
  const [one, other] = ['res_0123456789abcdefgh11', 'res_0123456789abcdefgh12'];
  const lines = [`${row},${one},${other}`, `${row},${other},${one}`];
  expect(await faultsIn([`${heading},id,supersedes_id`, ...lines].join('\n'))).toEqual([
    '1 supersedes_id: supersede each other in a circle',
    '2 supersedes_id: supersede each other in a circle',
  ]);
});

test('[R84] a fault within a chain of results is one fault, not one of each that follows on it', async () => {
  const ids = [1, 2, 3, 4].map((at) => `res_0123456789abcdefgh2${at}`);
  const lines = ids.map((id, at) => `${row},${id},${ids[at - 1] ?? ''}`);
  lines[1] = lines[1]?.replace('2019', '1066') ?? '';
  expect(await faultsIn([`${heading},id,supersedes_id`, ...lines].join('\n'))).toEqual(['2 year']);
});

test('[R83] an organisation that is there has one name and one place, which a row may leave out', async () => {
  const [id, ownId] = ['org_0123456789abcdefgh31', 'org_0123456789abcdefgh32'];
  const head = `${heading},organization_id,organization_path,subject_organization_id,subject_organization_name`;
  const line = ({ name = 'Đảng bộ xã Mười', path = 'Huyện A', own = 'Chi bộ 1' } = {}, year = 2019) =>
    `${name},YEAR,${year},PARTY_CELL,Chi bộ Một,GOOD,DECIDED,DECIDE,${id},${path},${ownId},${own}`;
  const known = `Huyện B,YEAR,2019,PARTY_CELL,Chi bộ 1,GOOD,DECIDED,DECIDE,,,,`;
  expect(await imported([head, line(), known].join('\n'))).toMatchObject({ created: 2 });
  expect(await faultsIn([head, line({ name: 'Đảng bộ xã Khác' }, 2020)].join('\n'))).toEqual([
    '1 organization_name: is called Đảng bộ xã Mười',
  ]);
  expect(await faultsIn([head, line({ own: 'Chi bộ Hai' }, 2020)].join('\n'))).toEqual([
    '1 subject_organization_name: is called Chi bộ 1',
  ]);
  for (const path of ['Huyện B', 'Huyện C', 'Huyện A > Huyện B']) {
    expect(await faultsIn([head, line({ path }, 2020)].join('\n'))).toEqual([
      '1 organization_path: below another',
    ]);
  }
  for (const more of [{}, { path: '' }, { own: '' }, { path: '', own: '' }]) {
    expect(await faultsIn([head, line(more, 2020)].join('\n'))).toEqual([]);
  }
  // Of one file as well, wherever the id is first.
  const fresh = (name: string) => line({ name }, 2021).replaceAll(id, 'org_0123456789abcdefgh33');
  expect(await faultsIn([head, fresh('Đảng bộ xã X'), fresh('Đảng bộ xã Y')].join('\n'))).toEqual([
    '2 organization_name: is called Đảng bộ xã X',
  ]);
});

test('[R82] what a row with a fault would have said of an organisation is missed by no other row', async () => {
  const head = `${heading},subject_organization_id,subject_organization_name`;
  const line = (year: number, name: string) =>
    `${row.replace('2019', String(year))},org_0123456789abcdefgh41,${name}`;
  const member = (year: number, name: string) => line(year, name).replace('PARTY_CELL', 'PARTY_MEMBER');
  const [named, unnamed] = [member(2019, 'Chi bộ 1'), member(2020, '')];
  expect(await faultsIn([head, named, unnamed].join('\n'))).toEqual([]);
  expect(await faultsIn([head, unnamed, named].join('\n'))).toEqual([]);
  expect(await faultsIn([head, member(1066, 'Chi bộ 1'), unnamed].join('\n'))).toEqual(['1 year']);
  expect(await faultsIn([head, unnamed].join('\n'))).toEqual(['1 subject_organization_name']);
});

test('[R83] a unit is below the organisation of its row, wherever an id alone says that this is', async () => {
  const id = 'org_0123456789abcdefgh51';
  const head = `${heading},organization_id,organization_path`;
  const line = (year: number, name: string, path: string, cell: string) =>
    `${name},YEAR,${year},PARTY_CELL,${cell},GOOD,DECIDED,DECIDE,${id},${path}`;
  const lines = [line(2018, 'Đảng bộ xã Ba', 'Huyện Hai', 'Chi bộ Sáu'), line(2019, '', '', 'Chi bộ Bảy')];
  expect(await imported([head, ...lines].join('\n'))).toMatchObject({ created: 2 });
  expect(await imported([head, line(2020, '', '', 'Chi bộ Tám')].join('\n'))).toMatchObject({ created: 1 });
  const { organizations } = await told(
    house.address,
    adminToken,
    '{ organizations(first: 50) { edges { node { name superior { id } } } } }',
    {},
  );
  const below = organizations.edges
    .map(({ node }: Any) => node)
    .filter((node: Any) => node.superior?.id === id);
  expect(below.map((node: Any) => node.name)).toEqual(['Chi bộ Bảy', 'Chi bộ Sáu', 'Chi bộ Tám']);
  expect(organizations.edges.filter(({ node }: Any) => node.name === 'Đảng bộ xã Ba')).toHaveLength(1);
});

test('[R84] an id twice is told of the id, of people as well', async () => {
  const id = 'res_0123456789abcdefgh61';
  const line = (year: number, name: string) =>
    `Đảng bộ xã,YEAR,${year},PARTY_MEMBER,${name},GOOD,DECIDED,DECIDE,${id}`;
  expect(await faultsIn([`${heading},id`, line(2019, 'Lê A'), line(2020, 'Lê B')].join('\n'))).toEqual([
    '2 id',
  ]);
});

test('[R82] only lines that say anything count', async () => {
  const blank = ',,,,,,,\n'.repeat(1_500);
  expect(await imported(`${heading}\n${blank}${row}\n${blank}`, { dryRun: true })).toMatchObject({
    rows: 1,
    errorCount: 0,
  });
  const wrong = row.replace('2019', '1066');
  expect(await imported(`${heading}\n${blank}${wrong}\n${blank}`, { dryRun: true })).toMatchObject({
    rows: 1,
    errors: [{ row: 1_501, column: 'year' }],
  });
});
