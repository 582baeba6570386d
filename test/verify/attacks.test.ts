import { copyFileSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tracelessReader, writer } from '../../ormconfig.ts';
import type { Entry } from '../../src/clerk/entry.ts';
import type { SessionEvent } from '../../src/core/event.ts';
import { evolve } from '../../src/core/evolve.ts';
import { madeAnew } from '../../src/core/recount.ts';
import { openRoundOf, type Session } from '../../src/core/state.ts';
import { type Counts, countMarks, noCounts, sortedMarks } from '../../src/core/tally.ts';
import { type BallotChoice, ballotChoices } from '../../src/core/vocabulary.ts';
import { openEvidence, openMirror, type ProvableTable, provableTables } from '../../src/store/evidence.ts';
import { type Head, readHead } from '../../src/verify/heads.ts';
import { verify } from '../../src/verify/verify.ts';
import { asAttacker, entriesOf, writeJournal } from '../support/attacker.ts';
import { temporaryFolder } from '../support/house.ts';
import { type BusyRecord, busyRecord, headsOf, verdictAfter, verdictOf } from './busy-record.ts';

// What somebody can do who can write the file, knows the program, and puts everything that follows right again.

const folder = temporaryFolder();
let record: BusyRecord;
let published: readonly Head[];
beforeAll(async () => {
  record = await busyRecord(folder.path);
  published = await headsOf(record.file);
});
afterAll(folder.remove);

const fits = { findings: [] };
const headIsGone = (journal: string) => ({
  findings: [{ journal, what: 'the published head', found: 'no entry of this hash' }],
});

/** A session as it would have been with other events; everything that follows is counted, judged and written anew. */
async function forge(
  sessionId: string,
  edit: (event: SessionEvent, before: Session | null) => SessionEvent,
): Promise<string> {
  const file = `${record.file}.forged`;
  copyFileSync(record.file, file);
  await asAttacker(file, async (source) => {
    let session: Session | null = null;
    const forged: Entry[] = [];
    for (const entry of await entriesOf(source, sessionId)) {
      const wanted = edit(JSON.parse(entry.body), session);
      const event: SessionEvent = madeAnew(session, wanted) ?? wanted;
      session = evolve(session ?? { id: sessionId, status: null }, event, entry.atMs);
      forged.push({ ...entry, body: JSON.stringify(event) });
    }
    await writeJournal(source, sessionId, forged);
  });
  const tables = await tablesOf(file);
  await asAttacker(file, async (source) => {
    for (const [table, rows] of tables) {
      await source.query(`DELETE FROM ${table}`);
      for (const row of rows) {
        const marks = Object.keys(row).map(() => '?');
        await source.query(
          `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${marks.join(', ')})`,
          Object.values(row),
        );
      }
    }
  });
  return file;
}

const kept: readonly ProvableTable[] = ['sqlite_master', 'migrations', 'subject_name', 'sqlite_sequence'];

/** What the journals of a file make of the tables. */
async function tablesOf(file: string) {
  const source = tracelessReader({ file });
  if (source === null) throw new Error('no file');
  const evidence = await openEvidence(source);
  const mirror = await openMirror(writer({ file: null }));
  await verify({ evidence, mirror, published: [], pepper: null });
  const tables = new Map<ProvableTable, Readonly<Record<string, unknown>>[]>();
  for (const table of provableTables.filter((one) => !kept.includes(one))) {
    const rows: Readonly<Record<string, unknown>>[] = [];
    for await (const row of mirror.rows(table)) rows.push(row);
    tables.set(table, rows);
  }
  await evidence.close();
  await mirror.close();
  return tables;
}

test('[V1] [V2] an entry taken from the end leaves nothing behind, but a published head', async () => {
  const { sessionId } = record.running;
  const cut = (source: DataSource) =>
    source.query(
      'DELETE FROM entry WHERE journal_id = ? AND seq = (SELECT MAX(seq) FROM entry WHERE journal_id = ?)',
      [sessionId, sessionId],
    );
  expect(await verdictAfter(record.file, cut)).toMatchObject(fits);
  expect(await verdictAfter(record.file, cut, published)).toMatchObject(headIsGone(sessionId));
});

test('[V1] the end of a session, a ballot or a round cannot be taken away alone', async () => {
  const { sessionId } = record.adjourned;
  const cutTo = (type: string, id: string) => (source: DataSource) =>
    source.query(
      `DELETE FROM entry WHERE journal_id = ?1 AND seq >= (SELECT MAX(seq) FROM entry WHERE journal_id = ?1 AND type = ?2)`,
      [id, type],
    );
  const ends = await verdictAfter(record.file, cutTo('SessionAdjourned', sessionId));
  expect(ends.findings).toContainEqual(
    expect.objectContaining({ what: `session ${sessionId}, status`, expected: 'CONVENED' }),
  );
  const ballot = await verdictAfter(record.file, cutTo('BallotSealed', record.running.sessionId));
  expect(ballot.findings).toMatchObject([
    { what: expect.stringMatching(/^envelopes of rnd_/), expected: '2', found: '3' },
  ]);
});

test('[V1] two entries that changed places are found at the first of them', async () => {
  const { sessionId } = record.running;
  const swap = async (source: DataSource) => {
    for (const [to, from] of [
      [900, 2],
      [2, 3],
      [3, 900],
    ]) {
      await source.query('UPDATE entry SET seq = ? WHERE journal_id = ? AND seq = ?', [to, sessionId, from]);
    }
  };
  const [first] = (await verdictAfter(record.file, swap)).findings;
  expect(first).toMatchObject({ journal: sessionId, seq: 2, what: 'hash' });
});

test('[V2] an entry that was put in, all hashes made anew, is told by the published head alone', async () => {
  const { sessionId } = record.running;
  const insert = async (source: DataSource) => {
    const entries = await entriesOf(source, sessionId);
    const last = entries.at(-1) as Entry;
    const body = JSON.stringify({ ...JSON.parse(last.body), body: 'Tôi đồng ý.', commentId: 'com_x' });
    const commandId = '00000000-0000-4000-8000-000000000000';
    await writeJournal(source, sessionId, [...entries.slice(0, -1), { ...last, commandId, body }, last]);
  };
  expect(await verdictAfter(record.file, insert)).toMatchObject(fits);
  const verdict = await verdictAfter(record.file, insert, published);
  expect(verdict).toMatchObject(headIsGone(sessionId));
  // What was noted before the place of the forgery is still true.
  const earlier = await withEntries(sessionId, (entries) => entries[4] as Entry);
  const noted = readHead(`${sessionId}=${earlier.hash}`) as Head;
  expect((await verdictAfter(record.file, insert, [noted])).published).toEqual([{ head: noted, seq: 5 }]);
});

test('[V1] [C5] time goes back where an entry says that the clock was set back, by more than a minute, and nowhere else', async () => {
  const { sessionId } = record.running;
  const setBack = (byMs: number, says: boolean) => async (source: DataSource) => {
    const entries = await entriesOf(source, sessionId);
    const last = entries.at(-1) as Entry;
    const atMs = last.atMs - byMs;
    const event = { type: 'ClockSetBack' } as const;
    const note = { ...last, ...event, atMs, by: 'CLOCK', commandId: null, part: 0, digest: null };
    const notes = says ? [{ ...note, body: JSON.stringify(event) }] : [];
    await writeJournal(source, sessionId, [...entries.slice(0, -1), ...notes, { ...last, atMs }]);
  };
  const whatOf = async (byMs: number, says: boolean) =>
    (await verdictAfter(record.file, setBack(byMs, says))).findings.map(({ what }) => what);
  expect(await whatOf(3_600_000, true)).toEqual([]);
  expect(await whatOf(3_600_000, false)).toEqual(['time']);
  expect(await whatOf(30_000, true)).toEqual(['time']);
});

async function withEntries<Result>(sessionId: string, pick: (entries: Entry[]) => Result): Promise<Result> {
  const source = tracelessReader({ file: record.file }) as DataSource;
  await source.initialize();
  try {
    return pick(await entriesOf(source, sessionId));
  } finally {
    await source.destroy();
  }
}

test('[V1] a result, a level, a decision or a standing changed and nothing else is found by its name', async () => {
  const resultId = record.adjourned.reviewIds[0]?.replace('rev_', 'res_') ?? '';
  for (const [change, what] of [
    [`UPDATE result SET record = replace(record, 'EXCELLENT', 'GOOD') WHERE id = '${resultId}'`, 'record'],
    [`UPDATE result SET level = 'EXCELLENT' WHERE id = '${resultId}'`, 'level'],
    [`UPDATE result SET superseded_by_id = NULL WHERE superseded_by_id IS NOT NULL`, 'superseded_by_id'],
    [`UPDATE decision SET level = 'EXCELLENT'`, 'level'],
    [`UPDATE person SET full_name = 'Người khác' WHERE id = (SELECT MIN(id) FROM person)`, 'full_name'],
    [`UPDATE api_key SET revoked = 0`, 'API key'],
    [`UPDATE access_code SET command_id = 'x' WHERE seat_id IS NULL`, 'the access code of the screens'],
    [`UPDATE access_token SET seat_id = NULL WHERE seat_id IS NOT NULL`, 'tokens of somebody else'],
  ] as const) {
    const { findings } = await verdictAfter(record.file, (source) => source.query(change));
    expect(findings[0]?.what).toContain(what);
  }
});

test('[V1] marks changed with the chain made anew are found by the seals, the releases and the tally', async () => {
  const { sessionId } = record.adjourned;
  const changed = async (from: RegExp, to: string) => {
    const { findings } = await verdictAfter(record.file, async (source) => {
      const entries = await entriesOf(source, sessionId);
      const forged = entries.map((entry) =>
        entry.type === 'RoundClosed' ? { ...entry, body: entry.body.replace(from, to) } : entry,
      );
      await writeJournal(source, sessionId, forged);
    });
    return findings[0];
  };
  expect((await changed(/"marks":"E/, '"marks":"'))?.what).toMatch(/^the number of marks of rev_/);
  expect((await changed(/"marks":"E/, '"marks":"?'))?.what).toMatch(/^the marks of rev_/);
  expect((await changed(/"marks":"(E+)(G+)/, '"marks":"$2$1'))?.what).toMatch(/^the order of the marks/);
  expect((await changed(/"marks":"EE/, '"marks":"EG'))?.what).toMatch(/^the order|^the tally/);
});

/** The secret rounds of the adjourned session with every mark that `which` names made NOT_COMPLETED. */
function withMarks(which: (counts: Counts, shown: Counts) => Partial<Counts>): Promise<string> {
  return forge(record.adjourned.sessionId, (event, before) => {
    const round = before === null ? undefined : openRoundOf(before);
    if (event.type !== 'RoundClosed' || round?.method !== 'SECRET_BALLOT') return event;
    const counted = event.counted.map((one) => {
      const counts = { ...(countMarks(one.marks) ?? noCounts) };
      for (const [choice, taken] of Object.entries(
        which(counts, round.shown.get(one.reviewId) ?? noCounts),
      ) as [BallotChoice, number][]) {
        counts[choice] -= taken;
        counts.NOT_COMPLETED += taken;
      }
      return { ...one, marks: sortedMarks(counts) };
    });
    return { ...event, counted };
  });
}

test('[V2] one mark changed, everything counted, judged and written anew: the published head alone tells', async () => {
  const file = await withMarks((counts, shown) => {
    const spare = ballotChoices.find((choice) => counts[choice] > shown[choice]);
    if (spare === undefined) throw new Error('every mark was released');
    return { [spare]: 1 };
  });
  expect(await verdictOf(file)).toMatchObject(fits);
  expect(await verdictOf(file, published)).toMatchObject(headIsGone(record.adjourned.sessionId));
});

test('[V1] marks that were released before cannot be others in the count', async () => {
  const file = await withMarks((counts) => counts);
  expect((await verdictOf(file)).findings[0]).toMatchObject({
    journal: record.adjourned.sessionId,
    what: expect.stringMatching(/^the marks of rev_\w+ for [A-Z]+$/),
    expected: expect.stringMatching(/^at least the \d that were released$/),
  });
});

test('[V1] [V2] another policy in the preparation: found by the chain, by the judgements, or by the published head', async () => {
  const { sessionId } = record.adjourned;
  const harsher = (body: string) =>
    body.replaceAll('"numerator":1,"denominator":2', '"numerator":9,"denominator":10');
  const body = await withEntries(sessionId, (entries) => entries[0]?.body ?? '');
  expect(harsher(body)).not.toBe(body);
  const [alone] = (
    await verdictAfter(record.file, (source) =>
      source.query('UPDATE entry SET body = ? WHERE journal_id = ? AND seq = 1', [harsher(body), sessionId]),
    )
  ).findings;
  expect(alone).toMatchObject({ journal: sessionId, seq: 1, what: 'hash' });

  const chained = await verdictAfter(record.file, async (source) => {
    const [first, ...rest] = await entriesOf(source, sessionId);
    await writeJournal(source, sessionId, [{ ...(first as Entry), body: harsher(body) }, ...rest]);
  });
  expect(chained.findings[0]).toMatchObject({
    journal: sessionId,
    what: 'RoundClosed, counted and judged again',
  });

  const file = await forge(sessionId, (event) =>
    event.type === 'SessionPrepared' ? JSON.parse(harsher(JSON.stringify(event))) : event,
  );
  expect(await verdictOf(file)).toMatchObject(fits);
  expect(await verdictOf(file, published)).toMatchObject(headIsGone(sessionId));
});

test('[V1] guards of the journal that were taken away are missed', async () => {
  const file = `${record.file}.unguarded`;
  copyFileSync(record.file, file);
  const source = writer({ file });
  await source.initialize();
  await source.query('DROP TRIGGER entry_is_not_deleted');
  await source.destroy();
  expect((await verdictOf(file)).findings).toMatchObject([
    {
      what: 'a row of sqlite_master',
      expected: 'trigger entry_is_not_deleted',
    },
  ]);
});

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** What somebody may write as the body of an entry, by the one that was there. */
const brokenBodies: readonly ((body: string, type: string) => string)[] = [
  () => '{',
  () => '',
  () => 'null',
  () => nested(100_000),
  (body) => body.replace(/\}$/, `,"more":${nested(100_000)}}`),
  (_, type) => `{"type":"${type}","results":${nested(100_000)},"preparation":${nested(100_000)}}`,
];

test('[V1] an entry that cannot be read or followed, its chain made anew, is named by its journal and seq, and the other journals are read', async () => {
  const { heads } = await verdictOf(record.file);
  const journals = heads.map(({ journal }) => journal).sort();
  const bodies = brokenBodies.flatMap((bodyOf) =>
    [record.adjourned.sessionId, record.running.sessionId, 'house'].map((journal) => ({ journal, bodyOf })),
  );
  for (const [at, { journal, bodyOf }] of bodies.entries()) {
    let seq = 0;
    const verdict = await verdictAfter(record.file, async (source) => {
      const entries = await entriesOf(source, journal);
      // Each time another entry, of which there are as many types as may be.
      seq = (at % entries.length) + 1;
      const broken = entries.map((entry) => {
        return entry.seq === seq ? { ...entry, body: bodyOf(entry.body, entry.type) } : entry;
      });
      await writeJournal(source, journal, broken);
    });
    expect(verdict.findings[0], `${journal} ${seq}`).toMatchObject({ journal, seq });
    expect(verdict.heads.map((head) => head.journal).sort()).toEqual(journals);
    expect(JSON.stringify(verdict.findings)).not.toMatch(/call stack|Unexpected/);
  }
});

test('[V1] whatever type of entry has lost what it says, all journals are read to their ends, and nothing before it is blamed', async () => {
  const { heads } = await verdictOf(record.file);
  const seen = new Set<string>();
  for (const { journal } of heads) {
    const entries: Entry[] = [];
    await asAttacker(record.file, async (source) => void entries.push(...(await entriesOf(source, journal))));
    for (const { seq, type } of entries) {
      if (seen.has(type)) continue;
      seen.add(type);
      const lost = entries.map((entry) =>
        entry.seq === seq ? { ...entry, body: JSON.stringify({ type }) } : entry,
      );
      const verdict = await verdictAfter(record.file, (source) => writeJournal(source, journal, lost));
      expect(verdict.heads, type).toHaveLength(heads.length);
      const named = verdict.findings.filter((finding) => finding.journal !== null);
      for (const finding of named) expect(finding, type).toMatchObject({ journal });
      expect(named[0]?.seq ?? seq, type).toBeGreaterThanOrEqual(seq);
    }
  }
});
