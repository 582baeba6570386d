import { expect, test } from 'vitest';
import type { Entry } from '../../../src/clerk/entry.ts';
import type { Store } from '../../../src/clerk/ports.ts';
import type { RegistryEvent, SessionEvent } from '../../../src/core/event.ts';
import { type ImportedResult, identityOf, type RecordedResult } from '../../../src/core/result.ts';
import { Room } from '../core.ts';
import { batchOf, entryOf } from './batches.ts';

interface Wanted {
  readonly id: string;
  readonly personId?: string;
  readonly name?: string;
  readonly about?: string;
  readonly year?: number;
}

function recordedOf({
  id,
  personId,
  name = 'Lê An',
  about = 'org_one',
  year = 2020,
}: Wanted): RecordedResult {
  return {
    id,
    reviewId: null,
    organizationId: 'org_top',
    organizationName: 'Đảng bộ huyện',
    period: { kind: 'YEAR', year, quarter: null },
    kind: 'PARTY_MEMBER',
    name,
    position: null,
    peerGroup: 'PARTY_MEMBER',
    subjectOrganizationId: about,
    subjectOrganizationName: 'Đảng bộ xã',
    personId: personId ?? 'per_one',
    personName: name,
    authority: 'DECIDE',
    tally: null,
    outcome: {
      level: 'GOOD',
      status: 'DECIDED',
      authority: 'DECIDE',
      final: true,
      trace: [],
      ruled: null,
      settledReason: null,
    },
    imported: { sessionId: null, title: null, ordinal: null, heldOn: null, policyId: null },
  };
}

function importedOf(wanted: Wanted, more: Partial<ImportedResult> = {}): ImportedResult {
  return { recorded: recordedOf(wanted), recordedAtMs: null, supersedesId: null, decisions: [], ...more };
}

function importing(
  results: readonly ImportedResult[],
  people: Readonly<Record<string, string>>,
): RegistryEvent {
  return {
    type: 'ResultsImported',
    rows: results.length,
    unchanged: 0,
    superseding: 0,
    people: Object.entries(people).map(([personId, fullName]) => ({ personId, fullName })),
    results,
  };
}

function chainOf(journalId: string, ...events: readonly (RegistryEvent | SessionEvent)[]): readonly Entry[] {
  const entries: Entry[] = [];
  for (const event of events) {
    entries.push(entryOf({ journalId, seq: entries.length + 1, event, predecessor: entries.at(-1) ?? null }));
  }
  return entries;
}

function prepared(): Extract<SessionEvent, { type: 'SessionPrepared' }> {
  return { type: 'SessionPrepared', preparation: new Room().session.preparation };
}

function sorted<Row extends object>(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

/** The tests that every store must pass about what imports and exports use of history. */
export function recordContract(open: () => Promise<Store>): void {
  const imported = async (...parts: readonly RegistryEvent[]): Promise<Store['history']> => {
    const { journal, history } = await open();
    await journal.append(batchOf({ entries: chainOf('house', ...parts) }));
    return history;
  };

  test('[R80] [R81] an organisation and a result are there once an entry says so', async () => {
    const { journal, registry } = await open();
    const named = {
      type: 'OrganizationRegistered',
      organizationId: 'org_one',
      name: 'Chi bộ',
      superiorId: null,
    };
    const events = [named, importing([importedOf({ id: 'res_a' })], { per_one: 'Lê An' })] as const;
    await journal.append(batchOf({ entries: chainOf('house', ...(events as readonly RegistryEvent[])) }));
    expect(await registry.organizationExists('org_one')).toBe(true);
    expect(await registry.organizationExists('res_a')).toBe(false);
    expect(await registry.resultExists('res_a')).toBe(true);
    expect(await registry.resultExists('org_one')).toBe(false);
  });

  test('[R83] people are found by their folded names, with each organisation that a result about them is of', async () => {
    const history = await imported(
      { type: 'PersonRegistered', personId: 'per_none', fullName: 'Lê An' },
      importing(
        [
          importedOf({ id: 'res_a' }),
          importedOf({ id: 'res_b', year: 2021 }),
          importedOf({ id: 'res_c', year: 2022, about: 'org_two' }),
          importedOf({ id: 'res_d', personId: 'per_two', name: 'LÊ  ÁN' }),
          importedOf({ id: 'res_e', personId: 'per_other', name: 'Lê Anh' }),
        ],
        { per_one: 'Lê An', per_two: 'LÊ  ÁN', per_other: 'Lê Anh' },
      ),
    );
    const of = (personId: string, fullName: string, organizationId: string) => ({
      personId,
      fullName,
      organizationId,
    });
    expect(sorted(await history.namesakes(['lê ẩn', 'không ai']))).toEqual(
      sorted([
        of('per_one', 'Lê An', 'org_one'),
        of('per_one', 'Lê An', 'org_two'),
        of('per_two', 'LÊ  ÁN', 'org_one'),
      ]),
    );
    expect(await history.namesakes([])).toEqual([]);
  });

  test('[R83] a person keeps the name that it was registered with', async () => {
    const history = await imported(
      { type: 'PersonRegistered', personId: 'per_one', fullName: 'Lê An' },
      importing([importedOf({ id: 'res_a', name: 'Lê Văn An' })], { per_one: 'Lê Văn An' }),
    );
    expect(await history.peopleById(['per_one'], { of: 'ALL' })).toEqual([
      { id: 'per_one', fullName: 'Lê An' },
    ]);
  });

  test('[R84] of the results of one subject and period the one stands that none supersedes', async () => {
    const first = importedOf({ id: 'res_a' });
    const history = await imported(
      importing([first, importedOf({ id: 'res_z', year: 2021 })], { per_one: 'Lê An' }),
      importing([importedOf({ id: 'res_b' }, { supersedesId: 'res_a' })], {}),
    );
    const identity = identityOf(first.recorded);
    expect(await history.standing([identity, 'PARTY_MEMBER per_none YEAR 2020'])).toEqual([
      { identity, id: 'res_b' },
    ]);
    expect(await history.standing([])).toEqual([]);
    expect(await history.successors(['res_a', 'res_b', 'res_none'])).toEqual([
      { id: 'res_b', supersedesId: 'res_a' },
    ]);
    const ids = ['res_a', 'res_b', 'res_none'];
    const links = (await history.resultsById(ids, { of: 'ALL' })).map(
      ({ id, supersedesId, supersededById }) => ({ id, supersedesId, supersededById }),
    );
    expect(sorted(links)).toEqual([
      { id: 'res_a', supersedesId: null, supersededById: 'res_b' },
      { id: 'res_b', supersedesId: 'res_a', supersededById: null },
    ]);
  });

  test('[R84] a result is superseded by one that was there before it', async () => {
    const history = await imported(
      importing([importedOf({ id: 'res_b' }, { supersedesId: 'res_a' })], { per_one: 'Lê An' }),
      importing([importedOf({ id: 'res_a' })], {}),
    );
    const [former] = await history.resultsById(['res_a'], { of: 'ALL' });
    expect(former).toMatchObject({ supersededById: 'res_b' });
    const identity = identityOf(recordedOf({ id: '' }));
    expect(await history.standing([identity])).toEqual([{ identity, id: 'res_b' }]);
  });

  test('[R85] an imported result is of no session, stands as its newest decision, and is of its own time', async () => {
    const decision = {
      level: 'COMPLETED' as const,
      status: 'DECIDED' as const,
      decidedBy: 'Huyện ủy',
      documentNumber: null,
      reason: 'Xét lại',
      atMs: 5,
    };
    const later = { ...decision, level: null, status: 'NOT_RATED' as const, atMs: 6 };
    const decided = importedOf({ id: 'res_a' }, { recordedAtMs: 4, decisions: [decision, later] });
    const plain = importedOf({ id: 'res_b', year: 2021 });
    const part = importing([decided, plain], { per_one: 'Lê An' });
    const history = await imported(part);
    const [entry] = chainOf('house', part);
    const common = { sessionId: null, supersedesId: null, supersededById: null };
    const rows = await history.resultsById(['res_b', 'res_a'], { of: 'ALL' });
    const read = await Promise.all(rows.map(async (row) => ({ ...row, decisions: await row.decisions() })));
    expect(sorted(read)).toEqual(
      sorted([
        {
          ...common,
          id: 'res_a',
          recorded: decided.recorded,
          level: null,
          status: 'NOT_RATED',
          recordedAtMs: 4,
          decisions: [decision, later],
        },
        {
          ...common,
          id: 'res_b',
          recorded: plain.recorded,
          level: 'GOOD',
          status: 'DECIDED',
          recordedAtMs: entry?.atMs,
          decisions: [],
        },
      ]),
    );
  });

  test('[R84] a result that a session records supersedes an imported one', async () => {
    const { journal, history } = await open();
    const former = importedOf({ id: 'res_a' });
    await journal.append(batchOf({ entries: chainOf('house', importing([former], { per_one: 'Lê An' })) }));
    const { imported: _, ...recorded } = recordedOf({ id: 'res_b' });
    const adjourned: SessionEvent = {
      type: 'SessionAdjourned',
      results: [{ ...recorded, reviewId: 'rev_b' }],
    };
    await journal.append(batchOf({ entries: chainOf('ses_one', prepared(), adjourned) }));
    expect(await history.successors(['res_a'])).toEqual([{ id: 'res_b', supersedesId: 'res_a' }]);
    expect(await history.resultsById(['res_b'], { of: 'ALL' })).toMatchObject([
      { sessionId: 'ses_one', supersedesId: 'res_a', supersededById: null },
    ]);
    expect(await history.resultsById(['res_a'], { of: 'ALL' })).toMatchObject([{ supersededById: 'res_b' }]);
    const identity = identityOf(former.recorded);
    expect(await history.standing([identity])).toEqual([{ identity, id: 'res_b' }]);
  });

  test('[R85] where results come from is what their session was last prepared as', async () => {
    const { journal, history } = await open();
    const { preparation } = prepared();
    const revised = { ...preparation, title: 'Hội nghị lần 2', ordinal: 7, heldOn: '2024-02-29' };
    await journal.append(
      batchOf({
        entries: [
          ...chainOf('ses_one', prepared(), { type: 'SessionRevised', preparation: revised }),
          ...chainOf('ses_two', prepared()),
        ],
      }),
    );
    const policyId = preparation.policy.id;
    const { title, ordinal, heldOn } = preparation;
    expect(sorted(await history.origins(['ses_two', 'ses_one', 'ses_none']))).toEqual([
      { sessionId: 'ses_one', title: 'Hội nghị lần 2', ordinal: 7, heldOn: '2024-02-29', policyId },
      { sessionId: 'ses_two', title, ordinal, heldOn, policyId },
    ]);
    expect(await history.origins([])).toEqual([]);
  });
}
