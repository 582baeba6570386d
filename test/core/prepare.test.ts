import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AgendaItemInput, PreparationInput } from '../../src/core/command.ts';
import { idWithin, parseId, resultIdOf } from '../../src/core/ids.ts';
import { limits } from '../../src/core/limits.ts';
import { partsOfWholes } from '../../src/core/policy/facts.ts';
import { identityOf } from '../../src/core/result.ts';
import { mayRevise } from '../../src/core/session.ts';
import { subjectKinds } from '../../src/core/vocabulary.ts';
import { mint, policies, preparationOf, prepared, Room, testSessionId } from '../support/core.ts';

const input = preparationOf();
const [chair, ...others] = input.seats;
const [cell] = input.agenda;
if (chair === undefined || cell === undefined) throw new Error('the preparation of the tests is empty');

const withAgenda = (...agenda: readonly Partial<AgendaItemInput>[]): PreparationInput => ({
  ...input,
  agenda: agenda.map((item, index) => ({ ...cell, key: `k${index}`, name: `Chi bộ k${index}`, ...item })),
});

function taken(one: PreparationInput, more?: Parameters<typeof prepared>[1]) {
  const read = prepared(one, more);
  if (!('preparation' in read)) throw new Error(JSON.stringify(read));
  return read;
}

const item = (
  key: string,
  kind: AgendaItemInput['kind'],
  name: string,
  more: Partial<AgendaItemInput> = {},
): AgendaItemInput => ({ key, kind, name, ...more });

/** What is wrong with a preparation: `path PROBLEM`. */
function wrong(one: PreparationInput, more?: Parameters<typeof prepared>[1]): readonly string[] {
  const read = prepared(one, more);
  return 'preparation' in read
    ? []
    : read.faults.map(({ path, problem }) => `${path.join('.')} ${problem.is}`);
}

describe('a whole preparation', () => {
  test('[R5] is taken as it is given, with the policy and its settings in it', () => {
    const { preparation } = taken({ ...input, ordinal: 20 });
    expect(preparation).toMatchObject({
      title: 'Hội nghị thử',
      ordinal: 20,
      period: { kind: 'YEAR', year: 2023, quarter: null },
      policy: { id: 'vn-124-2023' },
    });
    expect(preparation.settings).toEqual(policies.find(({ id }) => id === 'vn-124-2023')?.settings);
    expect(preparation.agenda.map(({ place, key }) => [place, key])).toEqual([
      [1, 'c1'],
      [2, 'c2'],
    ]);
  });

  test('[R5] keeps the settings of the policy that the session leaves out', () => {
    const { preparation } = taken({ ...input, settings: { base: 'CAST', quorum: null } });
    expect(preparation.settings).toEqual({ ...preparation.policy.settings, base: 'CAST' });
  });

  test('[R5] is refused whole, and every fault is named by its path', () => {
    const faulty: PreparationInput = {
      ...input,
      title: ' ',
      ordinal: 0,
      seats: [chair, { ...chair, fullName: '' }],
      agenda: [{ ...cell, presenterKey: 'nobody', seatKey: 'nobody' }],
      peerGroups: [{ peerGroup: 'Chi bộ', size: -1, counts: [], notRated: 0 }],
    };
    expect(wrong(faulty).toSorted()).toEqual(
      [
        'seats.1.key DOUBLED',
        'seats.1.fullName MISSING',
        'agenda.0.seatKey UNKNOWN',
        'agenda.0.presenterKey UNKNOWN',
        'ordinal OUT_OF_RANGE',
        'title MISSING',
        'peerGroups.0.size OUT_OF_RANGE',
      ].toSorted(),
    );
  });

  test('[R5] needs a seat of the chair or the secretary, and one that may vote', () => {
    expect(
      wrong({ ...input, seats: input.seats.filter(({ role }) => !['CHAIR', 'SECRETARY'].includes(role)) }),
    ).toEqual(['seats NO_CHAIR']);
    expect(wrong({ ...input, seats: input.seats.map((seat) => ({ ...seat, mayVote: false })) })).toEqual([
      'seats NO_VOTER',
    ]);
    expect(wrong({ ...input, seats: input.seats.filter(({ role }) => role !== 'CHAIR') })).toEqual([]);
  });

  test('[R5] gives no guest a vote', () => {
    const { preparation } = taken({
      ...input,
      seats: input.seats.map((seat) => ({ ...seat, mayVote: true })),
    });
    expect(preparation.seats.filter(({ mayVote }) => !mayVote).map(({ role }) => role)).toEqual(['GUEST']);
  });

  test('[R5] has no key twice, and none that differs in space or normal form alone', () => {
    const seats = [...input.seats, { ...chair, key: ' chair\t' }];
    expect(wrong({ ...input, seats })).toEqual([`seats.${input.seats.length}.key DOUBLED`]);
    expect(wrong(withAgenda({ key: 'Tổ'.normalize('NFC') }, { key: 'Tổ'.normalize('NFD') }))).toEqual([
      'agenda.1.key DOUBLED',
    ]);
    const group = { peerGroup: 'Chi bộ', counts: [], notRated: 0 };
    expect(wrong({ ...input, peerGroups: [group, group] })).toEqual(['peerGroups.1.peerGroup DOUBLED']);
  });

  test('[R5] names only items that exist in its facts', () => {
    expect(wrong(withAgenda({ facts: { heads: ['k1', 'k9'], leads: 'k8' } }, {}))).toEqual([
      'agenda.0.facts.heads.1 UNKNOWN',
      'agenda.0.facts.leads UNKNOWN',
    ]);
  });

  test('[R8] refuses circles of what heads and leads what, however long, and names every item in them', () => {
    const circle = withAgenda(
      { facts: { heads: ['k1'] } },
      { facts: { leads: 'k2' } },
      { facts: { heads: ['k0'] } },
      { facts: {} },
    );
    expect(wrong(circle)).toEqual([
      'agenda.0.facts.heads CIRCLE',
      'agenda.1.facts.leads CIRCLE',
      'agenda.2.facts.heads CIRCLE',
    ]);
    expect(wrong(withAgenda({ facts: { leads: 'k0' } }))).toEqual(['agenda.0.facts.leads CIRCLE']);
    const above = withAgenda({ facts: { heads: ['k1'] } }, { facts: { heads: ['k1'] } });
    expect(wrong(above)).toEqual(['agenda.1.facts.heads CIRCLE']);
  });

  test('[R8] takes two ways to the same item, which are no circle', () => {
    const facts = { heads: ['k1', 'k2', 'k1'] };
    expect(wrong(withAgenda({ facts }, { facts: { leads: 'k2' } }, {}))).toEqual([]);
  });

  test.each(partsOfWholes)('[R8] refuses more of %s than of %s', (part, whole) => {
    const given = (one: number, other: number) => withAgenda({ facts: { [part]: one, [whole]: other } });
    expect(wrong(given(4, 3))).toEqual([`agenda.0.facts.${part} PART_OVER_WHOLE`]);
    expect(wrong(given(3, 3))).toEqual([]);
    expect(wrong(withAgenda({ facts: { [part]: 4, [whole]: null } }))).toEqual([]);
    const read = prepared(given(4, 3));
    expect('faults' in read && read.faults[0]?.problem).toEqual({ is: 'PART_OVER_WHOLE', whole });
  });

  test('[R8] takes scores from 0 to 100, and no other', () => {
    const of = (score: string) => wrong(withAgenda({ facts: { score } }));
    expect(['0', '100', '100.00', '89.5', '-0'].map(of)).toEqual([[], [], [], [], []]);
    expect(['-1', '100.01', '1000'].map(of)).toEqual(Array(3).fill(['agenda.0.facts.score NOT_A_SCORE']));
  });

  test('[R8] refuses numbers that are not whole or below nothing, and too many of anything', () => {
    const { agendaItems } = limits;
    expect(wrong(withAgenda({ facts: { targetsMet: -1, unitsTotal: 1.5 } }))).toEqual([
      'agenda.0.facts.targetsMet OUT_OF_RANGE',
      'agenda.0.facts.unitsTotal OUT_OF_RANGE',
    ]);
    const levels = (count: number) =>
      wrong(withAgenda({ facts: { headedLevels: Array(count).fill('GOOD') } }));
    expect([levels(agendaItems), levels(agendaItems + 1)]).toEqual([
      [],
      ['agenda.0.facts.headedLevels TOO_MANY'],
    ]);
  });

  test('[R8] refuses a group smaller than what is known of it', () => {
    const group = (size: number) => ({
      peerGroup: 'PARTY_CELL',
      size,
      counts: [
        { level: 'GOOD', count: 3 },
        { level: 'COMPLETED', count: 1 },
      ] as const,
      notRated: 2,
    });
    expect(wrong({ ...input, peerGroups: [group(8)] })).toEqual([]);
    expect(prepared({ ...input, peerGroups: [group(7)] })).toMatchObject({
      faults: [{ path: ['peerGroups', '0', 'size'], problem: { is: 'SMALLER_THAN_KNOWN', least: 8 } }],
    });
  });

  test('[R8] leaves out facts that are not given', () => {
    const { preparation } = taken(withAgenda({ facts: { degraded: null, exempt: false, targetsMet: 0 } }));
    expect(preparation.agenda[0]?.facts).toEqual({ exempt: false, targetsMet: 0 });
  });

  test('[R5] refuses what is no share, and batches that would disclose a ballot', () => {
    const half = { numerator: 1, denominator: 2 };
    const settings: PreparationInput['settings'] = {
      quorum: { numerator: 4, denominator: 3 },
      quotaRatio: { numerator: 1, denominator: 0 },
      threshold: { share: { numerator: -1, denominator: 2 }, inclusive: true },
      thresholds: [
        { level: 'EXCELLENT', threshold: { share: half, inclusive: true } },
        { level: 'EXCELLENT', threshold: { share: { numerator: 0.5, denominator: 1 }, inclusive: true } },
      ],
      quotaMinimum: -1,
      releaseBatch: limits.smallestReleaseBatch - 1,
    };
    expect(wrong({ ...input, settings })).toEqual([
      'settings.quorum NOT_A_SHARE',
      'settings.quotaRatio NOT_A_SHARE',
      'settings.threshold.share NOT_A_SHARE',
      'settings.thresholds.1.threshold.share NOT_A_SHARE',
      'settings.thresholds.1.level DOUBLED',
      'settings.quotaMinimum OUT_OF_RANGE',
      'settings.releaseBatch OUT_OF_RANGE',
    ]);
  });

  test.each([
    ['2023-02-30', 'NOT_A_DATE'],
    ['11/12/2023', 'NOT_A_DATE'],
    ['0023-12-20', 'DAY_OUT_OF_RANGE'],
    ['1929-12-31', 'DAY_OUT_OF_RANGE'],
    ['2202-01-01', 'DAY_OUT_OF_RANGE'],
    ['1930-02-03', null],
    ['2201-12-31', null],
  ])('[R5] is held on a day of the calendar, in the years of the record: %s', (heldOn, problem) => {
    expect(wrong({ ...input, heldOn })).toEqual(problem === null ? [] : [`heldOn ${problem}`]);
  });

  test('[R5] has an agenda, and no list longer than its limit', () => {
    expect(wrong({ ...input, agenda: [] })).toEqual(['agenda MISSING']);
    const many = <One>(count: number, one: (index: number) => One) =>
      Array.from({ length: count }, (_, index) => one(index));
    const seats = many(limits.seats + 1, (index) => ({ ...chair, key: `s${index}` }));
    expect(wrong({ ...input, seats, agenda: [{ ...cell, presenterKey: null }] })).toEqual(['seats TOO_MANY']);
    const agenda = many(limits.agendaItems + 1, (index) => ({ ...cell, key: `c${index}` }));
    expect(wrong({ ...input, agenda })).toEqual(['agenda TOO_MANY']);
    const targets = many(limits.targets + 1, () => ({ name: 'x', planned: 1, achieved: 1, exceeded: false }));
    expect(wrong(withAgenda({ report: { targets } }))).toEqual(['agenda.0.report.targets TOO_MANY']);
  });
});

describe('the policy', () => {
  test.each([
    ['YEAR', 2023, null, '2024-01-15', 'vn-124-2023', []],
    ['YEAR', 2022, null, '2023-12-11', 'vn-124-2023', ['policyId NOT_IN_FORCE']],
    ['YEAR', 2022, null, '2023-12-11', 'vn-132-2018', []],
    ['YEAR', 2025, null, '2025-12-11', 'vn-124-2023', ['policyId NOT_IN_FORCE']],
    ['YEAR', 2025, null, '2025-12-11', 'vn-366-2025', []],
    ['QUARTER', 2023, 3, '2023-12-11', 'vn-132-2018', []],
    ['QUARTER', 2023, 4, '2023-10-03', 'vn-132-2018', ['policyId NOT_IN_FORCE']],
    ['QUARTER', 2025, 2, '2025-09-01', 'vn-124-2023', []],
    ['QUARTER', 2025, 3, '2025-07-01', 'vn-124-2023', ['policyId NOT_IN_FORCE']],
    ['TERM', 2025, null, '2025-08-29', 'vn-124-2023', []],
    ['TERM', 2025, null, '2025-08-30', 'vn-124-2023', ['policyId NOT_IN_FORCE']],
    ['AD_HOC', 2023, null, '2023-10-04', 'vn-124-2023', []],
    ['AD_HOC', 2023, null, '2023-10-03', 'vn-124-2023', ['policyId NOT_IN_FORCE']],
  ] as const)(
    '[R5] %s %i (quarter %s), held on %s, under %s: %j',
    (kind, year, quarter, heldOn, policyId, faults) => {
      expect(wrong({ ...input, period: { kind, year, quarter }, heldOn, policyId })).toEqual(faults);
    },
  );

  test('[R5] the quarter is given for a QUARTER and for nothing else', () => {
    for (const [kind, quarter] of [
      ['QUARTER', null],
      ['QUARTER', 0],
      ['QUARTER', 5],
      ['YEAR', 1],
    ] as const) {
      expect(wrong({ ...input, period: { kind, year: 2024, quarter } })).toEqual([
        'period.quarter QUARTER_ONLY',
      ]);
    }
  });

  test('[R4] [R5] one that is not there is not found, whatever else is wrong', () => {
    expect(prepared({ ...input, title: '', policyId: 'vn-000' })).toMatchObject({
      code: 'NOT_FOUND',
      faults: [{ path: ['policyId'] }],
    });
  });
});

describe('organisations and people', () => {
  const district = { id: 'org_0000000000000001', name: 'Đảng bộ huyện Thử', superiorId: null };
  const commune = { id: 'org_0000000000000002', name: 'Đảng bộ xã Thử', superiorId: district.id };

  test('[R6] are registered when they are new, superiors first', () => {
    const { preparation, registered } = taken(input);
    const names = registered.flatMap((event) =>
      event.type === 'OrganizationRegistered' ? [event.name] : [],
    );
    expect(names).toEqual(['Đảng bộ huyện Thử', 'Đảng bộ xã Thử', 'Chi bộ 1', 'Chi bộ 2']);
    expect(registered).toContainEqual({
      type: 'OrganizationRegistered',
      organizationId: preparation.agenda[0]?.organizationId,
      name: 'Chi bộ 1',
      superiorId: preparation.organization.id,
    });
    expect(registered.filter(({ type }) => type === 'PersonRegistered')).toHaveLength(input.seats.length);
  });

  test('[R6] are found by name below the same superior, in whatever normal form', () => {
    const known = { organizations: [district, commune] };
    const organization = { name: ` ${commune.name.normalize('NFD')}`, superior: { name: district.name } };
    const { preparation, registered } = taken({ ...input, organization }, { known });
    expect(preparation.organization.id).toBe(commune.id);
    const names = registered.flatMap((event) =>
      event.type === 'OrganizationRegistered' ? [event.name] : [],
    );
    expect(names).toEqual(['Chi bộ 1', 'Chi bộ 2']);
  });

  test('[R6] [R7] are found by name, had it been written with other spaces', () => {
    const before = { ...commune, name: 'Đảng bộ  xã\u00a0Thử' };
    const { preparation, registered } = taken(input, { known: { organizations: [district, before] } });
    expect(preparation.organization.id).toBe(commune.id);
    expect(
      registered.some((event) => event.type === 'OrganizationRegistered' && event.name === commune.name),
    ).toBe(false);
  });

  test('[R6] a person who is known has one name, whatever stands beside the id; a subject has the name that is given', () => {
    const known = { organizations: [], people: [{ id: 'per_1', fullName: 'Ai đó' }] };
    const seats = [{ ...chair, personId: 'per_1', fullName: 'Ai khác' }, ...others];
    const agenda = [
      { key: 'a', kind: 'PARTY_MEMBER' as const, name: 'Ai nữa', personId: 'per_1' },
      { key: 'b', kind: 'LEADER' as const, name: 'Bí thư', seatKey: chair.key },
    ];
    const { preparation, registered } = taken({ ...input, seats, agenda }, { known });
    expect(preparation.seats[0]).toMatchObject({ personId: 'per_1', fullName: 'Ai đó' });
    expect(preparation.agenda).toMatchObject([
      { name: 'Ai nữa', personId: 'per_1', personName: 'Ai đó' },
      { name: 'Bí thư', personId: 'per_1', personName: 'Ai đó' },
    ]);
    expect(registered.some((event) => event.type === 'PersonRegistered' && event.personId === 'per_1')).toBe(
      false,
    );
  });

  test('[R6] of the same name below another superior are others', () => {
    const elsewhere = { ...commune, superiorId: 'org_0000000000000009' };
    const { preparation } = taken(input, { known: { organizations: [district, elsewhere] } });
    expect(preparation.organization.id).not.toBe(elsewhere.id);
  });

  test('[R6] are found by id, and NOT_FOUND where the id names nothing', () => {
    const known = { organizations: [district, commune], people: [{ id: 'per_1', fullName: 'Ai đó' }] };
    const byId = { ...input, organization: { id: commune.id, name: 'whatever' } };
    expect(taken(byId, { known }).preparation.organization).toMatchObject({ name: commune.name });
    const person = { ...input, seats: [{ ...chair, personId: 'per_1' }, ...others] };
    expect(taken(person, { known }).preparation.seats[0]?.personId).toBe('per_1');
    expect(wrong(byId)).toEqual(['organization.id UNKNOWN']);
    expect(wrong({ ...input, organization: { name: 'x', superior: { id: 'org_9', name: 'y' } } })).toEqual([
      'organization.superior.id UNKNOWN',
    ]);
    expect(wrong(person)).toEqual(['seats.0.personId UNKNOWN']);
    expect(wrong(withAgenda({ kind: 'LEADER', personId: 'per_9' }))).toEqual(['agenda.0.personId UNKNOWN']);
    expect(wrong(withAgenda({ organizationId: 'org_9' }))).toEqual(['agenda.0.organizationId UNKNOWN']);
  });

  test('[R6] a chain of superiors has an end', () => {
    let organization: PreparationInput['organization'] = { name: 'top' };
    for (let depth = 0; depth < 10_000; depth += 1)
      organization = { name: `${depth}`, superior: organization };
    expect(wrong({ ...input, organization }).some((fault) => fault.endsWith('TOO_MANY'))).toBe(true);
  });

  test('[R6] of the agenda: a unit is below the session’s organisation, the organisation is itself', () => {
    const { preparation, registered } = taken(
      withAgenda(
        { kind: 'PARTY_ORGANIZATION', name: 'Đảng bộ xã Thử' },
        { kind: 'PARTY_ORGANIZATION', name: 'Đảng bộ cơ sở' },
        { kind: 'LEADERSHIP_COLLECTIVE', name: 'Ban Thường vụ' },
        { kind: 'PARTY_MEMBER', name: 'Đảng viên 01' },
      ),
    );
    const [itself, unit, collective, member] = preparation.agenda;
    expect(itself?.organizationId).toBe(preparation.organization.id);
    expect(unit?.organizationId).not.toBe(preparation.organization.id);
    expect(collective).toMatchObject({ organizationId: preparation.organization.id, personId: null });
    expect(registered).toContainEqual({
      type: 'PersonRegistered',
      personId: member?.personId,
      fullName: 'Đảng viên 01',
    });
  });

  test.each<[string, AgendaItemInput[], string[]]>([
    [
      'two units of one name',
      [item('a', 'PARTY_CELL', 'Chi bộ Mầm non'), item('b', 'PARTY_CELL', ' Chi  bộ Mầm non')],
      ['agenda.1.name NAME 1'],
    ],
    [
      'three of one name, each like the first',
      [
        item('a', 'PARTY_CELL', 'Chi bộ 2'),
        item('b', 'PARTY_CELL', 'Chi bộ 1'),
        item('c', 'PARTY_CELL', 'Chi bộ 1'),
        item('d', 'PARTY_CELL', 'Chi bộ 1'),
      ],
      ['agenda.2.name NAME 2', 'agenda.3.name NAME 2'],
    ],
    [
      'the organisation itself twice, by its name and by its id',
      [
        item('a', 'PARTY_ORGANIZATION', 'Đảng bộ xã Thử'),
        item('b', 'PARTY_ORGANIZATION', 'Đảng bộ', { organizationId: commune.id }),
      ],
      ['agenda.1.organizationId ORGANIZATION 1'],
    ],
    [
      'one organisation twice by id, under two names',
      [
        item('a', 'PARTY_CELL', 'Chi bộ 1', { organizationId: district.id }),
        item('b', 'PARTY_CELL', 'Chi bộ 2', { organizationId: district.id }),
      ],
      ['agenda.1.organizationId ORGANIZATION 1'],
    ],
    [
      'two collectives whose names fold to one',
      [
        item('a', 'LEADERSHIP_COLLECTIVE', 'Ban Thường vụ'),
        item('b', 'LEADERSHIP_COLLECTIVE', 'BAN THƯỜNG VU', { organizationId: commune.id }),
      ],
      ['agenda.1.name COLLECTIVE 1'],
    ],
    [
      'one person by id',
      [
        item('a', 'PARTY_MEMBER', 'Ai đó', { personId: 'per_1' }),
        item('b', 'PARTY_MEMBER', 'Ai khác', { personId: 'per_1' }),
      ],
      ['agenda.1.personId PERSON 1'],
    ],
    [
      'one seat, and the id of who sits on it',
      [
        item('a', 'LEADER', 'Bí thư', { personId: 'per_1' }),
        item('b', 'LEADER', 'Ai đó', { seatKey: chair.key }),
        item('c', 'LEADER', 'Ai đó', { seatKey: chair.key }),
      ],
      ['agenda.1.seatKey PERSON 1', 'agenda.2.seatKey PERSON 1'],
    ],
    [
      'of two kinds, of two organisations, of two people, or by names that differ',
      [
        item('a', 'PARTY_CELL', 'Chi bộ 1'),
        item('b', 'PARTY_CELL', 'Chi bộ 1', { organizationId: district.id }),
        item('c', 'PARTY_ORGANIZATION', 'Chi bộ 1'),
        item('d', 'LEADERSHIP_COLLECTIVE', 'Chi bộ 1'),
        item('e', 'LEADERSHIP_COLLECTIVE', 'Chi bộ 1', { organizationId: district.id }),
        item('f', 'PARTY_CELL', 'CHI BỘ 1'),
        item('g', 'LEADER', 'Ai đó', { personId: 'per_1' }),
        item('h', 'PARTY_MEMBER', 'Ai đó', { personId: 'per_1' }),
        item('i', 'PARTY_MEMBER', 'Ai đó'),
        item('j', 'PARTY_MEMBER', 'Ai đó'),
      ],
      [],
    ],
  ])('[R6] no two items of one kind are about the same: %s', (_, agenda, told) => {
    const known = { organizations: [district, commune], people: [{ id: 'per_1', fullName: 'Ai đó' }] };
    const seats = [{ ...chair, personId: 'per_1' }, ...others];
    const organization = { id: commune.id, name: '' };
    const read = prepared({ ...input, organization, seats, agenda }, { known });
    const faults = 'faults' in read ? read.faults : [];
    expect(
      faults.map(({ path, problem }) =>
        problem.is === 'SAME_SUBJECT' ? `${path.join('.')} ${problem.by} ${problem.item}` : problem.is,
      ),
    ).toEqual(told);
  });

  test('[R6] names that are missing are not the same name; a seat or an item that is kept may be named by its person’s id', () => {
    expect(wrong(withAgenda({ name: '' }, { name: ' ' }))).toEqual([
      'agenda.0.name MISSING',
      'agenda.1.name MISSING',
    ]);
    const member = item('a', 'PARTY_MEMBER', 'Ai đó');
    const { preparation: former } = taken({ ...input, agenda: [member] });
    const personId = former.agenda[0]?.personId ?? '';
    const known = { people: [{ id: personId, fullName: 'Ai đó' }] };
    const again = item('b', 'PARTY_MEMBER', 'Ai đó', { personId });
    expect(wrong({ ...input, agenda: [again, member] }, { former, known })).toEqual([
      'agenda.1.name SAME_SUBJECT',
    ]);
    expect(wrong({ ...input, agenda: [member, again] }, { former, known })).toEqual([
      'agenda.1.personId SAME_SUBJECT',
    ]);
  });

  test('[R6] of a preparation that is taken no two results would be of one identity, and only such are refused', () => {
    const known = { organizations: [district, commune], people: [{ id: 'per_1', fullName: 'Ai đó' }] };
    const some = fc.record({
      kind: fc.constantFrom(...subjectKinds),
      name: fc.constantFrom('Chi bộ 1', 'CHI BỘ 1', 'Chi bo 1', 'Đảng bộ xã Thử'),
      organizationId: fc.constantFrom(null, null, commune.id, district.id),
      personId: fc.constantFrom(null, null, 'per_1'),
      seatKey: fc.constantFrom(null, null, null, 'chair', 'v2'),
    });
    let refused = 0;
    fc.assert(
      fc.property(fc.array(some, { minLength: 3, maxLength: 8 }), (items) => {
        const agenda = items.map((one, at) => ({ ...one, key: `k${at}` }));
        const read = prepared({ ...input, organization: { id: commune.id, name: '' }, agenda }, { known });
        if ('faults' in read) {
          refused += 1;
          expect(new Set(read.faults.map(({ problem }) => problem.is))).toEqual(new Set(['SAME_SUBJECT']));
          const left = agenda.filter((_, at) => !read.faults.some(({ path }) => path[1] === String(at)));
          expect(
            wrong({ ...input, organization: { id: commune.id, name: '' }, agenda: left }, { known }),
          ).toEqual([]);
          return;
        }
        const room = new Room(read).convened();
        for (const { key } of agenda) {
          const reviewId = room.reviewId(key);
          room.openReview(key);
          room.given({ type: 'SettleOutcome', reviewId, level: 'GOOD', reason: 'Nhất trí.' }, 'chair');
        }
        const [adjourned] = room.given({ type: 'AdjournSession' }, 'chair');
        const results = adjourned?.type === 'SessionAdjourned' ? adjourned.results : [];
        expect(new Set(results.map(identityOf)).size).toBe(agenda.length);
      }),
      { seed: 20231211 },
    );
    expect(refused).toBeGreaterThan(10);
  });

  test('[R57] authority is the policy’s for the kind, unless the item has its own', () => {
    const items = withAgenda(
      { kind: 'PARTY_CELL' },
      { kind: 'LEADER' },
      { kind: 'LEADER', authority: 'DECIDE' },
    );
    const authorities = taken(items).preparation.agenda.map(({ authority }) => authority);
    expect(authorities).toEqual(['DECIDE', 'PROPOSE', 'DECIDE']);
  });
});

describe('text of a preparation', () => {
  test('[R7] is kept in NFC without space around it', () => {
    const { preparation } = taken({
      ...input,
      title: `  ${'Hội nghị'.normalize('NFD')}\n`,
      seats: [{ ...chair, fullName: ' Nguyễn Thị Hà '.normalize('NFD') }, ...others],
    });
    expect(preparation.title).toBe('Hội nghị'.normalize('NFC'));
    expect(preparation.seats[0]?.fullName).toBe('Nguyễn Thị Hà'.normalize('NFC'));
  });

  test('[R7] of a named fact is read, and no item has more of them than the limit', () => {
    const named = (count: number) =>
      withAgenda({ facts: { named: Array.from({ length: count }, (_, index) => ({ name: `f${index}` })) } });
    expect(wrong(withAgenda({ facts: { named: [{ name: '\u0000' }] } }))).toEqual([
      'agenda.0.facts.named.0.name CONTROL_CHARACTER',
    ]);
    expect(wrong(named(limits.namedFacts))).toEqual([]);
    expect(wrong(named(limits.namedFacts + 1))).toEqual(['agenda.0.facts.named TOO_MANY']);
  });

  test('[R7] is kept in NFC in its facts too', () => {
    const facts = { named: [{ name: ' Tổ dân phố '.normalize('NFD'), flag: true }], heads: [' k1 '] };
    const { preparation } = taken(withAgenda({ facts }, {}));
    expect(preparation.agenda[0]?.facts).toEqual({
      named: [{ name: 'Tổ dân phố'.normalize('NFC'), flag: true }],
      heads: ['k1'],
    });
  });

  test('[R7] is refused over its limit and with control characters', () => {
    expect(wrong({ ...input, title: 'x'.repeat(limits.titleLength + 1) })).toEqual(['title TOO_LONG']);
    expect(wrong({ ...input, title: 'a\u0000b' })).toEqual(['title CONTROL_CHARACTER']);
    expect(wrong(withAgenda({ report: { achievements: '\u0007 x', targets: [] } }))).toEqual([
      'agenda.0.report.achievements CONTROL_CHARACTER',
    ]);
  });
});

describe('a second preparation', () => {
  test('[R1] replaces the first; a seat that keeps its key keeps its id and its person', () => {
    const { preparation: former } = taken(input);
    const seats = [
      { ...chair, key: 'new', fullName: 'Người mới', role: 'DELEGATE' as const },
      ...input.seats,
    ];
    const { preparation, registered } = taken({ ...input, title: 'Khác', seats }, { former });
    expect(preparation.title).toBe('Khác');
    expect(preparation.seats.slice(1)).toEqual(former.seats);
    expect(registered.filter(({ type }) => type === 'PersonRegistered')).toHaveLength(1);
    expect(former.seats.map(({ id }) => id)).not.toContain(preparation.seats[0]?.id);
  });

  test('[R1] leaves the presence of the seats that stay', () => {
    const room = new Room(input).presence('v2', 'EXCUSED').presence('v3', 'PRESENT');
    const stay = input.seats.filter(({ key }) => key !== 'v3');
    const { preparation } = taken({ ...input, seats: [...stay, { ...chair, key: 'late' }] });
    room.happened([{ type: 'SessionRevised', preparation }]);
    expect([...room.session.presence.keys()]).toEqual(preparation.seats.map(({ id }) => id));
    expect(room.session.presence.get(room.seatId('v2'))).toBe('EXCUSED');
    expect(room.session.presence.get(room.seatId('late'))).toBe('EXPECTED');
  });

  test('[R1] [R3] comes before convening only', () => {
    const room = new Room(input);
    expect(mayRevise(room.session)).toBeNull();
    room.convened();
    expect(mayRevise(room.session)).toMatchObject({ code: 'SESSION_CONVENED' });
    room.given({ type: 'AdjournSession' }, 'chair');
    expect(mayRevise(room.session)).toMatchObject({ code: 'SESSION_ADJOURNED' });
  });
});

test('[R1] ids say what they name and in which session; nothing else is an id', () => {
  const review = idWithin('rev', testSessionId, 'abc');
  expect(parseId(review)).toEqual({ kind: 'rev', sessionId: testSessionId });
  expect(parseId(resultIdOf(review))).toEqual({ kind: 'res', sessionId: testSessionId });
  expect(parseId(testSessionId)).toEqual({ kind: 'ses', sessionId: testSessionId });
  expect(parseId(`org_${mint('x')}`)).toEqual({ kind: 'org', sessionId: null });
  expect(parseId(`${testSessionId}_abc`)).toEqual({ kind: 'ses', sessionId: null });
  for (const id of ['', 'rev', 'abc_0123456789abcdef', 'rev_short', `${review}_x`, `${review}\n`, 'REV_x']) {
    expect(parseId(id)).toBeNull();
  }
});
