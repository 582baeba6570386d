import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { expect, onTestFinished, test } from 'vitest';
import { writer } from '../../ormconfig.ts';
import type { Entry } from '../../src/clerk/entry.ts';
import { StartRefused } from '../../src/clerk/ports.ts';
import { openClerk } from '../../src/compose.ts';
import { exitCodeOf, staysDown } from '../../src/serve.ts';
import { verifyFile } from '../../src/tools/verdict.ts';
import { commandWordsOf } from '../../src/words/commands.ts';
import { asAttacker, entriesOf, writeJournal } from '../support/attacker.ts';
import { type Any, ask, newId } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import {
  convene,
  type Meeting,
  openRound,
  order,
  preparation,
  prepareForTest,
  signIn,
} from '../support/session.ts';

// Whoever can write the file, and has not got the pepper, changes what journals say while no secret round is open.

interface Hall {
  readonly file: string;
  readonly logged: string[];
  /** Starts a server on the file, where none runs. */
  start(): Promise<TestHouse>;
  house: TestHouse;
  readonly meeting: Meeting;
  /** Written after everything of the meeting: the newest entry of the file is of the other. */
  readonly other: { readonly sessionId: string };
}

/** Two sessions on one file. */
async function hall(more: Partial<Parameters<typeof openTestHouse>[0]> = {}): Promise<Hall> {
  const folder = temporaryFolder();
  const file = join(folder.path, 'house.sqlite');
  const logged: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  const start = () => openTestHouse({ file, log, ...more });
  const house = await start();
  const meeting = await convene(house, preparation({ voters: 5, cells: 2 }));
  const other = await prepareForTest(house, preparation({ voters: 3 }));
  const here: Hall = { file, logged, start, house, meeting, other };
  onTestFinished(async () => {
    await here.house.stop().catch(() => {});
    folder.remove();
  });
  return here;
}

const tampered = (here: Hall, change: (source: DataSource) => Promise<unknown>) =>
  asAttacker(here.file, change);

/** Statements as they are, triggers in place; what the last one found. */
async function run(here: Hall, ...statements: readonly string[]): Promise<Any[]> {
  const source = writer({ file: here.file });
  await source.initialize();
  let found: Any[] = [];
  for (const statement of statements) found = await source.query(statement);
  await source.destroy();
  return found;
}

const rewritten = (here: Hall, edit: (entries: readonly Entry[]) => readonly Entry[]) =>
  tampered(here, async (source) => {
    const { sessionId } = here.meeting;
    await writeJournal(source, sessionId, edit(await entriesOf(source, sessionId)));
  });

/** The preparation says something else. */
const prepared = (change: (preparation: Any) => void) => (entries: readonly Entry[]) =>
  entries.map((entry) => {
    if (entry.type !== 'SessionPrepared') return entry;
    const event = JSON.parse(entry.body);
    change(event.preparation);
    return { ...entry, body: JSON.stringify(event) };
  });

const edits: readonly (readonly [string, (entries: readonly Entry[]) => readonly Entry[]])[] = [
  ['a delegate made secretary', prepared(({ seats }) => Object.assign(seats[2], { role: 'SECRETARY' }))],
  [
    'a guest who may vote',
    prepared(({ seats }) => Object.assign(seats.at(-1), { role: 'DELEGATE', mayVote: true })),
  ],
  ['another quorum', prepared((found) => Object.assign(found.settings, { quorumPercent: 1 }))],
  ['the newest entry dropped', (entries) => entries.slice(0, -1)],
  [
    'the newest entry once more',
    (entries) => [...entries, { ...(entries.at(-1) as Entry), commandId: null }],
  ],
];

test.each(edits)(
  '[S7] %s while the server is down, the chain made anew, another journal newest: the start is refused',
  async (_, edit) => {
    const here = await hall();
    await here.house.stop();
    copyFileSync(here.file, `${here.file}.before`);
    await rewritten(here, edit);
    const { sealed, findings } = await verifyFile({ file: here.file }, [], commandWordsOf('en'));
    expect([sealed, findings[0]?.what]).toEqual([false, 'the newest entry of each journal']);
    const refused = await here.start().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StartRefused);
    expect(exitCodeOf(refused)).toBe(staysDown);
    expect((refused as Error).message).toContain('put back the last backup');
    for (const end of ['-wal', '-shm']) rmSync(`${here.file}${end}`, { force: true });
    copyFileSync(`${here.file}.before`, here.file);
    here.house = await here.start();
    await openRound(here.house, here.meeting);
    await here.house.stop();
    expect(await verifyFile({ file: here.file }, [], commandWordsOf('en'))).toMatchObject({
      sealed: true,
      findings: [],
    });
  },
);

/** The row that seals the heads. */
const sealOf = async (source: DataSource): Promise<string> =>
  (await source.query('SELECT seal FROM head_seal'))[0].seal;

test('[S7] a journal put back as it was, its own entries alone, with the seal of then or none: the start is refused', async () => {
  const here = await hall();
  await here.house.stop();
  let then: { entries: readonly Entry[]; seal: string } | undefined;
  await tampered(here, async (source) => {
    then = { entries: await entriesOf(source, here.meeting.sessionId), seal: await sealOf(source) };
  });
  here.house = await here.start();
  const { sessionId, tokens, reviewIds } = here.meeting;
  const opened = await order(here.house, tokens.chair ?? '', 'openReview', {
    sessionId,
    reviewId: reviewIds[0],
  });
  expect(opened).toMatchObject({ __typename: 'Accepted' });
  await prepareForTest(here.house, preparation({ voters: 3 }));
  await here.house.stop();
  await rewritten(here, () => then?.entries ?? []);
  for (const seal of [null, then?.seal]) {
    await tampered(here, async (source) => {
      if (seal === null) return;
      await source.query('DELETE FROM head_seal');
      if (seal !== undefined) await source.query('INSERT INTO head_seal VALUES (1, ?)', [seal]);
    });
    await expect(here.start()).rejects.toThrow(StartRefused);
  }
  await tampered(here, (source) => source.query('DELETE FROM head_seal'));
  await expect(here.start()).rejects.toThrow(StartRefused);
});

test('[S7] an empty file in the place of one that was written to is refused; without its keys it is a new one', async () => {
  const here = await hall();
  await here.house.stop();
  for (const end of ['', '-wal', '-shm']) rmSync(`${here.file}${end}`, { force: true });
  await expect(here.start()).rejects.toThrow(/is empty, and a server has written to a database of this name/);
  rmSync(`${here.file}.keys`, { recursive: true });
  here.house = await here.start();
});

test('[S7] a journal changed while the server runs and has it not in memory: nothing of it is shown or taken, the others go on, put back it does too', async () => {
  const here = await hall({ sessionsInMemory: 1 });
  const { sessionId, tokens, reviewIds } = here.meeting;
  const health = async () => (await fetch(`${here.house.address}/health`)).json() as Promise<Any>;

  const says = async (query: string, token = tokens.v1 ?? '') =>
    (await ask(here.house.address, token, query, { id: sessionId })).errors?.[0]?.extensions.code ??
    'answered';
  const changes: readonly ((entries: readonly Entry[]) => readonly Entry[])[] = [
    ...edits.map(([, edit]) => edit),
    (entries) => entries.map((entry) => (entry.seq === 3 ? { ...entry, body: 'not JSON' } : entry)),
    (entries) =>
      entries.map((entry) => (entry.seq === 3 ? { ...entry, body: '{"type":"SessionConvened"}' } : entry)),
  ];
  let former: readonly Entry[] = [];
  await tampered(here, async (source) => {
    former = await entriesOf(source, sessionId);
  });
  for (const change of changes) {
    here.logged.length = 0;
    await rewritten(here, change);
    // The other takes its place in memory.
    expect(await here.house.store.journal.seal(here.other.sessionId)).not.toBeNull();
    await prepareForTest(here.house, preparation({ voters: 3 }));
    for (let at = 0; at < 2; at += 1) {
      expect(await says('query ($id: ID!) { session(id: $id) { title } }')).toBe('SESSION_ALTERED');
      expect(await says('query ($id: ID!) { session(id: $id) { title } }', adminToken)).toBe(
        'SESSION_ALTERED',
      );
      expect(await says('{ viewer { seat { role } } }')).toBe('SESSION_ALTERED');
    }
    const opened = await order(here.house, tokens.v2 ?? '', 'openRound', { sessionId, reviewIds }).catch(
      (error: Error) => error.message,
    );
    expect(opened).toContain('SESSION_ALTERED');
    expect(await health()).toMatchObject({ status: 'degraded', reasons: [{ code: 'SESSION_ALTERED' }] });
    const told = here.logged.filter((line) => line.includes('is not as it was written'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(sessionId);
    await rewritten(here, () => former);
    expect(await says('query ($id: ID!) { session(id: $id) { title } }')).toBe('answered');
    expect(await health()).toMatchObject({ status: 'ready' });
  }
});

test('[S7] the journal of what belongs to no session changed while the server runs: nothing is added to it', async () => {
  const here = await hall();
  await tampered(here, async (source) => {
    const entries = await entriesOf(source, 'house');
    await writeJournal(source, 'house', entries.slice(0, -1));
  });
  const { errors } = await ask(
    here.house.address,
    adminToken,
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { __typename } }',
    { input: { commandId: newId(), name: 'Sở' } },
  );
  expect(errors?.[0]?.extensions.code).toBe('SESSION_ALTERED');
});

test('[S7] whoever runs it accepts the journals as they are: tokens end, it is told, and what is changed after that is refused again', async () => {
  const here = await hall();
  await here.house.stop();
  // One with its chain made anew, one without.
  await rewritten(
    here,
    prepared((found) => Object.assign(found, { title: 'Tên khác' })),
  );
  await tampered(here, (source) =>
    source.query(
      "UPDATE entry SET body = replace(body, 'Hội nghị thử', 'Tên nữa') WHERE type = 'SessionPrepared' AND journal_id = ?",
      [here.other.sessionId],
    ),
  );
  await expect(here.start()).rejects.toThrow(StartRefused);
  const said: string[] = [];
  const { clerk, close } = await openClerk({ file: here.file }, (problem) => void said.push(problem), true);
  expect((await clerk.look(here.other.sessionId))?.session.preparation.title).toBe('Tên nữa');
  await close();
  expect(said.join('\n')).toContain('They are accepted as they are');
  expect(said.join('\n')).toContain(
    `The journal of ${here.other.sessionId} is not as it was written: entry 1 does not follow`,
  );
  here.house = await here.start();
  const title = async (sessionId: string) =>
    (
      await ask(here.house.address, adminToken, 'query ($id: ID!) { session(id: $id) { title } }', {
        id: sessionId,
      })
    ).data.session.title;
  expect(await title(here.meeting.sessionId)).toBe('Tên khác');
  expect(await title(here.other.sessionId)).toBe('Tên nữa');
  // What is added to a journal that was taken so follows on it, and it is found again after a restart.
  await ask(
    here.house.address,
    adminToken,
    'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { __typename } }',
    { input: { commandId: newId(), sessionId: here.other.sessionId } },
  );
  here.house = await here.house.restart();
  expect(await title(here.other.sessionId)).toBe('Tên nữa');
  await here.house.stop();
  await tampered(here, (source) =>
    source.query(
      "UPDATE entry SET body = replace(body, 'Tên nữa', 'Tên ba') WHERE type = 'SessionPrepared' AND journal_id = ?",
      [here.other.sessionId],
    ),
  );
  here.house = await here.start();
  const answer = await ask(
    here.house.address,
    adminToken,
    'query ($id: ID!) { session(id: $id) { title } }',
    { id: here.other.sessionId },
  );
  expect(answer.errors?.[0]?.extensions.code).toBe('SESSION_ALTERED');
});

test('[S7] the seal put back while the server runs, by hand or by a trigger, and the newest entries dropped: the start is refused', async () => {
  for (const how of ['by hand', 'by a trigger']) {
    const here = await hall();
    const { sessionId, tokens, reviewIds } = here.meeting;
    let then = '';
    await tampered(here, async (source) => {
      then = await sealOf(source);
    });
    const putBack = `UPDATE head_seal SET seal = '${then}'`;
    if (how === 'by a trigger')
      await run(
        here,
        `CREATE TRIGGER back AFTER UPDATE ON head_seal WHEN NEW.seal <> '${then}' BEGIN ${putBack}; END`,
      );
    const opened = await order(here.house, tokens.chair ?? '', 'openReview', {
      sessionId,
      reviewId: reviewIds[0],
    });
    expect(opened).toMatchObject({ __typename: 'Accepted' });
    await run(here, putBack, 'DROP TRIGGER IF EXISTS back');
    await prepareForTest(here.house, preparation({ voters: 3 }));
    await here.house.stop();
    await rewritten(here, (entries) => entries.slice(0, -1));
    await expect(here.start(), how).rejects.toThrow(/are not those that this server wrote/);
  }
});

test('[S7] a transaction that failed after the seal was written: what is written next fits, whether or not it was committed', async () => {
  const here = await hall();
  const { sessionId, tokens, reviewIds } = here.meeting;
  // Fails behind the entries and the seal.
  const guard = "CREATE TRIGGER fails BEFORE UPDATE ON head_seal BEGIN SELECT RAISE(ABORT, 'no'); END";
  await run(here, guard);
  const open = () =>
    order(here.house, tokens.chair ?? '', 'openReview', { sessionId, reviewId: reviewIds[0] });
  await expect(open()).rejects.toThrow('INTERNAL_SERVER_ERROR');
  await run(here, 'DROP TRIGGER fails');
  expect(await open()).toMatchObject({ __typename: 'Accepted' });
  here.house = await here.house.restart();
  expect(await here.house.store.journal.seal(sessionId)).toMatchObject({ accepted: null });
});

test('[S7] a trigger or a view that somebody put into the file, or one that is gone: the start is refused, and names it', async () => {
  const here = await hall();
  await here.house.stop();
  const [guard] = await run(here, "SELECT sql FROM sqlite_master WHERE name = 'result_is_named'");
  const changes: readonly (readonly [string, string, RegExp])[] = [
    [
      'CREATE TRIGGER better AFTER INSERT ON result BEGIN DELETE FROM decision; END',
      'DROP TRIGGER better',
      /the trigger better is none/,
    ],
    ['CREATE VIEW seen AS SELECT 1', 'DROP VIEW seen', /the view seen is none/],
    ['DROP TRIGGER result_is_named', guard.sql, /the trigger result_is_named is missing/],
  ];
  for (const [change, back, says] of changes) {
    await run(here, change);
    await expect(here.start()).rejects.toThrow(says);
    await run(here, back);
  }
  here.house = await here.start();
});

test('[S7] what was taken as it lay says nothing of the file from before, which goes on past it, nor lets an entry of that be changed', async () => {
  const here = await hall();
  const { sessionId, tokens } = here.meeting;
  await here.house.stop();
  copyFileSync(here.file, `${here.file}.good`);
  here.house = await here.start();
  const absent = async (token: string, ...keys: readonly string[]) => {
    for (const key of keys) {
      const input = { sessionId, seatId: here.meeting.seatIds[key], presence: 'ABSENT' };
      expect(await order(here.house, token, 'recordPresence', input)).toMatchObject({
        __typename: 'Accepted',
      });
    }
  };
  await absent(tokens.chair ?? '', 'v3', 'v4');
  await here.house.stop();
  const renamed =
    "UPDATE entry SET body = replace(body, 'Hội nghị thử', 'Tên nữa') WHERE type = 'SessionPrepared' AND journal_id = ?";
  await tampered(here, (source) => source.query(renamed, [sessionId]));
  await (await openClerk({ file: here.file }, () => {}, true)).close();
  // The good file comes back, shorter than what was taken.
  const back = async () => {
    await here.house.stop().catch(() => {});
    for (const end of ['-wal', '-shm']) rmSync(`${here.file}${end}`, { force: true });
    copyFileSync(`${here.file}.good`, here.file);
  };
  await back();
  await tampered(here, (source) => source.query(renamed, [sessionId]));
  here.house = await here.start();
  const asked = () =>
    ask(here.house.address, adminToken, 'query ($id: ID!) { session(id: $id) { title } }', { id: sessionId });
  expect((await asked()).errors?.[0]?.extensions.code).toBe('SESSION_ALTERED');
  await back();
  here.house = await here.start();
  const chair = await signIn(here.house, here.meeting.codes.chair);
  await absent(chair, 'v2', 'v3', 'v4');
  here.house = await here.house.restart();
  expect((await asked()).data.session.title).toBe('Hội nghị thử');
});
