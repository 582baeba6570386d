import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { writer } from '../../ormconfig.ts';
import { commandWordsOf } from '../../src/words/commands.ts';
import { type Any, newId, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import { run, runTool } from '../support/program.ts';
import { cast, convene, openRound, order, preparation, signIn, tried } from '../support/session.ts';
import { verdictOf } from '../verify/busy-record.ts';

// The built program, on files that a server wrote.

const recount = (file: string) => runTool('recount', '--database', file);

/** A secret and an open round, a head that waits for its cell, an excluded member, a settlement; adjourned. */
async function adjournedHouse(): Promise<{ house: TestHouse; file: string }> {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = join(folder.path, 'house.sqlite');
  const house = await openTestHouse({ file });
  const agenda = [
    { key: 'head', kind: 'PARTY_MEMBER', name: 'Bí thư chi bộ 1', facts: { heads: ['c1'] } },
    { key: 'c1', kind: 'PARTY_CELL', name: 'Chi bộ 1', facts: { unitsTotal: 4, unitsDisciplined: 0 } },
    { key: 'new', kind: 'PARTY_MEMBER', name: 'Đảng viên mới', facts: { monthsSinceAdmission: 2 } },
    { key: 'c2', kind: 'PARTY_CELL', name: 'Chi bộ 2' },
  ];
  const meeting = await convene(house, preparation({ voters: 5 }, { agenda }));
  const { sessionId, tokens, reviewIds } = meeting;
  const chair = tokens.chair ?? '';
  const [head = '', first = '', , second = ''] = reviewIds;
  const round = async (ids: readonly string[], choice: string, method: string) => {
    const roundId = await openRound(house, meeting, { reviewIds: ids, method });
    for (const key of ['chair', 'v1', 'v2', 'v3', 'v4']) {
      const choices = ids.map((reviewId) => ({ reviewId, choice }));
      await cast(house, tokens[key] ?? '', { sessionId, roundId, choices });
    }
    await order(house, chair, 'closeRound', { sessionId, roundId });
  };
  await round([head], 'EXCELLENT', 'SECRET_BALLOT');
  await round([first, second], 'GOOD', 'OPEN_VOTE');
  const settled = { sessionId, reviewId: second, level: 'COMPLETED', reason: 'Hội nghị quyết định khác' };
  await order(house, chair, 'settleOutcome', settled);
  expect(await order(house, chair, 'adjournSession', { sessionId })).toMatchObject({
    __typename: 'Accepted',
  });
  return { house, file };
}

async function change(file: string, ...statements: readonly string[]): Promise<void> {
  const source = writer({ file });
  await source.initialize();
  try {
    for (const statement of statements) await source.query(statement);
  } finally {
    await source.destroy();
  }
}

test('[P90] [P54] a database counts and judges to the same bytes again, while its server runs too', async () => {
  const { house, file } = await adjournedHouse();
  onTestFinished(() => house.stop());
  const { code, out, err } = await recount(file);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^1 sessions, \d+ entries: 5 counts and judgements made anew, 4 results compared\.$/m);
  expect(out).toContain('All equal.');
});

test('[P90] a mark, an outcome or a listed result that was changed is told, with its place', async () => {
  const { house, file } = await adjournedHouse();
  await house.stop();
  await change(
    file,
    'DROP TRIGGER entry_is_not_changed',
    `UPDATE entry SET body = replace(body, '"marks":"EEEEE"', '"marks":"EEEEF"') WHERE type = 'RoundClosed'`,
  );
  const marks = await recount(file);
  expect(marks.code).toBe(1);
  expect(marks.out).toMatch(/entry \d+, RoundClosed, differs:\n {2}counted\.0\.tally\.counts\.EXCELLENT/);
  await change(
    file,
    `UPDATE entry SET body = replace(body, '"marks":"EEEEF"', '"marks":"EEEEE"') WHERE type = 'RoundClosed'`,
    `UPDATE result SET record = replace(record, '"level":"GOOD"', '"level":"EXCELLENT"')`,
  );
  const listed = await recount(file);
  expect(listed.code).toBe(1);
  expect(listed.out).toMatch(/result res_\w+ differs:\n {2}recorded\.outcome/);
  await change(file, `UPDATE result SET record = '{' WHERE ordinal = 2`);
  const broken = await recount(file);
  expect({ code: broken.code, err: broken.err }).toEqual({ code: 1, err: '' });
  expect(broken.out).toMatch(
    /result res_\w+ cannot be read:\n {2}What the database has of res_\w+ cannot be read/,
  );
  expect(broken.out).toContain(', 3 results compared.');
});

test('[P90] an entry whose body is no JSON, is nested without end or has lost what it says is named, and the others are counted', async () => {
  const { house, file } = await adjournedHouse();
  const other = await convene(house, preparation({ voters: 3 }));
  await house.stop();
  const deep = `'{"type":"ReviewOpened","of":' || replace(hex(zeroblob(50000)), '00', '[') || replace(hex(zeroblob(50000)), '00', ']') || '}'`;
  for (const [type, body, said] of [
    ['SessionPrepared', `'{"type":'`, 'its body is not JSON.'],
    [
      'SessionConvened',
      deep.replace('ReviewOpened', 'SessionConvened'),
      'its body is not JSON of at most 200 levels.',
    ],
    ['SessionConvened', `'[]'`, 'its body is not an event of type SessionConvened.'],
    ['SessionPrepared', `'{"type":"SessionPrepared"}'`, ''],
  ] as const) {
    const copy = `${file}.copy`;
    copyFileSync(file, copy);
    await change(
      copy,
      'DROP TRIGGER entry_is_not_changed',
      `UPDATE entry SET body = ${body} WHERE journal_id = '${other.sessionId}' AND type = '${type}'`,
    );
    const { code, out, err } = await recount(copy);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(
      new RegExp(`^${other.sessionId} entry \\d+, ${type}, cannot be read:\n {2}.*${said}$`, 'm'),
    );
    expect(out).toMatch(
      /^2 sessions, \d+ entries: [56] counts and judgements made anew, 4 results compared\.$/m,
    );
    expect(out).toContain('1 DIFFER.');
  }
});

/** One result that another took the place of, with two decisions on it from elsewhere and one from here. */
async function importedHouse(): Promise<string> {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = join(folder.path, 'house.sqlite');
  const house = await openTestHouse({ file });
  const decision = {
    level: 'GOOD',
    decided_by: 'Huyện ủy',
    reason: 'Xét lại',
    at: '2020-03-01T08:00:00.000Z',
  };
  const common = {
    organization_name: 'Đảng bộ xã Hai',
    period_kind: 'YEAR',
    year: 2019,
    authority: 'DECIDE',
  };
  const about = { ...common, subject_kind: 'PARTY_MEMBER', status: 'DECIDED', recorded_status: 'DECIDED' };
  const first = { ...about, subject_name: 'Lê Thị Ân', level: 'COMPLETED', recorded_level: 'COMPLETED' };
  const decisions = [decision, { ...decision, level: 'EXCELLENT' }];
  const second = {
    ...about,
    subject_name: 'Lê Thị Ân',
    level: 'EXCELLENT',
    recorded_level: 'GOOD',
    decisions,
  };
  for (const row of [{ ...first, recorded_at: '2019-12-31T08:00:00Z' }, second]) {
    const content = JSON.stringify([row]);
    const input = { commandId: newId(), format: 'JSON', dryRun: false, content };
    const report = await tried(house, adminToken, 'importResults', input);
    expect(report).toEqual({ __typename: 'ImportReport' });
  }
  const { results } = await told(
    house.address,
    adminToken,
    '{ results(first: 1) { edges { node { id } } } }',
    {},
  );
  const input = {
    resultId: results.edges[0].node.id,
    level: 'NOT_COMPLETED',
    decidedBy: 'Tỉnh ủy',
    reason: 'Khiếu nại',
  };
  expect(await tried(house, adminToken, 'recordDecision', { commandId: newId(), ...input })).toEqual({
    __typename: 'DecisionRecorded',
  });
  await house.stop();
  return file;
}

test('[P90] [R85] an imported result that history lists otherwise than its import said is told, with its place', async () => {
  const file = await importedHouse();
  const { out, code } = await recount(file);
  expect({ out, code }).toEqual({
    out: '0 sessions, 4 entries: 0 counts and judgements made anew, 2 results compared.\nAll equal.\n',
    code: 0,
  });
  const newest = 'supersedes_id IS NOT NULL';
  for (const [changing, back, said] of [
    [
      `UPDATE result SET record = replace(record, 'Thị Ân', 'Thị An') WHERE ${newest}`,
      `UPDATE result SET record = replace(record, 'Thị An', 'Thị Ân') WHERE ${newest}`,
      'recorded.name: "Lê Thị An" is recorded, "Lê Thị Ân" follows',
    ],
    [
      `UPDATE result SET level = 'GOOD' WHERE ${newest}`,
      `UPDATE result SET level = 'NOT_COMPLETED' WHERE ${newest}`,
      'level: "GOOD" is recorded, "NOT_COMPLETED" follows',
    ],
    [
      "UPDATE decision SET reason = 'Xet lai' WHERE seq = -1",
      "UPDATE decision SET reason = 'Xét lại' WHERE seq = -1",
      'decisions.1.reason: "Xet lai" is recorded, "Xét lại" follows',
    ],
    [
      `UPDATE result SET recorded_at_ms = recorded_at_ms + 1 WHERE NOT ${newest}`,
      `UPDATE result SET recorded_at_ms = recorded_at_ms - 1 WHERE NOT ${newest}`,
      'recordedAtMs: 1577779200001 is recorded, 1577779200000 follows',
    ],
    [
      `UPDATE result SET supersedes_id = id WHERE NOT ${newest}`,
      'UPDATE result SET supersedes_id = NULL WHERE supersedes_id = id',
      'follows',
    ],
    [`UPDATE result SET id = 'res_' || id WHERE ${newest}`, 'SELECT 1', 'it is not in the history'],
  ] as const) {
    await change(file, changing);
    const differing = await recount(file);
    expect(differing.code).toBe(1);
    expect(differing.out).toMatch(/^house result res_\w+ differs:$/m);
    expect(differing.out).toContain(said);
    expect(differing.out).toContain('1 DIFFER.');
    await change(file, back);
  }
});

test('--help is the usage, in the language of the terminal, and nothing is opened', async () => {
  const program = fileURLToPath(new URL('../../dist/bundle/recount.js', import.meta.url));
  const env = { ...process.env, LC_ALL: 'vi_VN.UTF-8', DATABASE_URL: 'nowhere' };
  const usage = commandWordsOf('vi').usages.recount;
  expect(await run(process.execPath, [program, '--help'], { env })).toEqual({
    code: 0,
    out: `${usage}\n`,
    err: '',
  });
  expect(await run(process.execPath, [program, '--again'], { env })).toEqual({
    code: 2,
    out: '',
    err: `Không có tùy chọn --again.\n${usage}\n`,
  });
});

test('a database that is not there is said to be missing, and none is made', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = join(folder.path, 'none.sqlite');
  const { code, err } = await recount(file);
  expect(code).toBe(2);
  expect(err).toContain(`There is no database ${file}`);
  expect(existsSync(file)).toBe(false);
});

interface FirstForm {
  readonly sessionId: string;
  /** Open, on the last two of the reviews: chair and v1 to v3 marked GOOD, v4 EXCELLENT, all of them the last one COMPLETED. */
  readonly roundId: string;
  readonly reviewIds: readonly string[];
  readonly codes: Readonly<Record<string, string>>;
  /** Hex, by the name of the file beside the database. */
  readonly keys: Readonly<Record<string, string>>;
}

const firstFormFolder = fileURLToPath(new URL('./first-form/', import.meta.url));

/** What the last program before bound boxes left when it was killed in the middle of a secret round, its log taken into the file. */
function firstForm(folder: string): FirstForm & { readonly file: string } {
  const file = join(folder, 'house.sqlite');
  const made: FirstForm = JSON.parse(readFileSync(join(firstFormFolder, 'meeting.json'), 'utf8'));
  writeFileSync(file, gunzipSync(readFileSync(join(firstFormFolder, 'house.sqlite.gz'))));
  mkdirSync(`${file}.keys`);
  for (const [name, hex] of Object.entries(made.keys))
    writeFileSync(join(`${file}.keys`, name), Buffer.from(hex, 'hex'));
  return { ...made, file };
}

test('[S3] [S5] [P90] a secret round of the first form, in the middle of which the program was changed, goes on, closes, verifies and recounts', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const { file, sessionId, roundId, reviewIds, codes } = firstForm(folder.path);
  let house = await openTestHouse({ file });
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= house.stop();
    return stopping;
  };
  onTestFinished(stop);
  const choices = reviewIds.slice(1).map((reviewId) => ({ reviewId, choice: 'COMPLETED' }));
  const vote = async (key: string) =>
    cast(house, await signIn(house, codes[key]), { sessionId, roundId, choices });
  expect(await vote('v4')).toMatchObject({ code: 'ALREADY_VOTED' });
  expect(await vote('v5')).toMatchObject({ __typename: 'BallotReceipt' });
  // Once more: ballots of both programs are in.
  house = await house.restart();
  expect(await vote('v6')).toMatchObject({ __typename: 'BallotReceipt' });
  const chair = await signIn(house, codes.chair);
  const done = { __typename: 'Accepted' };
  expect(await order(house, chair, 'closeRound', { sessionId, roundId })).toMatchObject(done);
  const query = `query ($id: ID!) { session(id: $id) { rounds { turnout tallies { counted counts { choice count } } } } }`;
  const { rounds } = (await told(house.address, chair, query, { id: sessionId })).session;
  const counts = rounds
    .at(-1)
    .tallies.map((tally: Any) =>
      Object.fromEntries(
        tally.counts.flatMap(({ choice, count }: Any) => (count === 0 ? [] : [[choice, count]])),
      ),
    );
  expect(counts).toEqual([{ EXCELLENT: 1, GOOD: 4, COMPLETED: 2 }, { COMPLETED: 7 }]);
  // Its key is gone, and a round that is opened now is of the second form.
  const keys = () => readdirSync(`${file}.keys`).filter((name) => name.startsWith('rnd_'));
  await expect.poll(keys).toEqual([]);
  const opened = await order(house, chair, 'openRound', { sessionId, reviewIds: reviewIds.slice(2) });
  expect(keys()).toEqual(expect.arrayContaining([`${opened.session.openRound.id}.set`]));
  const given = { sessionId, roundId: opened.session.openRound.id, reason: 'Nhầm' };
  expect(await order(house, chair, 'voidRound', given)).toMatchObject(done);
  expect(await order(house, chair, 'adjournSession', { sessionId })).toMatchObject(done);
  await stop();
  expect((await verdictOf(file)).findings).toEqual([]);
  const { code, out, err } = await recount(file);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('All equal.');
});
