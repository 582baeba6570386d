import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { documentIdOf } from '../../src/api/limits/documents.ts';
import { type Any, newId } from '../support/client.ts';
import { newKey } from '../support/keys.ts';
import { statementsOf } from '../support/statements.ts';
import { threeSessions } from './record.ts';

// The twelve documented queries: what they answer, by text and by hash, and how many SQL statements they take, whatever they find.

const folder = 'schema/cookbook';
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.graphql') ? [file.slice(0, -8)] : []));
const textOf = (name: string) => readFileSync(join(folder, `${name}.graphql`), 'utf8');

const of = threeSessions();
let key = '';
const ids = { result: '', person: '', organization: '', above: '' };

beforeAll(async () => {
  key = await newKey(of.house.address);
  const { results, people } = await of.asked(`{
    results(first: 1, filter: { search: "chi bộ 07" }) { edges { node { id } } }
    people(first: 1, search: "Đỗ Đức") { edges { node { id } } } }`);
  ids.result = results.edges[0].node.id;
  ids.person = people.edges[0].node.id;
  ids.organization = await of.organizationId('Đảng bộ xã Một');
  ids.above = await of.organizationId('Đảng bộ huyện Thử');
  const decision = { level: 'GOOD', decidedBy: 'Huyện ủy', documentNumber: '12-QĐ/HU', reason: 'Phúc tra' };
  const record = `mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) { __typename } }`;
  await of.asked(record, { input: { commandId: newId(), resultId: ids.result, ...decision } });
});

interface Dish {
  readonly few: () => object;
  readonly many: () => object;
  /** Of SQL, for what was never counted before, and for what is asked again. */
  readonly statements: readonly [number, number];
  readonly shows: (data: Any, many: Any) => void;
}

const nodes = (connection: Any): Any[] => connection.edges.map(({ node }: Any) => node);

const dishes: Readonly<Record<string, Dish>> = {
  results: {
    few: () => ({ first: 2, filter: { levels: ['EXCELLENT', 'GOOD'] }, orderBy: { by: 'NAME' } }),
    many: () => ({ first: 100, filter: { levels: ['EXCELLENT', 'GOOD'] }, orderBy: { by: 'NAME' } }),
    statements: [2, 1],
    shows: ({ results }, many) => {
      expect([results.totalCount, results.pageInfo.hasNextPage]).toEqual([16, true]);
      expect(nodes(results)[0].subject.name).toBe('Lê An');
      expect(nodes(many.results)).toHaveLength(16);
    },
  },
  search: {
    few: () => ({ text: 'DUC', first: 1 }),
    many: () => ({ text: 'a', first: 50 }),
    statements: [4, 4],
    shows: ({ people, results }, many) => {
      expect(nodes(people).map(({ fullName }) => fullName)).toEqual(['Đỗ Đức']);
      expect(nodes(results)[0].level).toBe('GOOD');
      expect(nodes(many.organizations).map(({ name }) => name)).toContain('Đảng bộ xã Hai');
    },
  },
  organizations: {
    few: () => ({ first: 2 }),
    many: () => ({ first: 100 }),
    statements: [2, 2],
    shows: (_, { organizations }) => {
      expect(nodes(organizations)).toHaveLength(20);
      expect(nodes(organizations).find(({ name }) => name === 'Chi bộ 07').superior.name).toBe(
        'Đảng bộ xã Một',
      );
    },
  },
  'organization-record': {
    few: () => ({ id: ids.organization, first: 2 }),
    many: () => ({ id: ids.organization, first: 100 }),
    statements: [6, 5],
    shows: ({ node }, many) => {
      expect([node.name, node.superior.name, node.results.totalCount]).toEqual([
        'Đảng bộ xã Một',
        'Đảng bộ huyện Thử',
        18,
      ]);
      expect(nodes(node.subordinates)).toHaveLength(18);
      expect(nodes(many.node.results)).toHaveLength(18);
    },
  },
  'person-record': {
    few: () => ({ id: ids.person, first: 1 }),
    many: () => ({ id: ids.person, first: 100 }),
    statements: [4, 3],
    shows: ({ node }) => {
      expect(node.fullName).toBe('Đỗ Đức');
      expect(nodes(node.results)[0]).toMatchObject({ period: { year: 2024 }, level: 'GOOD', decisions: [] });
    },
  },
  'years-and-levels': {
    few: () => ({ filter: { toYear: 2023 } }),
    many: () => ({}),
    statements: [2, 0],
    shows: (_, { years, levels }) => {
      // One of the eighteen cells was EXCELLENT until a later decision.
      expect(years).toEqual([
        { year: 2023, count: 18, excellent: 1, baseCount: 6 },
        { year: 2024, count: 9, excellent: 0, baseCount: 9 },
      ]);
      expect(levels).toContainEqual({ year: 2024, level: 'GOOD', count: 9 });
      expect(levels.reduce((sum: number, { count }: Any) => sum + count, 0)).toBe(27);
    },
  },
  'organizations-compared': {
    few: () => ({ filter: { toYear: 2023 } }),
    many: () => ({}),
    statements: [3, 2],
    shows: (_, { statistics }) => {
      expect(
        statistics.map((row: Any) => [row.organization.name, row.year, row.subjectKind, row.count]).sort(),
      ).toEqual([
        ['Đảng bộ xã Hai', 2024, 'PARTY_MEMBER', 9],
        ['Đảng bộ xã Một', 2023, 'PARTY_CELL', 18],
      ]);
    },
  },
  sessions: {
    few: () => ({ first: 1 }),
    many: () => ({ first: 100 }),
    statements: [3, 3],
    shows: ({ sessions }, many) => {
      expect(sessions.totalCount).toBe(3);
      expect(nodes(many.sessions).map(({ heldOn }) => heldOn)).toEqual([
        '2024-12-01',
        '2024-01-15',
        '2023-12-11',
      ]);
    },
  },
  'result-explained': {
    few: () => ({ id: ids.result }),
    many: () => ({ id: ids.result }),
    statements: [2, 2],
    shows: ({ node }) => {
      expect(node.outcome).toMatchObject({ level: 'EXCELLENT', settledReason: 'Tập thể thống nhất' });
      expect(node.policy.id).toBe('vn-124-2023');
      expect(node.outcome.trace.length).toBeGreaterThan(0);
    },
  },
  'later-decisions': {
    few: () => ({ first: 3, filter: { includeSuperseded: true, kinds: ['PARTY_CELL'] } }),
    many: () => ({ first: 100 }),
    statements: [4, 4],
    shows: (_, { results }) => {
      const found = nodes(results);
      expect(found).toHaveLength(29);
      const decided = found.filter(({ decisions }) => decisions.length > 0);
      expect(decided).toHaveLength(1);
      expect(decided[0]).toMatchObject({
        level: 'GOOD',
        outcome: { level: 'EXCELLENT' },
        decisions: [{ level: 'GOOD', decidedBy: 'Huyện ủy', documentNumber: '12-QĐ/HU' }],
      });
      expect(found.filter(({ supersedes }) => supersedes !== null)).toHaveLength(2);
    },
  },
  refresh: {
    few: () => ({ ids: [ids.result, ids.person, ids.organization, 'res_unknown'] }),
    many: () => ({ ids: [ids.result, ids.person, ids.organization, ids.above] }),
    statements: [3, 3],
    shows: ({ nodes: found }) => {
      expect(found.map((one: Any) => one?.__typename ?? null)).toEqual([
        'Result',
        'Person',
        'Organization',
        null,
      ]);
      expect(found[0].level).toBe('GOOD');
    },
  },
  policies: {
    few: () => ({}),
    many: () => ({}),
    statements: [0, 0],
    shows: ({ policies }) => {
      expect(policies.map(({ id }: Any) => id)).toEqual(['vn-124-2023', 'vn-132-2018', 'vn-366-2025']);
      expect(policies[0].rules.length).toBeGreaterThan(20);
    },
  },
};

test('there are twelve, each a valid operation with an example of its variables', () => {
  expect(names).toHaveLength(12);
  expect(Object.keys(dishes).sort()).toEqual([...names].sort());
  const schema = buildSchema(readFileSync('schema/api.graphql', 'utf8'));
  for (const name of names) {
    const document = parse(textOf(name));
    expect(validate(schema, document)).toEqual([]);
    const [operation] = document.definitions;
    if (operation?.kind !== 'OperationDefinition') throw new Error(`${name} is no operation`);
    const known = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
    const given = Object.keys(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));
    expect(known).toEqual(expect.arrayContaining(given));
  }
});

describe.each(names)('%s', (name) => {
  const dish = () => {
    const found = dishes[name];
    if (found === undefined) throw new Error(`${name} is not in this test`);
    return found;
  };

  test('answers, by its text and by its hash alike', async () => {
    const { few, many, shows } = dish();
    const text = textOf(name);
    shows(await of.asked(text, few(), key), await of.asked(text, many(), key));
    const parameters = { documentId: documentIdOf(text), variables: JSON.stringify(few()) };
    const response = await fetch(`${of.house.address}/graphql?${new URLSearchParams(parameters)}`, {
      headers: { authorization: `Bearer ${key}`, 'accept-language': 'en' },
    });
    const body = (await response.json()) as Any;
    expect(body.errors).toBeUndefined();
    expect(body.data).toEqual(await of.asked(text, few(), key));
    expect(response.headers.get('etag')).not.toBeNull();
    expect(Number(response.headers.get('operation-cost'))).toBeLessThan(10_000);
  });

  test('takes the same few statements, whatever it finds, and no more when it is asked again', async () => {
    const { few, many, statements } = dish();
    for (const variables of [few(), many()]) {
      // As the administrator: when a key was used last is written now and then.
      const asked = () => of.asked(textOf(name), variables);
      const taken = async () => (await statementsOf(asked)).length;
      // Sessions that are over are read once for everybody. Whatever is written may be in what was counted.
      await asked();
      await newKey(of.house.address);
      expect([await taken(), await taken()]).toEqual(statements);
    }
  });
});
