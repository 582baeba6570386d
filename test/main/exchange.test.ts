import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import { runTool } from '../support/program.ts';
import { convene, preparation, settleAll } from '../support/session.ts';

const decide = `mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) { __typename } }`;

// The built command lines, on files that a server wrote.

function folderOf(): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return folder.path;
}

/** Two sessions on the same cells, so that one result is superseded, and a later decision. */
async function recordIn(folder: string): Promise<{ house: TestHouse; file: string }> {
  const file = join(folder, 'house.sqlite');
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
  return { house, file };
}

test.each([
  ['csv', 'csv'],
  ['jsonl', 'jsonl'],
])(
  '[R82] [R84] %s: exported, imported into an empty database and exported again, the bytes are the same',
  async (format, ending) => {
    const folder = folderOf();
    const { house, file } = await recordIn(folder);
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
    expect(imported.out).toBe('4 rows: 4 new, of which 1 supersede; 0 unchanged.\nImported.\n');
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
  const { house, file } = await recordIn(folder);
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
});

test('an export that fails leaves no file, and says what to write', async () => {
  const folder = folderOf();
  const out = join(folder, 'none.csv');
  const missing = await runTool('export', '--database', join(folder, 'none.sqlite'), '--out', out);
  expect(missing.code).toBe(2);
  expect(missing.err).toContain('There is no database');
  const unknown = await runTool('export', '--level', 'BEST');
  expect(unknown).toMatchObject({ code: 2 });
  expect(unknown.err).toContain('--level is "BEST"; write EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED.');
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});
