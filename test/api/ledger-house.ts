import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { outcomeStatuses, qualityLevels, type SubjectKind } from '../../src/core/vocabulary.ts';
import { type Any, newId, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import { type Asked, type Drawn, type Filter, Ledger, type Line, type Path, personNames } from './ledger.ts';

// A server that is told all that a ledger is told, for the tests of a file.

const province = 'Tỉnh ủy Thử';
export const districts: readonly Path[] = ['Huyện ủy Ân', 'Huyện ủy Đông', 'Huyện ủy An'].map((name) => [
  province,
  name,
]);
export const organizations: readonly Path[] = [
  [province],
  ...districts.flatMap((district) => [
    district,
    ...['Đảng bộ xã Đoài', 'Đảng bộ xã Ấp'].map((name) => [...district, name]),
  ]),
];
/** Whose keys ask: one of a district, one of a commune. */
export const keyHolders = [districts[1], organizations[2]] as readonly Path[];

const kinds: readonly SubjectKind[] = [
  'PARTY_MEMBER',
  'PARTY_MEMBER',
  'LEADER',
  'PARTY_CELL',
  'PARTY_ORGANIZATION',
  'LEADERSHIP_COLLECTIVE',
];
const years = { min: 2019, max: 2024 };
const peerGroups = ['Đảng viên', 'Cán bộ', 'Chi bộ'];

export const drawn: fc.Arbitrary<Drawn> = fc.record({
  organization: fc.constantFrom(...organizations),
  kind: fc.constantFrom(...kinds),
  who: fc.nat(40),
  year: fc.integer(years),
  heldOn: fc.option(fc.constantFrom('2020-01-15', '2021-12-11', '2023-12-11', '2024-12-31')),
  level: fc.constantFrom(...qualityLevels, ...qualityLevels, null),
  proposed: fc.boolean(),
  peerGroup: fc.constantFrom(...peerGroups),
});

/** A piece of a name as somebody may type it. */
export const typed: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...personNames, 'Chi bộ Ấp 3', 'Tập thể Chi bộ Đường 2', 'Đảng bộ xã Đoài'),
    fc.nat(8),
    fc.integer({ min: 0, max: 9 }),
    fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => text.toLocaleUpperCase('vi'),
      (text) => text.toLocaleLowerCase('vi'),
      (text) => text.normalize('NFD'),
      (text) => text.normalize('NFD').replace(/\p{M}/gu, ''),
      (text) => text.replace(/đ/g, 'd').replace(/Đ/g, 'D'),
    ),
  )
  // A space at either end is not searched for.
  .map(([name, from, size, write]) => write(name.slice(from, from + size).trim()));

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 4 });

/** Every field of ResultFilter, alone and together. */
export const filter: fc.Arbitrary<Filter> = fc
  .record({
    organization: maybe(fc.constantFrom(...organizations)),
    includeSubordinates: maybe(fc.boolean()),
    fromYear: maybe(fc.integer(years)),
    toYear: maybe(fc.integer(years)),
    kinds: maybe(fc.subarray([...new Set(kinds)])),
    levels: maybe(fc.subarray([...qualityLevels])),
    statuses: maybe(fc.subarray([...outcomeStatuses])),
    includeSuperseded: maybe(fc.boolean()),
    search: maybe(typed),
  })
  .chain((all) =>
    fc
      .subarray(Object.keys(all))
      .map((kept) => Object.fromEntries(kept.map((key) => [key, all[key as keyof Filter]]))),
  )
  .map((given) => given as Filter);

export const asked: fc.Arbitrary<Asked> = fc.record({
  scope: fc.constantFrom(null, null, ...keyHolders),
  root: fc.oneof(
    { arbitrary: fc.constant(null), weight: 4 },
    fc.record({ organization: fc.constantFrom(...organizations) }),
    fc.record({ person: fc.nat(40).map((who) => `người ${who}`) }),
  ),
  filter,
});

export interface LedgerHouse {
  readonly ledger: Ledger;
  house: TestHouse;
  /** An operation without errors. */
  ask(query: string, variables?: object, scope?: Path | null): Promise<Any>;
  take(drawn: readonly Drawn[]): Promise<void>;
  decide(line: Line, level: Line['level']): Promise<void>;
  token(scope: Path | null): string;
  organizationId(path: Path): string;
  pathOf(organizationId: string): Path;
  /** The filter as the API takes it. */
  wire(filter: Filter): object;
  /** The id of what is asked below; null where the record has none. */
  nodeId(root: Asked['root']): string | null;
}

export function ledgerHouse(first: number): LedgerHouse {
  const ledger = new Ledger();
  const tokens = new Map<string, string>();
  const ids = new Map<string, string>();
  const paths = new Map<string, Path>();

  const learn = async (rows: readonly { readonly id: string }[]) => {
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Result { id organization { id }
      subject { person { id } organization { id } } } } }`;
    for (let at = 0; at < rows.length; at += 100) {
      const some = rows.slice(at, at + 100).map(({ id }) => id);
      for (const node of (await at_.ask(query, { ids: some })).nodes) {
        const line = ledger.lines.find(({ id }) => id === node.id);
        if (line === undefined) throw new Error(`${node.id} was not imported`);
        const note = (path: Path, id: string) => {
          ids.set(path.join('/'), id);
          paths.set(id, path);
        };
        note(line.organization, node.organization.id);
        note(line.about, node.subject.organization.id);
        if (line.person !== null) ids.set(line.person, node.subject.person.id);
      }
    }
  };
  const at_: LedgerHouse = {
    ledger,
    house: undefined as never,
    ask: (query, variables = {}, scope = null) =>
      told(at_.house.address, at_.token(scope), query, { ...variables }),
    async take(some) {
      const rows = ledger.take(some);
      if (rows.length === 0) return;
      const input = { commandId: newId(), format: 'JSON', dryRun: false, content: JSON.stringify(rows) };
      const { importResults } = await at_.ask(
        `mutation ($input: ImportResultsInput!) { importResults(input: $input) { __typename
          ... on ImportReport { committed created errors { row column message } } } }`,
        { input },
      );
      expect(importResults).toMatchObject({ committed: true, created: rows.length });
      await learn(rows);
    },
    async decide({ id }, level) {
      ledger.decide(id, level);
      const input = { commandId: newId(), resultId: id, level, decidedBy: 'Tỉnh ủy', reason: 'Xét lại' };
      const { recordDecision } = await at_.ask(
        'mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) { __typename } }',
        { input },
      );
      expect(recordDecision.__typename).toBe('DecisionRecorded');
    },
    token: (scope) => (scope === null ? adminToken : (tokens.get(scope.join('/')) ?? '')),
    organizationId: (path) => ids.get(path.join('/')) ?? '',
    pathOf: (id) => paths.get(id) ?? [],
    wire: ({ organization, ...rest }) => ({
      ...rest,
      ...(organization && { organizationId: at_.organizationId(organization) }),
    }),
    nodeId: (root) =>
      root === null ? null : (ids.get('person' in root ? root.person : root.organization.join('/')) ?? null),
  };
  beforeAll(async () => {
    at_.house = await openTestHouse();
    // One of every organisation, so that each has its id; then what is drawn, in a few imports that rate some again.
    const [one] = fc.sample(drawn, { numRuns: 1, seed: 1 });
    await at_.take(
      organizations.map((organization) => ({
        ...(one as Drawn),
        organization,
        kind: 'PARTY_MEMBER',
        who: organizations.indexOf(organization),
      })),
    );
    for (const seed of [2, 3, 4]) await at_.take(fc.sample(drawn, { numRuns: Math.ceil(first / 3), seed }));
    for (const scope of keyHolders) {
      tokens.set(scope.join('/'), await newKey(at_.house.address, at_.organizationId(scope)));
    }
  });
  afterAll(() => at_.house.stop());
  return at_;
}
