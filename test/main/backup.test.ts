import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writer } from '../../ormconfig.ts';
import { type Head, readHead } from '../../src/verify/heads.ts';
import { type Any, ask, follow, newId, socket, told } from '../support/client.ts';
import { adminToken, openTestHouse, temporaryFolder } from '../support/house.ts';
import { runTool } from '../support/program.ts';
import { differencesIn } from '../support/recounted.ts';
import {
  cast,
  convene,
  type Meeting,
  marks,
  openRound,
  order,
  preparation,
  signIn,
} from '../support/session.ts';
import { verdictOf } from '../verify/busy-record.ts';
import { type Child, start } from './child.ts';

// The built command line beside the built server, while people vote.

function folderOf(): string {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  return path;
}

async function begin(file: string): Promise<Child> {
  const child = await start(join(file, '..'), { DATABASE_URL: `sqlite:${file}`, ADMIN_TOKEN: adminToken });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await child.ended;
  });
  return child;
}

const voters = 24;
const keys = ['chair', ...Array.from({ length: voters - 1 }, (_, index) => `v${index + 1}`)];

const castDocument = `mutation ($input: CastBallotInput!) { castBallot(input: $input) { __typename
  ... on BallotReceipt { cursor } ... on Refusal { code } } }`;

/** Everybody on a socket of their own, one ballot each. */
async function castAll(child: Child, meeting: Meeting, roundId: string, choice: string): Promise<Any[]> {
  const { sessionId, reviewIds, tokens } = meeting;
  return Promise.all(
    keys.map(async (key) => {
      const client = socket(child.address, tokens[key] ?? '');
      const choices = marks(reviewIds, choice);
      const input = { commandId: newId(), sessionId, roundId, choices };
      const answer = follow(client, castDocument, { input });
      await answer.ended;
      await client.dispose();
      return answer.items[0]?.castBallot;
    }),
  );
}

async function accepted(child: Child, token: string | undefined, field: string, input: Any): Promise<Any> {
  const answer = await order(child.house, token ?? '', field, input);
  expect(answer).toMatchObject({ __typename: 'Accepted' });
  return answer.session;
}

test('[V3] [V4] backups made while people vote verify, hold no key, and each goes on where it was copied', async () => {
  const folder = folderOf();
  const file = join(folder, 'house.sqlite');
  const child = await begin(file);
  const meeting = await convene(child.house, preparation({ voters, cells: 2 }));
  const { sessionId, tokens } = meeting;

  // Round after round is voted in and closed until the backup is made.
  const made: string[] = [];
  const backups = (async () => {
    const to = join(folder, '1.sqlite');
    expect(await runTool('backup', '--database', file, '--to', to)).toMatchObject({ code: 0, err: '' });
    made.push(to);
  })();
  let rounds = 0;
  while (made.length < 1) {
    const roundId = await openRound(child.house, meeting);
    const receipts = await castAll(child, meeting, roundId, rounds % 2 === 0 ? 'GOOD' : 'EXCELLENT');
    expect(receipts.every(({ __typename }) => __typename === 'BallotReceipt')).toBe(true);
    await accepted(child, tokens.chair, 'closeRound', { sessionId, roundId });
    rounds += 1;
  }
  await backups;
  // The last one of a round that is certainly open.
  const open = await openRound(child.house, meeting);
  await castAll(child, meeting, open, 'COMPLETED');
  const last = join(folder, '2.sqlite');
  const said = await runTool('backup', '--database', file, '--to', last);
  expect(said.out).toContain(`${voters} sealed ballots in open rounds.`);
  made.push(last);
  await accepted(child, tokens.chair, 'closeRound', { sessionId, roundId: open });

  const key = readFileSync(join(`${file}.keys`, 'pepper.key'));
  for (const backup of made) {
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    expect(readFileSync(backup).includes(key)).toBe(false);
    await goesOn(backup, meeting);
  }
  const names = readdirSync(folder).filter((name) => /^\d/.test(name));
  expect(names).toEqual(['1.sqlite', '2.sqlite']);
  // The one that they were made of has lost nothing.
  await accepted(child, tokens.chair, 'adjournSession', { sessionId });
  expect((await runTool('verify', file)).code).toBe(0);
}, 180_000);

/** As the server says to do where the former one is lost. */
function newPepper(file: string): void {
  mkdirSync(`${file}.keys`, { recursive: true, mode: 0o700 });
  writeFileSync(join(`${file}.keys`, 'pepper.key'), randomBytes(32), { mode: 0o600 });
}

async function issuedTo({ address }: Child, { sessionId, seatIds }: Meeting, key: string): Promise<string> {
  const issue =
    'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { ... on AccessCode { issued: code } } }';
  const input = { commandId: newId(), sessionId, seatId: seatIds[key] };
  return (await told(address, adminToken, issue, { input })).issueAccessCode.issued;
}

/** A server on a copy of a backup, alone in its folder: an open round is voided, voted again and closed; the session is adjourned. */
async function goesOn(backup: string, meeting: Meeting): Promise<void> {
  const folder = folderOf();
  const file = join(folder, 'restored.sqlite');
  copyFileSync(backup, file);
  newPepper(file);
  const child = await begin(file);
  const { sessionId, reviewIds } = meeting;
  // All tokens ended with the start, and no code is good without the pepper that it was hashed with.
  expect(await ask(child.address, meeting.tokens.chair ?? '', '{ viewer { kind } }')).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
  const query = 'query ($id: ID!) { session(id: $id) { openRound { id turnout } cursor } }';
  const { session } = await told(child.address, adminToken, query, { id: sessionId });
  const back = keys.slice(0, 5).map(async (key) => {
    return [key, await signIn(child.house, await issuedTo(child, meeting, key))] as const;
  });
  const tokens: Record<string, string> = Object.fromEntries(await Promise.all(back));
  const chair = tokens.chair;
  const published = readHead(`${sessionId}=${session.cursor}`) as Head;
  const found = [{ head: published, seq: expect.any(Number) }];
  expect(await verdictOf(backup, [published])).toMatchObject({ findings: [], published: found });
  if (session.openRound !== null) {
    const roundId = session.openRound.id;
    const refused = await order(child.house, chair ?? '', 'closeRound', { sessionId, roundId });
    const unreadable = {
      code: 'BALLOTS_UNREADABLE',
      message:
        'The sealed ballots of this round cannot be opened, because the database was restored from a backup. Void the round.',
    };
    // Of a round that nobody had voted in yet there is nothing to open.
    expect(refused).toMatchObject(session.openRound.turnout === 0 ? { code: 'NO_BALLOTS' } : unreadable);
    await accepted(child, chair, 'voidRound', { sessionId, roundId, reason: 'Khôi phục từ bản sao lưu' });
  }
  const roundId = await openRound(child.house, { ...meeting, tokens });
  for (const key of Object.keys(tokens)) {
    const input = { sessionId, roundId, choices: marks(reviewIds, 'GOOD') };
    expect(await cast(child.house, tokens[key] ?? '', input)).toMatchObject({ __typename: 'BallotReceipt' });
  }
  await accepted(child, chair, 'closeRound', { sessionId, roundId });
  await accepted(child, chair, 'adjournSession', { sessionId });
  child.kill('SIGTERM');
  expect((await child.ended).code).toBe(0);
  expect(await differencesIn(file)).toEqual([]);
  // What was published before the restore is still in it.
  expect(await verdictOf(file, [published])).toMatchObject({ findings: [], published: found });
}

test('[V4] access codes open a restored database with the pepper, and without it once they are issued anew', async () => {
  const folder = folderOf();
  const file = join(folder, 'house.sqlite');
  const house = await openTestHouse({ file });
  const { sessionId, codes, seatIds, tokens } = await convene(house, preparation({ voters: 3 }));
  const to = join(folder, 'copy.sqlite');
  expect((await runTool('backup', '--database', file, '--to', to)).code).toBe(0);
  await house.stop();

  const restored = async (name: string, withPepper: boolean) => {
    const place = join(folder, name);
    mkdirSync(`${place}.keys`, { recursive: true, mode: 0o700 });
    copyFileSync(to, place);
    if (withPepper) copyFileSync(join(`${file}.keys`, 'pepper.key'), join(`${place}.keys`, 'pepper.key'));
    const one = await openTestHouse({ file: place });
    if (withPepper) return one;
    onTestFinished(() => one.stop());
    return one;
  };
  const kept = await restored('kept.sqlite', true);
  expect(await signIn(kept, codes.v1)).toBeTypeOf('string');

  // Said by whoever runs it, of a copy that no start could know: a server holds it, then none does.
  const place = join(folder, 'kept.sqlite');
  expect(await runTool('restored', '--database', place)).toMatchObject({ code: 2, out: '' });
  await kept.stop();
  const said = await runTool('restored', '--database', place);
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out).toContain('All 1 tokens in it were ended');
  expect(said.out).toMatch(new RegExp(`Ủy viên v1 \\(${seatIds.v1}\\), issued \\d{4}-\\d\\d-`));
  expect(said.out.match(/, issued /g)).toHaveLength(Object.keys(codes).length);

  await expect(restored('lost.sqlite', false)).rejects.toThrow(/pepper\.key is missing.*make another/s);
  newPepper(join(folder, 'again.sqlite'));
  const lost = await restored('again.sqlite', false);
  await expect(signIn(lost, codes.v1)).rejects.toThrow('UNKNOWN_CODE');
  expect((await ask(lost.address, tokens.v1 ?? '', '{ viewer { kind } }')).errors).toHaveLength(1);
  const { reasons } = (await (await fetch(`${lost.address}/health`)).json()) as Any;
  expect(reasons.map((one: Any) => one.code)).toEqual(['RESTORED']);
  const { issueAccessCode } = await told(
    lost.address,
    adminToken,
    'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { ... on AccessCode { code } } }',
    { input: { commandId: newId(), sessionId, seatId: seatIds.v1 } },
  );
  expect(await signIn(lost, issueAccessCode.code)).toBeTypeOf('string');
});

test('[V3] a backup overwrites nothing, leaves nothing half made, and says what is wrong', async () => {
  const folder = folderOf();
  const file = join(folder, 'house.sqlite');
  const house = await openTestHouse({ file });
  await convene(house, preparation({ voters: 3 }));
  const to = join(folder, 'copy.sqlite');
  writeFileSync(to, 'something of mine');
  const taken = await runTool('backup', '--database', file, '--to', to);
  expect(taken).toMatchObject({ code: 2, out: '' });
  expect(taken.err).toContain(`${to} is there already; a backup overwrites nothing.`);
  expect(readFileSync(to, 'utf8')).toBe('something of mine');

  const other = join(folder, 'other.sqlite');
  writeFileSync(`${other}.part`, '');
  const begun = await runTool('backup', '--database', file, '--to', other);
  expect(begun.code).toBe(2);
  expect(begun.err).toContain('another backup is being made, or was broken off');

  const nowhere = await runTool('backup', '--database', file, '--to', join(folder, 'none', 'copy.sqlite'));
  expect(nowhere.code).toBe(2);
  expect((await runTool('backup', '--database', file)).err).toContain('Name the copy with --to.');
  const missing = join(folder, 'missing.sqlite');
  expect((await runTool('backup', '--database', missing, '--to', `${missing}.copy`)).code).toBe(2);
  expect(existsSync(`${missing}.copy.part`)).toBe(false);

  await house.stop();
  const source = writer({ file });
  await source.initialize();
  await source.query("UPDATE person SET full_name = 'Người khác'");
  await source.destroy();
  const faulty = await runTool('backup', '--database', file, '--to', join(folder, 'faulty.sqlite'));
  expect(faulty.code).toBe(1);
  expect(faulty.out).toMatch(
    /DOES NOT FIT:\ndatabase, person per_\w+, full_name: expected [^;]+; found Người khác/,
  );
  expect(faulty.out).toContain('faulty.sqlite.part');
  expect(existsSync(join(folder, 'faulty.sqlite'))).toBe(false);
});

test('[V3] what was deleted is in no backup: the envelopes of a closed round are gone, byte for byte', async () => {
  const folder = folderOf();
  const file = join(folder, 'house.sqlite');
  const house = await openTestHouse({ file });
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 8, cells: 2 }));
  const { sessionId, tokens, reviewIds } = meeting;
  const roundId = await openRound(house, meeting);
  for (const key of keys.slice(0, 8)) {
    await cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(reviewIds) });
  }
  const sealed = await envelopesOf(file);
  expect(sealed).toHaveLength(8);
  await order(house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  const to = join(folder, 'copy.sqlite');
  expect((await runTool('backup', '--database', file, '--to', to)).code).toBe(0);
  const bytes = readFileSync(to);
  expect(sealed.some((one) => bytes.includes(one))).toBe(false);
});

async function envelopesOf(file: string): Promise<Buffer[]> {
  const source = writer({ file });
  await source.initialize();
  const rows: { sealed: Buffer }[] = await source.query('SELECT sealed FROM envelope');
  await source.destroy();
  return rows.map(({ sealed }) => sealed);
}
