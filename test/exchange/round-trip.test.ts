import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Clerk } from '../../src/clerk/clerk.ts';
import { ServerClock } from '../../src/clerk/time.ts';
import type { ImportRow } from '../../src/core/import/row.ts';
import { unseenIn } from '../../src/core/unseen.ts';
import {
  authorities,
  ballotChoices,
  periodKinds,
  qualityLevels,
  subjectKinds,
} from '../../src/core/vocabulary.ts';
import { type ImportFormat, readFile } from '../../src/exchange/read.ts';
import { type ExportFormat, exportResults } from '../../src/exchange/write.ts';
import { importCountsOf } from '../../src/history/import.ts';
import { standingClock } from '../support/clock.ts';
import { sqliteInMemory } from '../support/contract/stores.ts';

// Any record that can be, written to a file, read into an empty database, and written again.

const name = fc
  .oneof(
    fc.constantFrom(
      '=1+1',
      "'=1",
      "''=x",
      '-Đảng bộ',
      '@xã',
      '+84',
      "'",
      '"',
      'a,b;c\td',
      'dòng\nmới',
      'a > b\\',
      'Ưu Ơ Ệ',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  )
  .map((text) =>
    text
      .normalize('NFC')
      .replace(/(?![\n\t])[\p{Cc}\p{Cs}\u2028\u2029]/gu, '')
      .trim(),
  )
  .filter((text) => text !== '' && text.normalize('NFC') === text && unseenIn(text) === null);
const token = fc.stringMatching(/^[0-9a-z]{20}$/);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const level = fc.constantFrom(...qualityLevels);
const standing = fc.oneof(
  fc.record({ level, status: fc.constantFrom('DECIDED' as const, 'PROPOSED' as const) }),
  fc.record({
    level: fc.constant(null),
    status: fc.constantFrom('NEEDS_DECISION' as const, 'NOT_RATED' as const),
  }),
);
const at = fc.integer({ min: 0, max: 2_000_000_000_000 });
const decision = fc.record({
  level: maybe(level),
  decided_by: name,
  document_number: maybe(name),
  reason: name,
  at,
});

const row: fc.Arbitrary<ImportRow> = fc
  .record({
    organization: fc.constantFrom(['Huyện', 'Xã > Một'], ['Huyện', 'Xã, "Hai"'], ['Xã \\ Ba']),
    session_id: maybe(token.map((text) => `ses_${text}`)),
    session_title: maybe(name),
    session_ordinal: maybe(fc.integer({ min: 1, max: 10_000 })),
    held_on: maybe(fc.constantFrom('2019-12-31', '2020-02-29', '2023-01-01')),
    period_kind: fc.constantFrom(...periodKinds),
    year: fc.integer({ min: 1930, max: 2200 }),
    quarter: fc.integer({ min: 1, max: 4 }),
    subject_kind: fc.constantFrom(...subjectKinds),
    subject_name: name,
    position: maybe(name),
    peer_group: name,
    person: token,
    standing,
    ruled: maybe(standing),
    settled_reason: maybe(name),
    authority: fc.constantFrom(...authorities),
    marks: maybe(fc.array(fc.nat(1_000), { minLength: 6, maxLength: 6 })),
    policy_id: maybe(fc.constantFrom('124-QD', 'cũ,2010')),
    recorded_at: at,
    decisions: fc.oneof(fc.constant([]), fc.array(decision, { maxLength: 3 })),
  })
  .map((one): ImportRow => {
    const isPerson = one.subject_kind === 'LEADER' || one.subject_kind === 'PARTY_MEMBER';
    const newest = one.decisions.at(-1);
    const now =
      newest === undefined
        ? one.standing
        : {
            level: newest.level,
            status: newest.level === null ? ('NOT_RATED' as const) : ('DECIDED' as const),
          };
    const counted = one.marks?.reduce((sum, count) => sum + count, 0) ?? null;
    return {
      id: null,
      organization_id: null,
      organization_name: one.organization.at(-1) ?? '',
      organization_path: one.organization.slice(0, -1),
      session_id: one.session_id,
      session_title: one.session_title,
      session_ordinal: one.session_ordinal,
      held_on: one.held_on,
      period_kind: one.period_kind,
      year: one.year,
      quarter: one.period_kind === 'QUARTER' ? one.quarter : null,
      subject_kind: one.subject_kind,
      subject_name: one.subject_name,
      position: one.position,
      peer_group: one.peer_group,
      subject_organization_id: null,
      subject_organization_name: null,
      subject_organization_path: [],
      person_id: isPerson ? `per_${one.person}` : null,
      person_key: null,
      person_name: isPerson ? one.subject_name : null,
      ...now,
      authority: one.authority,
      recorded_level: one.standing.level,
      recorded_status: one.standing.status,
      electorate: counted,
      base: counted,
      counted,
      marks: Object.fromEntries(
        ballotChoices.map((choice, index) => [choice, one.marks?.[index] ?? null]),
      ) as ImportRow['marks'],
      ruled_level: one.ruled?.level ?? null,
      ruled_status: one.ruled?.status ?? null,
      settled_reason: one.settled_reason,
      policy_id: one.policy_id,
      recorded_at: one.recorded_at,
      decisions: one.decisions,
      supersedes_id: null,
    };
  });

async function recordOf() {
  const store = await sqliteInMemory();
  const observer = { answered: () => {}, appended: () => {}, appendFailed: () => {} };
  const complain = (problem: string, error: unknown) => {
    throw new Error(problem, { cause: error });
  };
  const clerk = new Clerk({
    store,
    policies: [],
    clock: new ServerClock(standingClock(1)),
    complain,
    accessEnded: () => {},
    observer,
  });
  return {
    async take(rows: readonly ImportRow[]) {
      const command = { type: 'ImportResults', rows } as const;
      const answer = await clerk.handle({
        command,
        sessionId: null,
        commandId: crypto.randomUUID(),
        by: { kind: 'ADMIN' },
      });
      return answer.accepted ? importCountsOf(answer.events) : answer.refusal;
    },
    async give(format: ExportFormat) {
      const query = { scope: { of: 'ALL' }, includeSuperseded: true } as const;
      let text = '';
      for await (const chunk of exportResults({ history: store.history, query, format })) text += chunk;
      return text;
    },
  };
}

function rowsOf(text: string, format: ImportFormat): readonly ImportRow[] {
  const read = readFile(text, format);
  if (read.faults.length > 0) throw new Error(JSON.stringify(read.faults));
  return read.rows.filter((row) => row !== null);
}

const formats = [
  ['CSV', 'CSV'],
  ['JSON_LINES', 'JSON'],
] as const;

test.each(formats)(
  '[R84] %s: what an import took is exported, imported elsewhere and exported to the same bytes',
  async (format, read) => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), fc.boolean(), async (given, again) => {
        const source = await recordOf();
        // One a subject and period: two would be one result too many.
        const identity = (one: ImportRow) =>
          JSON.stringify([one.subject_kind, one.organization_name, one.period_kind, one.year, one.person_id]);
        const rows = [...new Map(given.map((one) => [identity(one), one])).values()];
        expect(await source.take(rows)).toMatchObject({ created: rows.length });
        if (again) {
          const changed = rows.map((one) => ({ ...one, position: 'khác', recorded_at: 5 }));
          expect(await source.take(changed)).toMatchObject({ superseding: rows.length });
        }
        const text = await source.give(format);
        const target = await recordOf();
        const exported = rowsOf(text, read);
        expect(await target.take(exported)).toMatchObject({ created: exported.length, unchanged: 0 });
        expect(await target.give(format)).toBe(text);
        expect(await target.take(exported)).toMatchObject({ created: 0, unchanged: exported.length });
        expect(await source.take(exported)).toMatchObject({ created: 0, unchanged: exported.length });
      }),
      { numRuns: 25 },
    );
  },
);
