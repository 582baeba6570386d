import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { writer, writerPragmas } from '../../ormconfig.ts';
import type { SessionEvent } from '../../src/core/event.ts';
import type { Preparation } from '../../src/core/preparation.ts';
import { fold } from '../../src/core/text.ts';
import { type QualityLevel, qualityLevels } from '../../src/core/vocabulary.ts';
import type { ResultQuery, StatisticsKey } from '../../src/history/history.ts';
import { type OpenStore, openStore } from '../../src/store/store.ts';
import { journalOf, openRoom, prepareMeeting } from '../clerk/room.ts';
import { batchOf, entryOf } from '../support/contract/batches.ts';
import { memoryStore } from '../support/memory-store.ts';

const room = openRoom(memoryStore());
const meeting = await prepareMeeting(room, { voters: 3 });
const [first] = await journalOf(room, meeting.sessionId);
const { preparation } = JSON.parse(first?.body ?? '{}') as { preparation: Preparation };

const all = { of: 'ALL' } as const;
const wholePage = { size: 1_000, direction: 'FORWARD', from: null } as const;

type Sql = (sql: string, parameters?: unknown[]) => Promise<Record<string, unknown>[]>;

/** A store in memory, with the way to its tables. */
async function openHouse(): Promise<{ store: OpenStore; sql: Sql }> {
  const source = writer({ file: null });
  const store = await openStore({
    writer: source,
    lock: null,
    reader: null,
    doorReader: null,
    pragmas: writerPragmas,
    file: null,
  });
  onTestFinished(() => store.close());
  return { store, sql: (text, parameters = []) => source.query(text, parameters) };
}

interface Held {
  readonly sessionId: string;
  readonly organizationId?: string;
  readonly subjects: readonly { readonly name: string; readonly level?: QualityLevel | null }[];
}

async function hold(store: OpenStore, { sessionId, organizationId, subjects }: Held): Promise<void> {
  const organization = { ...preparation.organization, ...(organizationId && { id: organizationId }) };
  const results = subjects.map(({ name, level = 'GOOD' }, at) => ({
    id: `res_${sessionId}_${at}`,
    reviewId: `rev_${sessionId}_${at}`,
    organizationId: organization.id,
    organizationName: organization.name,
    period: preparation.period,
    kind: 'PARTY_MEMBER' as const,
    name,
    position: null,
    peerGroup: 'PARTY_MEMBER',
    subjectOrganizationId: organization.id,
    subjectOrganizationName: organization.name,
    personId: `per_${name}`,
    personName: name,
    authority: 'DECIDE' as const,
    tally: null,
    outcome: {
      level,
      status: level === null ? ('NOT_RATED' as const) : ('DECIDED' as const),
      authority: 'DECIDE' as const,
      final: true,
      trace: [],
      ruled: null,
      settledReason: null,
    },
  }));
  const events: SessionEvent[] = [
    { type: 'SessionPrepared', preparation: { ...preparation, organization } },
    { type: 'SessionConvened' },
    { type: 'SessionAdjourned', results },
  ];
  const entries = events.map((event, at) => entryOf({ journalId: sessionId, seq: at + 1, event }));
  await store.journal.append(batchOf({ entries }));
}

const names = [
  'Nguyễn Văn Đạt',
  'Trần Thị Ánh',
  'Đặng Đình Đô',
  'Lê 100% Quyết',
  'Lê_Văn_Gạch',
  'O\\Brien',
  'Bùi "Ba" Bi',
  "Võ 'O' Vỹ",
  'Ỷ',
  'Ngô 𠮷𠮷𠮷 Bảo',
  'ΣΊΣΥΦΟΣ ẞ İ',
];
const pieces = names.flatMap((name) => [
  name,
  ...Array.from({ length: name.length }, (_, at) => name.slice(at, at + 1 + (at % 5))),
]);

test('a search finds the names that hold it, as a scan of all names does', async () => {
  const { store, sql } = await openHouse();
  await hold(store, { sessionId: 'ses_names', subjects: names.map((name) => ({ name })) });
  const searched = fc.oneof(
    fc.constantFrom(
      ...pieces,
      '',
      ' ',
      '%',
      '_',
      '\\',
      '"',
      '""',
      "'",
      'a\0b',
      'abc\0',
      'AND',
      'văn OR',
      '*',
      'van*',
      'khong',
    ),
    fc.string({ maxLength: 5 }),
  );
  await fc.assert(
    fc.asyncProperty(searched, async (search) => {
      const scanned = await sql('SELECT id FROM result WHERE instr(folded, ?) > 0 ORDER BY id', [
        fold(search),
      ]);
      const found = await store.history.results(wholePage, { scope: all, search });
      expect(found.rows.map(({ row }) => row.id).sort()).toEqual(scanned.map(({ id }) => id));
      expect(await found.total()).toBe(scanned.length);
    }),
    { numRuns: 300, seed: 11, examples: pieces.map((piece) => [piece]) },
  );
});

test('what very many bear is found in the order of the page, and counted whole', async () => {
  const { store } = await openHouse();
  const many = 2_100;
  const subjects = Array.from({ length: many }, (_, at) => ({ name: `Nguyễn ${at}` }));
  await hold(store, { sessionId: 'ses_many', subjects: [...subjects, { name: 'Lê Ít' }] });
  const found = await store.history.results({ ...wholePage, size: 3 }, { scope: all, search: 'NGUYEN' });
  expect(found.rows.map(({ row }) => row.id)).toEqual([0, 1, 2].map((at) => `res_ses_many_${at}`));
  expect(await found.total()).toBe(many);
  const next = await store.history.results(
    { size: 2, direction: 'FORWARD', from: found.rows.at(-1)?.key ?? null },
    { scope: all, search: 'guyen' },
  );
  expect(next.rows.map(({ row }) => row.id)).toEqual(['res_ses_many_3', 'res_ses_many_4']);
  const [counted] = await store.history.statistics({ scope: all, search: 'nguyen' }, [], 'ALL_MEMBERS');
  expect(counted).toMatchObject({ count: many, baseCount: many });
});

const step = fc.oneof(
  fc.record({
    does: fc.constant('HOLD' as const),
    organization: fc.nat(2),
    levels: fc.array(fc.constantFrom(...qualityLevels, null), { minLength: 1, maxLength: 5 }),
  }),
  fc.record({
    does: fc.constant('DECIDE' as const),
    at: fc.nat(20),
    level: fc.constantFrom(...qualityLevels, null),
  }),
);

const keys: readonly (readonly StatisticsKey[])[] = [
  [],
  ['YEAR', 'LEVEL'],
  ['ORGANIZATION'],
  ['LEVEL', 'STATUS', 'SUBJECT_KIND', 'PEER_GROUP'],
];
const filters: readonly ResultQuery[] = [
  { scope: all },
  { scope: { of: 'RECORD' } },
  { scope: { of: 'NONE' } },
  { scope: { of: 'ORGANIZATION', organizationId: 'org_1' } },
  { scope: all, organizationId: 'org_0', levels: ['GOOD', 'EXCELLENT'] },
  { scope: all, ownerId: 'org_2', statuses: ['NOT_RATED'] },
  { scope: all, fromYear: preparation.period.year, kinds: ['PARTY_MEMBER'] },
  { scope: all, fromYear: preparation.period.year + 1 },
];

test('counts kept are the counts of what is there, whatever was rated again or decided later', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const { store, sql } = await openHouse();
      const ids: string[] = [];
      for (const [at, one] of steps.entries()) {
        if (one.does === 'HOLD') {
          const subjects = one.levels.map((level, nth) => ({ name: `${nth}`, level }));
          await hold(store, { sessionId: `ses_${at}`, organizationId: `org_${one.organization}`, subjects });
          ids.push(...subjects.map((_, nth) => `res_ses_${at}_${nth}`));
          continue;
        }
        const resultId = ids[one.at % Math.max(1, ids.length)];
        if (resultId === undefined) continue;
        const event = { type: 'DecisionRecorded', resultId, level: one.level } as const;
        const decision = { ...event, decidedBy: 'Huyện ủy', documentNumber: null, reason: 'Vì' };
        const entry = entryOf({ journalId: 'house', seq: at + 1, event: decision as never });
        await store.journal.append(batchOf({ entries: [entry] }));
      }
      for (const wanted of filters) {
        // Asked for each of them with what was rated again, it counts the results themselves.
        const standing = (await store.history.results(wholePage, wanted)).rows.map(({ row }) => row);
        expect(await (await store.history.results(wholePage, wanted)).total()).toBe(standing.length);
        for (const by of keys) {
          const rows = await store.history.statistics(wanted, by, 'GOOD');
          const sum = (of: 'count' | 'excellent' | 'baseCount') =>
            rows.reduce((total, row) => total + row[of], 0);
          expect(sum('count')).toBe(standing.length);
          expect(sum('excellent')).toBe(standing.filter(({ level }) => level === 'EXCELLENT').length);
          expect(sum('baseCount')).toBe(standing.filter(({ level }) => level === 'GOOD').length);
          if (by.length > 0) expect(rows.every(({ count }) => count > 0)).toBe(true);
        }
        const byLevel = await store.history.statistics(wanted, ['LEVEL'], 'GOOD');
        for (const { level, count } of byLevel) {
          expect(count).toBe(standing.filter((row) => row.level === level).length);
        }
      }
      expect(await sql('SELECT * FROM result_count WHERE count < 1')).toEqual([]);
    }),
    { numRuns: 25, seed: 5 },
  );
});
