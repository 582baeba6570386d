import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { tracelessReader, writer } from '../../ormconfig.ts';
import { openEvidence, openMirror } from '../../src/store/evidence.ts';
import { type Head, readHead } from '../../src/verify/heads.ts';
import { type Verdict, verify } from '../../src/verify/verify.ts';
import { asAttacker } from '../support/attacker.ts';
import { type Any, newId, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { cast, convene, type Meeting, openRound, order, preparation, settleAll } from '../support/session.ts';

/** A file with everything that verify looks at, made through the public API, and the server that made it stopped. */
export interface BusyRecord {
  readonly file: string;
  /** Adjourned, after a secret round with releases, an open vote, a void round and a settlement. */
  readonly adjourned: Meeting;
  /** Running, with a secret round open: three sealed ballots, and a comment as its last entry. */
  readonly running: Meeting;
}

const issue = 'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { __typename } }';
const decide = 'mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) { __typename } }';
const makeKey =
  'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKey { id } } }';
const endKey = 'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { __typename } }';
const take =
  'mutation ($input: ImportResultsInput!) { importResults(input: $input) { __typename ... on ImportReport { committed } } }';

const organization = { name: 'Đảng bộ xã Một', superior: { name: 'Đảng bộ huyện Thử' } };

/** Without `imports` every result is of a session here, as in databases of before there were any. */
export async function busyRecord(folder: string, { imports = true } = {}): Promise<BusyRecord> {
  const file = join(folder, 'house.sqlite');
  const house = await openTestHouse({ file });
  const adjourned = await adjournedSession(house);
  await laterSession(house);
  await houseMatters(house, adjourned);
  if (imports) await importTwice(house);
  const running = await runningSession(house);
  await house.stop();
  return { file, adjourned, running };
}

function voters(count: number): readonly string[] {
  return ['chair', ...Array.from({ length: count - 1 }, (_, index) => `v${index + 1}`)];
}

/** A round in which the first voters mark every review as the choices go round. */
export async function vote(
  house: TestHouse,
  meeting: Meeting,
  reviewIds: readonly string[],
  { choices, method = 'SECRET_BALLOT' }: { choices: readonly string[]; method?: string },
): Promise<string> {
  const { sessionId, tokens } = meeting;
  const roundId = await openRound(house, meeting, { reviewIds, method });
  for (const [at, choice] of choices.entries()) {
    const sheet = reviewIds.map((reviewId) => ({ reviewId, choice }));
    const input = { sessionId, roundId, choices: sheet };
    const receipt = await cast(house, tokens[voters(choices.length)[at] ?? ''] ?? '', input);
    if (receipt.__typename !== 'BallotReceipt') throw new Error(JSON.stringify(receipt));
  }
  return roundId;
}

async function accepted(house: TestHouse, token: string, field: string, input: Any): Promise<void> {
  const answer = await order(house, token, field, input);
  if (answer.__typename !== 'Accepted') throw new Error(JSON.stringify(answer));
}

async function adjournedSession(house: TestHouse): Promise<Meeting> {
  const agenda = [
    { key: 'head', kind: 'PARTY_MEMBER', name: 'Bí thư chi bộ 1', facts: { heads: ['c1'] } },
    { key: 'c1', kind: 'PARTY_CELL', name: 'Chi bộ 1', facts: { unitsTotal: 4, unitsDisciplined: 0 } },
    { key: 'new', kind: 'PARTY_MEMBER', name: 'Đảng viên mới', facts: { monthsSinceAdmission: 2 } },
    { key: 'c2', kind: 'PARTY_CELL', name: 'Chi bộ 2' },
  ];
  const settings = { releaseBatch: 3 };
  const meeting = await convene(house, preparation({ voters: 9 }, { organization, agenda, settings }));
  const { sessionId, tokens, reviewIds } = meeting;
  const chair = tokens.chair ?? '';
  const [head = '', first = '', , second = ''] = reviewIds;
  const mixed = ['EXCELLENT', 'GOOD', 'EXCELLENT', 'EXCELLENT', 'BLANK', 'GOOD', 'EXCELLENT', 'COMPLETED'];
  const roundId = await vote(house, meeting, [head, first], { choices: [...mixed, 'EXCELLENT'] });
  await accepted(house, chair, 'closeRound', { sessionId, roundId });
  const open = await vote(house, meeting, [second], { choices: mixed, method: 'OPEN_VOTE' });
  await accepted(house, chair, 'closeRound', { sessionId, roundId: open });
  const voided = await vote(house, meeting, [second], { choices: mixed });
  await accepted(house, chair, 'voidRound', { sessionId, roundId: voided, reason: 'Nhầm danh sách' });
  const settled = { sessionId, reviewId: second, level: 'COMPLETED', reason: 'Hội nghị quyết định khác' };
  await accepted(house, chair, 'settleOutcome', settled);
  await accepted(house, chair, 'adjournSession', { sessionId });
  return meeting;
}

/** About one of the same subjects for the same year: its result takes the former one's place. */
async function laterSession(house: TestHouse): Promise<void> {
  const agenda = [{ key: 'c1', kind: 'PARTY_CELL', name: 'Chi bộ 1' }];
  const input = preparation({ voters: 3 }, { organization, agenda, heldOn: '2024-01-15' });
  await settleAll(house, await convene(house, input), ['GOOD']);
}

async function houseMatters(house: TestHouse, { sessionId, reviewIds, seatIds }: Meeting): Promise<void> {
  const asked = (document: string, input: object) =>
    told(house.address, adminToken, document, { input: { commandId: newId(), ...input } });
  const [resultId] = reviewIds.map((id) => id.replace('rev_', 'res_'));
  await asked(decide, { resultId, level: 'GOOD', decidedBy: 'Ban Thường vụ Huyện ủy', reason: 'Phúc tra' });
  await asked(makeKey, { name: 'Trang thông tin' });
  const { createApiKey } = await asked(makeKey, { name: 'Thống kê' });
  await asked(endKey, { id: createApiKey.id });
  await asked(issue, { sessionId, seatId: seatIds.v1 });
}

/** The second one's result takes the place of the first one's. */
async function importTwice(house: TestHouse): Promise<void> {
  const heading = 'organization_name,period_kind,year,subject_kind,subject_name,level,status,authority';
  const row = 'Đảng bộ xã Hai,YEAR,2019,PARTY_MEMBER,Lê Thị Ân,GOOD,DECIDED,DECIDE';
  for (const content of [`${heading}\n${row}\n`, `${heading}\n${row.replace('GOOD', 'COMPLETED')}\n`]) {
    const input = { commandId: newId(), format: 'CSV', dryRun: false, content };
    const { importResults } = await told(house.address, adminToken, take, { input });
    if (importResults.committed !== true) throw new Error(JSON.stringify(importResults));
  }
}

async function runningSession(house: TestHouse): Promise<Meeting> {
  const meeting = await convene(house, preparation({ voters: 4 }));
  const { sessionId, tokens, reviewIds } = meeting;
  const chair = tokens.chair ?? '';
  await accepted(house, chair, 'openReview', { sessionId, reviewId: reviewIds[0] });
  await vote(house, meeting, reviewIds, { choices: ['GOOD', 'EXCELLENT', 'GOOD'] });
  const body = 'Cần làm rõ số liệu quý III.';
  await accepted(house, chair, 'addComment', { sessionId, reviewId: reviewIds[0], body });
  return meeting;
}

/** Everything that verify says of a file that no server has open. */
export async function verdictOf(file: string, published: readonly Head[] = []): Promise<Verdict> {
  const source = tracelessReader({ file });
  if (source === null) throw new Error('no file');
  const evidence = await openEvidence(source);
  const mirror = await openMirror(writer({ file: null }));
  try {
    return await verify({ evidence, mirror, published, pepper: null });
  } finally {
    await mirror.close();
    await evidence.close();
  }
}

let copies = 0;

/** What verify says after somebody who can write the file has changed it; the triggers that guard the journal are as before. */
export async function verdictAfter(
  file: string,
  change: (source: DataSource) => Promise<unknown>,
  published: readonly Head[] = [],
): Promise<Verdict> {
  copies += 1;
  const copy = `${file}.${copies}`;
  copyFileSync(file, copy);
  try {
    await asAttacker(copy, change);
    return await verdictOf(copy, published);
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(`${copy}${end}`, { force: true });
  }
}

/** The heads that verify prints of a file, as somebody noted them. */
export async function headsOf(file: string): Promise<readonly Head[]> {
  const { heads } = await verdictOf(file);
  return heads.map(({ journal, seq, hash }) => readHead(`${journal} ${seq} ${hash}`) as Head);
}
