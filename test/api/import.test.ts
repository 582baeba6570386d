import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import { type Any, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { neededColumns as heading, importDocument, importText } from '../support/importing.ts';
import { names, threeSessions } from './record.ts';

const record = threeSessions();

const linking = `mutation ($input: LinkExportInput!) {
  linkExport(input: $input) { __typename ... on DownloadLink { path } }
}`;

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
  return () => house.stop();
});

const imported = (content: string, more: object = {}, language = 'en') =>
  importText(house.address, content, more, language);

async function file(address: string, input: object, token = adminToken): Promise<Response> {
  const { linkExport } = await told(address, token, linking, { input });
  return fetch(`${address}${linkExport.path}`);
}

test('[R82] a try writes nothing; the import writes all; the same again changes nothing, another supersedes', async () => {
  const cell = `${heading}\nĐảng bộ xã Một,YEAR,2019,PARTY_CELL,Chi bộ Ấp 1,GOOD,DECIDED,DECIDE\n`;
  const counts = { rows: 1, created: 1, unchanged: 0, superseding: 0, errorCount: 0, errors: [] };
  expect(await imported(cell, { dryRun: true })).toMatchObject({ ...counts, committed: false });
  const there = '{ results(first: 10, filter: { fromYear: 2019, toYear: 2019 }) { totalCount } }';
  expect((await told(house.address, adminToken, there, {})).results.totalCount).toBe(0);
  const commandId = randomUUID();
  expect(await imported(cell, { commandId })).toMatchObject({ ...counts, committed: true });
  expect(await imported(cell, { commandId })).toMatchObject({ ...counts, committed: true });
  expect(await imported(cell.replace('GOOD', 'COMPLETED'), { commandId })).toEqual({
    __typename: 'Refusal',
    code: 'COMMAND_ID_REUSED',
  });
  expect(await imported(cell)).toMatchObject({ created: 0, unchanged: 1, committed: true });
  const other = cell.replace('GOOD', 'COMPLETED');
  expect(await imported(other)).toMatchObject({ created: 1, superseding: 1 });
  expect(await imported(cell)).toMatchObject({ created: 0, unchanged: 1 });
  expect((await told(house.address, adminToken, there, {})).results.totalCount).toBe(1);
});

test('[R84] a result supersedes one of the same subject and period, and nobody else’s', async () => {
  const id = 'res_0123456789abcdefghpq';
  const row = (name: string, year: number, ids: string) =>
    `Đảng bộ xã Sáu,YEAR,${year},PARTY_CELL,${name},GOOD,DECIDED,DECIDE,${ids}\n`;
  const head = `${heading},id,supersedes_id\n`;
  expect(await imported(head + row('Chi bộ 1', 2020, `${id},`))).toMatchObject({ created: 1 });
  for (const [name, year] of [
    ['Chi bộ 2', 2020],
    ['Chi bộ 1', 2015],
  ] as const) {
    expect(await imported(head + row(name, year, `,${id}`))).toMatchObject({
      committed: false,
      errors: [{ row: 1, column: 'supersedes_id' }],
    });
  }
});

test('[R84] without an id, the same row with another time of recording is the same result', async () => {
  const row = (day: string) =>
    `${heading},recorded_at\nĐảng bộ xã Bảy,YEAR,2020,PARTY_CELL,Chi bộ 1,GOOD,DECIDED,DECIDE,${day}\n`;
  expect(await imported(row('2020-01-01'))).toMatchObject({ created: 1 });
  expect(await imported(row('2020-01-02'))).toMatchObject({ created: 0, unchanged: 1 });
  expect(await imported(row('2021-02-30'))).toMatchObject({ errors: [{ row: 1, column: 'recorded_at' }] });
});

test('[R83] a file with namesakes, one of them with a key, can be imported again', async () => {
  const member = (key: string) =>
    `Đảng bộ xã Tám,YEAR,2020,PARTY_MEMBER,Nguyễn Văn An,GOOD,DECIDED,DECIDE,${key}\n`;
  const file = `${heading},person_key\n${member('17')}${member('')}`;
  expect(await imported(file)).toMatchObject({ created: 2 });
  expect(await imported(file)).toMatchObject({ created: 0, unchanged: 2, errorCount: 0 });
});

test('[R84] a result with an id is taken once; with other content, or beside the one that stands, it is an error', async () => {
  const id = 'res_0123456789abcdefghjk';
  const one = `${heading},id,supersedes_id\nĐảng bộ xã Năm,YEAR,2015,PARTY_CELL,Chi bộ 1,GOOD,DECIDED,DECIDE,${id},\n`;
  expect(await imported(one)).toMatchObject({ created: 1 });
  expect(await imported(one)).toMatchObject({ created: 0, unchanged: 1 });
  const place = { row: 1, column: 'id' };
  expect(await imported(one.replace('GOOD', 'COMPLETED'))).toMatchObject({
    committed: false,
    errors: [place],
  });
  const beside = one.replace(`${id},`, `,${id.replace('k', 'm')}`).replace('GOOD', 'COMPLETED');
  expect(await imported(beside)).toMatchObject({ errors: [{ row: 1, column: 'supersedes_id' }] });
  expect(await imported(one.replace(`${id},`, `,${id}`))).toMatchObject({ created: 1, superseding: 1 });
});

test('[R85] an imported result says what it knows, and null for what only its session would', async () => {
  const row = `${heading},person_key,electorate,base,counted,excellent,good,completed,not_completed,not_rated,blank,held_on
Đảng bộ xã Ba,YEAR,2018,PARTY_MEMBER,Lê Ơn,GOOD,PROPOSED,PROPOSE,77,5,5,4,0,4,0,0,0,0,2018-12-20\n`;
  expect(await imported(row)).toMatchObject({ created: 1 });
  const { results } = await told(
    house.address,
    adminToken,
    `{ results(first: 1, filter: { fromYear: 2018, toYear: 2018 }) { edges { node {
      level status period { year } organization { name } subject { name person { fullName results(first: 5) { totalCount } } }
      session { id } policy { id } settings { releaseBatch } outcome { level } tally { counted } supersedes { id }
    } } } }`,
    {},
  );
  expect(results.edges[0].node).toEqual({
    level: 'GOOD',
    status: 'PROPOSED',
    period: { year: 2018 },
    organization: { name: 'Đảng bộ xã Ba' },
    subject: { name: 'Lê Ơn', person: { fullName: 'Lê Ơn', results: { totalCount: 1 } } },
    session: null,
    policy: null,
    settings: null,
    outcome: null,
    tally: null,
    supersedes: null,
  });
  const text = await (
    await file(house.address, { format: 'JSON_LINES', filter: { fromYear: 2018, toYear: 2018 } })
  ).text();
  expect(JSON.parse(text)).toMatchObject({ electorate: 5, counted: 4, good: 4, held_on: '2018-12-20' });
});

test('[R83] two people of one name in one organisation and period need keys, with which they are two', async () => {
  const two = (one: string, other: string) =>
    `${heading},person_key\n${[one, other].map((key) => `Đảng bộ xã Bốn,YEAR,2017,PARTY_MEMBER,Lê An,GOOD,DECIDED,DECIDE,${key}\n`).join('')}`;
  const refused = await imported(two('', ''));
  expect(refused).toMatchObject({ committed: false, errorCount: 1, errors: [{ row: 2 }] });
  expect(await imported(two('a', 'b'))).toMatchObject({ created: 2, committed: true });
  const third = await imported(two('', '').split('\n').slice(0, 2).join('\n').replace('2017', '2016'));
  expect(third).toMatchObject({ committed: false, errors: [{ row: 1, column: 'person_key' }] });
});

const row = 'Đảng bộ xã,YEAR,2019,PARTY_CELL,Chi bộ 1,GOOD,DECIDED,DECIDE';
test.each([
  ['nothing', '', { row: null, column: 'organization_name' }, 'CSV'],
  ['no rows', `${heading}\n`, { row: null }, 'CSV'],
  ['an unknown column', `${heading},grade\n${row},1\n`, { row: null, column: 'grade' }, 'CSV'],
  ['a missing column', `${heading.replace(',year', '')}\n`, { row: null, column: 'year' }, 'CSV'],
  ['a doubled column', `${heading},year\n${row},1\n`, { row: null, column: 'year' }, 'CSV'],
  ['an open quote', `${heading}\n"${row}\n`, { row: 1 }, 'CSV'],
  ['a cell too few', `${heading}\n${row}\nĐảng bộ,YEAR\n`, { row: 2 }, 'CSV'],
  [
    'a huge cell',
    `${heading}\n${row.replace('Chi bộ 1', 'x'.repeat(150_000))}\n`,
    { row: 1, column: 'subject_name' },
    'CSV',
  ],
  ['a NUL', `${heading}\n${row.replace('bộ 1', 'b\u0000')}\n`, { row: 1, column: 'subject_name' }, 'CSV'],
  ['half a character', `${heading}\n${row.replace('bộ 1', 'b\ud800')}\n`, { row: null }, 'CSV'],
  ['a year long ago', `${heading}\n${row.replace('2019', '1066')}\n`, { row: 1, column: 'year' }, 'CSV'],
  ['a year in words', `${heading}\n${row.replace('2019', 'năm')}\n`, { row: 1, column: 'year' }, 'CSV'],
  [
    'an ordinal in words',
    `${heading},session_ordinal\n${row},năm\n`,
    { row: 1, column: 'session_ordinal' },
    'CSV',
  ],
  [
    'a quarter without its number',
    `${heading}\n${row.replace('YEAR', 'QUARTER')}\n`,
    { row: 1, column: 'quarter' },
    'CSV',
  ],
  [
    'a level without one',
    `${heading}\n${row.replace('DECIDED', 'NOT_RATED')}\n`,
    { row: 1, column: 'level' },
    'CSV',
  ],
  [
    'a level of another kind',
    `${heading}\n${row.replace('GOOD', 'A+')}\n`,
    { row: 1, column: 'level' },
    'CSV',
  ],
  ['a row twice', `${heading}\n${row}\n${row}\n`, { row: 2, column: 'subject_name' }, 'CSV'],
  ['two for one subject', `${heading}\n${row}\n${row.replace('GOOD', 'COMPLETED')}\n`, { row: 2 }, 'CSV'],
  ['a day that is none', `${heading},held_on\n${row},2019-02-30\n`, { row: 1, column: 'held_on' }, 'CSV'],
  ['an id of another kind', `${heading},id\n${row},org_1\n`, { row: 1, column: 'id' }, 'CSV'],
  ['a person for a cell', `${heading},person_key\n${row},7\n`, { row: 1, column: 'person_key' }, 'CSV'],
  ['decisions that are none', `${heading},decisions\n${row},{}\n`, { row: 1, column: 'decisions' }, 'CSV'],
  ['a tally in part', `${heading},counted\n${row},7\n`, { row: 1, column: 'electorate' }, 'CSV'],
  ['no JSON', '{', { row: 1 }, 'JSON'],
  ['JSON that is no array', '"x"', { row: 1 }, 'JSON'],
  ['an array that is open', '[{}', { row: null }, 'JSON'],
  ['an array of numbers', '[1]', { row: 1, column: null }, 'JSON'],
  ['a name that is a number', '[{"organization_name": 7}]', { row: 1, column: 'organization_name' }, 'JSON'],
  ['fields of the language', '[{"__proto__": 1, "constructor": 2}]', { row: 1, column: '__proto__' }, 'JSON'],
])(
  '[R82] %s is an error of its place, in both languages, and nothing is written',
  async (_, content, place, format) => {
    const { errors, ...report } = await imported(content, { format });
    expect(report).toMatchObject({ __typename: 'ImportReport', committed: false, created: 0 });
    const listed = errors as { message: string }[];
    expect(listed[0]).toMatchObject(place);
    const vi = await imported(content, { format }, 'vi');
    const said = vi.errors as { message: string }[];
    expect(said.map(({ message }) => message)).not.toEqual(listed.map(({ message }) => message));
  },
);

test.each(['CSV', 'JSON'])(
  '[R82] %s: of a running server as many rows are taken as hold nobody up, not one more',
  async (format) => {
    const most = limits.importRowsOnline;
    const content = (count: number) => {
      const rows = Array.from({ length: count }, (_, at) => row.replace('Chi bộ 1', `Chi bộ ${at}`));
      if (format === 'CSV') return [heading, ...rows].join('\n');
      const names = heading.split(',');
      return rows
        .map((one) =>
          one.split(',').map((cell, at) => [names[at], names[at] === 'year' ? Number(cell) : cell]),
        )
        .map((cells) => JSON.stringify(Object.fromEntries(cells)))
        .join('\n');
    };
    const dryRun = true;
    expect(await imported(content(most), { format, dryRun })).toMatchObject({ created: most, errorCount: 0 });
    const message = `There may be at most ${most}.`;
    expect(await imported(content(most + 1), { format, dryRun })).toMatchObject({
      created: 0,
      errors: [{ row: null, column: null, message }],
    });
  },
);

test('[R82] only the administrator imports', async () => {
  const token = record.first.tokens.chair ?? '';
  const input = { commandId: randomUUID(), format: 'CSV', content: `${heading}\n${row}\n`, dryRun: true };
  const { importResults } = await told(record.house.address, token, importDocument, { input });
  expect(importResults).toEqual({ __typename: 'Refusal', code: 'NOT_ALLOWED' });
});

test('a link gives what the viewer may see and the filter selects, in three formats', async () => {
  const { address } = record.house;
  const filter = { fromYear: 2024 };
  const csv = await file(address, { format: 'CSV', filter, orderBy: { by: 'NAME' } });
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(csv.headers.get('content-disposition')).toContain('results.csv');
  const bytes = Buffer.from(await csv.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(bytes.toString().trim().split('\n')).toHaveLength(1 + names.length);
  const lines = (await (await file(address, { format: 'JSON_LINES', filter })).text()).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).subject_name).sort()).toEqual([...names].sort());
  const popolo: Any = await (await file(address, { format: 'POPOLO', filter })).json();
  expect(popolo.vote_events).toHaveLength(names.length);
  expect(popolo.vote_events[0]).toMatchObject({
    organization: { name: 'Đảng bộ xã Hai' },
    legislative_session: { start_date: '2024-12-01' },
    start_date: '2024-12-01',
    result: 'GOOD',
    counts: [],
  });
  const none = await (await file(address, { format: 'POPOLO', filter: { fromYear: 2100 } })).json();
  expect(none).toEqual({ vote_events: [] });
  // A seat sees its own session alone.
  const seat = await file(address, { format: 'JSON_LINES' }, record.second.tokens.chair);
  expect((await seat.text()).trim().split('\n')).toHaveLength(names.length);
});
