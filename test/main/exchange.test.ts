import { randomUUID } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { writer } from '../../ormconfig.ts';
import { drawn } from '../support/chance.ts';
import { told } from '../support/client.ts';
import { adminToken, openTestHouse, temporaryFolder } from '../support/house.ts';
import { runTool, runToolAtTerminal, runToolIn, runToolUnread } from '../support/program.ts';
import { convene, preparation, settleAll } from '../support/session.ts';

const decide = `mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) { __typename } }`;

// The built command lines, on files that a server wrote.

function folderOf(): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return folder.path;
}

const origin = temporaryFolder();
beforeAll(async () => {
  await makeRecord(join(origin.path, 'house.sqlite'));
});
afterAll(origin.remove);

/** A copy of the record in a folder; no server runs on it. */
function recordIn(folder: string): string {
  cpSync(origin.path, folder, { recursive: true });
  return join(folder, 'house.sqlite');
}

/** Two sessions on the same cells, so that one result is superseded, and a later decision. */
async function makeRecord(file: string): Promise<void> {
  const house = await openTestHouse({ file });
  const agenda = [
    { key: 'c1', kind: 'PARTY_CELL', name: 'Chi bộ "Đường Láng", số 1' },
    { key: 'm1', kind: 'PARTY_MEMBER', name: '=Nguyễn Thị Ưu\nCẩm', position: '-Bí thư' },
    { key: 'l1', kind: 'LEADERSHIP_COLLECTIVE', name: "'=Ban Thường vụ" },
  ];
  const organization = { name: 'Đảng bộ xã > Một', superior: { name: 'Đảng bộ huyện \\ Thử' } };
  const first = await convene(house, preparation({ voters: 3 }, { organization, agenda }));
  await settleAll(house, first, ['GOOD', 'EXCELLENT', null]);
  const again = preparation(
    { voters: 3 },
    { organization, agenda: agenda.slice(0, 1), heldOn: '2024-01-15' },
  );
  await settleAll(house, await convene(house, again), ['COMPLETED']);
  const [, reviewId = ''] = first.reviewIds;
  const input = {
    commandId: randomUUID(),
    resultId: reviewId.replace('rev_', 'res_'),
    level: 'GOOD',
    decidedBy: 'Ban Thường vụ Huyện ủy, khóa "XXI"',
    reason: 'Xét lại\nsau phúc tra',
  };
  const { recordDecision } = await told(house.address, adminToken, decide, { input });
  expect(recordDecision.__typename).toBe('DecisionRecorded');
  await house.stop();
}

test.each(
  drawn(
    [
      ['csv', 'csv'],
      ['jsonl', 'jsonl'],
    ],
    1,
  ),
)(
  '[R82] [R84] %s: exported, imported into an empty database and exported again, the bytes are the same',
  async (format, ending) => {
    const folder = folderOf();
    const file = recordIn(folder);
    const house = await openTestHouse({ file });
    const exported = join(folder, `one.${ending}`);
    const whole = ['--format', format, '--superseded'];
    const first = await runTool('export', '--database', file, ...whole, '--out', exported);
    expect(first).toEqual({ code: 0, out: '', err: '' });
    await house.stop();
    expect(readFileSync(exported, 'utf8')).toContain(
      'Ưu\\nCẩm'.replace('\\n', format === 'csv' ? '\n' : '\\n'),
    );

    const empty = join(folder, 'empty.sqlite');
    const imported = await runTool('import', exported, '--database', empty, '--commit');
    expect(imported).toMatchObject({ code: 0, err: '' });
    expect(imported.out).toBe(
      `${empty} was not there and is made.\n4 rows: 4 new, of which 1 supersede; 0 unchanged.\nImported.\n`,
    );
    const second = await runTool('export', '--database', empty, ...whole);
    expect(second.out).toBe(readFileSync(exported, 'utf8'));

    const repeated = await runTool('import', exported, '--database', empty, '--commit');
    expect(repeated.out).toContain('4 rows: 0 new, of which 0 supersede; 4 unchanged.');
    expect((await runTool('export', '--database', empty, ...whole)).out).toBe(second.out);
    // Where they came from they are known too.
    const home = await runTool('import', exported, '--database', file);
    expect(home.out).toContain('4 rows: 0 new, of which 0 supersede; 4 unchanged.');
    expect((await runTool('recount', '--database', empty)).out).toContain('All equal.');
  },
);

test('[R82] without --commit nothing is written; with it a running server is named; faults come by row', async () => {
  const folder = folderOf();
  const file = recordIn(folder);
  const house = await openTestHouse({ file });
  onTestFinished(() => house.stop());
  const good = join(folder, 'good.csv');
  const heading = 'organization_name,period_kind,year,subject_kind,subject_name,level,status,authority';
  const row = 'Đảng bộ xã Hai,YEAR,2019,PARTY_MEMBER,Lê An,GOOD,DECIDED,DECIDE';
  writeFileSync(good, `${heading}\n${row}\n`);
  const dry = await runTool('import', good, '--database', file);
  expect(dry).toMatchObject({ code: 0, err: '' });
  expect(dry.out).toBe(
    '1 rows: 1 new, of which 0 supersede; 0 unchanged.\nNothing was written: add --commit to import.\n',
  );
  const held = await runTool('import', good, '--database', file, '--commit');
  expect(held.code).toBe(2);
  expect(held.err).toContain('is in use by another server');
  const bad = join(folder, 'bad.csv');
  writeFileSync(bad, `${heading}\n${row}\n${row.replace('GOOD', 'BEST').replace('2019', '1066')}\n`);
  const faulty = await runTool('import', bad, '--database', file);
  expect(faulty.code).toBe(1);
  expect(faulty.out).toContain('row 2, level: Must be one of EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED.');
  expect(faulty.out).toContain('Nothing was written.');
  // Of a database that is not there yet the same is said, and none is made.
  const [none, before] = [join(folder, 'none.sqlite'), readdirSync(folder)];
  const nowhere = await runTool('import', bad, '--database', none, '--commit');
  expect([nowhere.code, nowhere.out]).toEqual([1, faulty.out]);
  expect(readdirSync(folder)).toEqual(before);
});

test('an export that fails on its way leaves no file, or the former one as it was', async () => {
  const folder = folderOf();
  const file = recordIn(folder);
  const beside = folderOf();
  const out = join(beside, 'out.csv');
  const source = writer({ file });
  await source.initialize();
  await source.query("UPDATE result SET record = '{' WHERE kind = 'PARTY_MEMBER'");
  await source.destroy();
  expect(await runTool('export', '--database', file, '--out', out)).toMatchObject({
    code: 2,
    err: expect.stringMatching(
      /^What the database has of res_\w+ cannot be read: .*"npm run verify" says where\./,
    ),
  });
  expect(readdirSync(beside)).toEqual([]);
  writeFileSync(out, 'former');
  expect(await runTool('export', '--database', file, '--out', out)).toMatchObject({ code: 2 });
  expect(readFileSync(out, 'utf8')).toBe('former');
  expect(readdirSync(beside)).toEqual(['out.csv']);
});

test('an export of nobody who is there says so', async () => {
  const folder = folderOf();
  const file = recordIn(folder);
  for (const option of ['organization', 'person']) {
    const { code, err, out } = await runTool('export', '--database', file, `--${option}`, 'nope');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`--${option} is "nope"; the record has none with this id.`);
  }
});

test('an export whose reader has read enough ends without a word', async () => {
  const folder = folderOf();
  const file = recordIn(folder);
  expect(await runToolUnread('export', '--database', file)).toMatchObject({ code: 0, err: '' });
});

test.each(
  drawn(
    [
      [['export', '--database', 'none.sqlite', '--out', 'out.csv'], 'There is no database'],
      [['export', '--level', 'BEST'], '--level is "BEST"; write EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED.'],
      [['export', '--kind', 'CELL'], '--kind is "CELL"; write PARTY_ORGANIZATION,'],
      [['export', '--status', 'OPEN'], '--status is "OPEN"; write DECIDED,'],
      [['export', '--order-by', 'AGE'], '--order-by is "AGE"; write DATE, NAME, LEVEL.'],
      [['export', '--from-year', '23'], '--from-year is "23"; write a year, as 2023.'],
      [['export', '--to-year', 'now'], '--to-year is "now"; write a year, as 2023.'],
      [['export', '--format', 'xlsx'], '--format is "xlsx"; write csv, jsonl or popolo.'],
      [['import'], 'Name one file.'],
      [['import', 'one.csv', 'two.csv'], 'Name one file.'],
      [['import', 'one.xlsx'], 'Say --format csv or --format json.'],
      [['import', 'none.csv'], 'There is no file none.csv.'],
    ] as [string[], string][],
    4,
  ),
)('%j says what to write, and writes nothing', async ([name = '', ...given], message) => {
  const folder = folderOf();
  const said = await runToolIn(folder, name, ...given);
  expect(said).toMatchObject({ code: 2, out: '' });
  expect(said.err).toContain(message);
  expect(said.err).toContain(`npm run ${name} -- `);
  expect(readdirSync(folder)).toEqual([]);
});

test('an export has what its options select, in the order that they say', async () => {
  const folder = folderOf();
  const file = recordIn(folder);
  const rows = async (...given: readonly string[]) => {
    const { out, err } = await runTool('export', '--database', file, '--format', 'jsonl', ...given);
    expect(err).toBe('');
    const lines = out.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Record<string, string>);
  };
  const cell = 'Chi bộ "Đường Láng", số 1';
  const member = '=Nguyễn Thị Ưu\nCẩm';
  const collective = "'=Ban Thường vụ";
  const [one] = await rows('--search', 'uu cam');
  expect(one?.subject_name).toBe(member);
  const { person_id: personId = '', organization_id: organizationId = '' } = one ?? {};
  const superiorId = await superiorOf(file, organizationId);
  const choices = [
    [
      ['--order-by', 'LEVEL', '--descending'],
      [collective, cell, member],
    ],
    [
      ['--kind', 'PARTY_CELL', '--kind', 'PARTY_MEMBER', '--order-by', 'LEVEL'],
      [member, cell],
    ],
    [['--level', 'COMPLETED'], [cell]],
    [['--status', 'NOT_RATED'], [collective]],
    [['--person', personId], [member]],
    [['--organization', superiorId], []],
    [
      ['--organization', superiorId, '--subordinates', '--order-by', 'LEVEL'],
      [member, cell, collective],
    ],
    [['--from-year', '2024'], []],
    [['--to-year', '2022'], []],
  ] as const;
  for (const [given, wanted] of drawn(choices, 4)) {
    const found = (await rows(...given)).map(({ subject_name }) => subject_name);
    expect([given, found]).toEqual([given, wanted]);
  }
}, 120_000);

async function superiorOf(file: string, organizationId: string): Promise<string> {
  const source = writer({ file });
  await source.initialize();
  try {
    const rows = await source.query('SELECT superior_id FROM organization WHERE id = ?', [organizationId]);
    return rows[0].superior_id;
  } finally {
    await source.destroy();
  }
}

const cursorIsBack = '\u001b[?25h';

test('a terminal shows how far an export and an import are; what is piped has nothing of it', async () => {
  const folder = folderOf();
  const file = recordIn(folder);
  const piped = await runTool('export', '--database', file);
  expect(piped).toMatchObject({ code: 0, err: '' });
  const exported = join(folder, 'seen.csv');
  const shown = await runToolAtTerminal(exported, 'export', '--database', file);
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toContain('0 / 3 results');
  expect(shown.out).toContain('100 % · 3 / 3 results');
  expect(shown.out).toContain(cursorIsBack);
  expect(readFileSync(exported, 'utf8')).toBe(piped.out);

  const report = join(folder, 'report.txt');
  const tried = await runToolAtTerminal(report, 'import', exported, '--database', file);
  expect(tried).toMatchObject({ code: 0, err: '' });
  expect(tried.out).toContain('0 / 3 steps');
  expect(tried.out).toContain('3 / 3 steps');
  expect(tried.out).toContain(cursorIsBack);
  const unseen = await runTool('import', exported, '--database', file);
  expect(unseen.err).toBe('');
  expect(readFileSync(report, 'utf8')).toBe(unseen.out);

  const none = join(folder, 'none.sqlite');
  const failed = await runToolAtTerminal(report, 'import', exported, '--database', none);
  expect(failed.code).toBe(2);
  expect(failed.out).toContain(`There is no database ${none}`);
  expect(failed.out).toContain(cursorIsBack);
});

test('[V1] [R82] after a file that was imported twice everything fits', async () => {
  const folder = folderOf();
  const [rows, database] = [join(folder, 'rows.csv'), join(folder, 'house.sqlite')];
  const heading = 'organization_name,period_kind,year,subject_kind,subject_name,level,status,authority';
  writeFileSync(rows, `${heading}\nĐảng bộ xã Một,YEAR,2019,PARTY_CELL,Chi bộ 1,GOOD,DECIDED,DECIDE\n`);
  for (const _ of [1, 2])
    expect((await runTool('import', rows, '--database', database, '--commit')).code).toBe(0);
  expect(await runTool('verify', database)).toMatchObject({ code: 0 });
});
