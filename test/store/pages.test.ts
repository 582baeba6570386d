import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../src/core/event.ts';
import type { Preparation } from '../../src/core/preparation.ts';
import type { SessionResult } from '../../src/core/result.ts';
import { KeyInvalid, type Listing, type PageRequest, type ResultRow } from '../../src/history/history.ts';
import type { OpenStore } from '../../src/store/store.ts';
import { journalOf, openRoom, prepareMeeting } from '../clerk/room.ts';
import { batchOf, entryOf } from '../support/contract/batches.ts';
import { sqliteInMemory } from '../support/contract/stores.ts';
import { memoryStore } from '../support/memory-store.ts';

const room = openRoom(memoryStore());
const meeting = await prepareMeeting(room, { voters: 3 });
const [first] = await journalOf(room, meeting.sessionId);
const { preparation } = JSON.parse(first?.body ?? '{}') as { preparation: Preparation };

interface Held {
  readonly sessionId: string;
  readonly heldOn: string;
  /** Subjects, by the id of the person, with the level. */
  readonly people: readonly string[];
  readonly year?: number;
}

function resultOf(sessionId: string, personId: string, year: number): SessionResult {
  return {
    id: `res_${sessionId}_${personId}`,
    reviewId: `rev_${sessionId}_${personId}`,
    organizationId: preparation.organization.id,
    organizationName: preparation.organization.name,
    period: { ...preparation.period, year },
    kind: 'PARTY_MEMBER',
    name: `Đảng viên ${personId}`,
    position: null,
    peerGroup: 'PARTY_MEMBER',
    subjectOrganizationId: preparation.organization.id,
    subjectOrganizationName: preparation.organization.name,
    personId,
    personName: `Đảng viên ${personId}`,
    authority: 'DECIDE',
    tally: null,
    outcome: {
      level: 'GOOD',
      status: 'DECIDED',
      final: true,
      trace: [],
    } as unknown as SessionResult['outcome'],
  };
}

/** A session that was held and adjourned, as the journal has it. */
async function hold(
  store: OpenStore,
  { sessionId, heldOn, people, year = 2023 }: Held,
  more: readonly SessionResult[] = [],
): Promise<void> {
  const results = [...people.map((personId) => resultOf(sessionId, personId, year)), ...more];
  const events: SessionEvent[] = [
    { type: 'SessionPrepared', preparation: { ...preparation, heldOn } },
    { type: 'SessionConvened' },
    { type: 'SessionAdjourned', results },
  ];
  const entries = events.map((event, at) => entryOf({ journalId: sessionId, seq: at + 1, event }));
  await store.journal.append(batchOf({ entries }));
}

type Turn = (page: PageRequest) => Promise<Listing<ResultRow>>;

/** Turns pages from one end to the other, doing something between them. Returns the ids in the forward order. */
async function leaf(
  turn: Turn,
  direction: PageRequest['direction'],
  sizes: readonly number[],
  between: () => Promise<void>,
): Promise<readonly string[]> {
  const forward = direction === 'FORWARD';
  let seen: string[] = [];
  let from: string | null = null;
  for (let at = 0; ; at += 1) {
    const page = await turn({ size: sizes[at % sizes.length] ?? 1, direction, from });
    const ids = page.rows.map(({ row }) => row.id);
    seen = forward ? [...seen, ...ids] : [...ids, ...seen];
    expect(await page.hasBehind()).toBe(from !== null);
    from = (forward ? page.rows.at(-1) : page.rows[0])?.key ?? from;
    if (!page.hasMore) return seen;
    expect(ids.length).toBeGreaterThan(0);
    await between();
  }
}

const days = ['2023-12-01', '2023-12-11', '2023-12-11', '2024-01-05', '2022-12-30'];

describe.each(['FORWARD', 'BACKWARD'] as const)('[S4] turning pages %s', (direction) => {
  test('neither skips nor repeats a result, while results are added', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ day: fc.nat(days.length - 1), count: fc.integer({ min: 1, max: 5 }) }), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(days.length - 1), { maxLength: 6 }),
        async (sessions, sizes, added) => {
          const store = await sqliteInMemory();
          let made = 0;
          const add = (day: number, count: number) => {
            const sessionId = `ses_${made}`;
            const people = Array.from({ length: count }, (_, at) => `per_${made}_${at}`);
            made += 1;
            return hold(store, { sessionId, heldOn: days[day] ?? '', people });
          };
          for (const { day, count } of sessions) await add(day, count);
          const turn: Turn = (page) => store.history.results(page, { scope: { of: 'ALL' } });
          const before = (await turn({ size: 1_000, direction: 'FORWARD', from: null })).rows;
          const coming = [...added];
          const seen = await leaf(turn, direction, sizes, async () => {
            const day = coming.shift();
            if (day !== undefined) await add(day, 2);
          });
          const all = (await turn({ size: 1_000, direction: 'FORWARD', from: null })).rows.map(
            ({ row }) => row.id,
          );
          expect(new Set(seen).size).toBe(seen.length);
          // In the order of all, and everything that was there from the beginning.
          expect(all.filter((id) => seen.includes(id))).toEqual(seen);
          for (const { row } of before) expect(seen).toContain(row.id);
        },
      ),
      { numRuns: 25, seed: 7 },
    );
  });
});

test('[S4] the newest session comes first, and within it the order of the agenda', async () => {
  const store = await sqliteInMemory();
  await hold(store, { sessionId: 'ses_old', heldOn: '2022-12-11', people: ['per_c', 'per_a'], year: 2022 });
  await hold(store, { sessionId: 'ses_new', heldOn: '2023-12-11', people: ['per_b', 'per_a'] });
  const page = { size: 10, direction: 'FORWARD', from: null } as const;
  const { rows, total } = await store.history.results(page, { scope: { of: 'ALL' } });
  expect(await total()).toBe(4);
  expect(rows.map(({ row }) => row.id)).toEqual([
    'res_ses_new_per_b',
    'res_ses_new_per_a',
    'res_ses_old_per_c',
    'res_ses_old_per_a',
  ]);
});

test.each(['', 'x', 'WzFd', 'bnVsbA', Buffer.from('["2023-12-11",{}]').toString('base64url')])(
  '[S4] %j is the key of no page',
  async (from) => {
    const store = await sqliteInMemory();
    const page = { size: 10, direction: 'FORWARD', from } as const;
    await expect(store.history.results(page, { scope: { of: 'ALL' } })).rejects.toBeInstanceOf(KeyInvalid);
  },
);

test('[R60] a later result of the same subject and period takes the place of the former', async () => {
  const store = await sqliteInMemory();
  await hold(store, { sessionId: 'ses_one', heldOn: '2023-12-11', people: ['per_a', 'per_b'] });
  await hold(store, { sessionId: 'ses_other', heldOn: '2022-12-11', people: ['per_a'], year: 2022 });
  await hold(store, { sessionId: 'ses_two', heldOn: '2023-12-20', people: ['per_a'] });
  const all = { of: 'ALL' } as const;
  const [former] = await store.history.resultsById(['res_ses_one_per_a'], all);
  const [later] = await store.history.resultsById(['res_ses_two_per_a'], all);
  expect(former).toMatchObject({ supersedesId: null, supersededById: 'res_ses_two_per_a' });
  expect(later).toMatchObject({ supersedesId: 'res_ses_one_per_a', supersededById: null });
  const page = { size: 10, direction: 'FORWARD', from: null } as const;
  const ids = async (includeSuperseded: boolean) =>
    (await store.history.results(page, { scope: all, includeSuperseded })).rows.map(({ row }) => row.id);
  expect(await ids(false)).toEqual(['res_ses_two_per_a', 'res_ses_one_per_b', 'res_ses_other_per_a']);
  expect(await ids(true)).toHaveLength(4);
});

test('[R60] a third result takes the place of the second, not of the first again', async () => {
  const store = await sqliteInMemory();
  for (const [at, sessionId] of ['ses_one', 'ses_two', 'ses_three'].entries()) {
    await hold(store, { sessionId, heldOn: `2023-12-1${at}`, people: ['per_a'] });
  }
  const ids = ['one', 'two', 'three'].map((name) => `res_ses_${name}_per_a`);
  const rows = await store.history.resultsById(ids, { of: 'ALL' });
  const chain = ids.map((id) => rows.find((row) => row.id === id)?.supersededById);
  expect(chain).toEqual(['res_ses_two_per_a', 'res_ses_three_per_a', null]);
});

test('[R6] [R60] of two results of one session about the same, which older preparations have, the later takes the place of the former; both stay', async () => {
  const store = await sqliteInMemory();
  const twice = [
    resultOf('ses_old', 'per_a', 2023),
    { ...resultOf('ses_old', 'per_a', 2023), id: 'res_again' },
  ];
  await hold(store, { sessionId: 'ses_old', heldOn: '2023-12-11', people: [] }, twice);
  const rows = await store.history.resultsById(['res_ses_old_per_a', 'res_again'], { of: 'ALL' });
  const chain = (id: string) => rows.find((row) => row.id === id);
  expect(chain('res_ses_old_per_a')).toMatchObject({ supersedesId: null, supersededById: 'res_again' });
  expect(chain('res_again')).toMatchObject({ supersedesId: 'res_ses_old_per_a', supersededById: null });
});
