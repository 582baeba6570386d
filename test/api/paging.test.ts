import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { qualityLevels } from '../../src/core/vocabulary.ts';
import { type Any, ask, newId } from '../support/client.ts';
import { convene, preparation, prepareForTest, settleAll } from '../support/session.ts';
import { compareNames, compareTexts, type Line, type Order, pageOf } from './ledger.ts';
import { asked, drawn, ledgerHouse } from './ledger-house.ts';

// Lists over HTTP beside a plain array that is asked the same: in every order and direction, whatever is filtered, while more comes in.

const at = ledgerHouse(240);

/** Enough for a list of their own. */
const sessions = [
  '2023-12-11',
  '2023-12-11',
  '2023-12-01',
  '2024-01-05',
  '2023-12-11',
  '2023-11-30',
  '2023-12-01',
];
beforeAll(async () => {
  for (const heldOn of sessions) await prepareForTest(at.house, preparation({ voters: 3 }, { heldOn }));
});

const order: fc.Arbitrary<Order> = fc.record({
  by: fc.constantFrom('DATE' as const, 'NAME' as const, 'LEVEL' as const),
  descending: fc.boolean(),
});

/** What happens between two pages: more is imported, or what is there is decided otherwise. */
const happening = fc.oneof(
  { arbitrary: fc.constant(null), weight: 3 },
  { arbitrary: fc.array(drawn, { minLength: 1, maxLength: 4 }).map((rows) => ({ rows })), weight: 2 },
  fc.record({ nth: fc.nat(), level: fc.constantFrom(...qualityLevels, null) }),
);

const parts =
  'totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } }';
const args = 'first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy';
const variables =
  '$first: Int, $after: String, $last: Int, $before: String, $filter: ResultFilter, $orderBy: ResultOrder';
const ofAll = `query (${variables}) { results(${args}) { ${parts} } }`;
const ofNode = `query (${variables}, $id: ID!) { node(id: $id) {
  ... on Organization { results(${args}) { ${parts} } } ... on Person { results(${args}) { ${parts} } } } }`;

interface Reading {
  readonly backward: boolean;
  readonly size: number;
  readonly cursor: string | null;
}

const paging = ({ backward, size, cursor }: Reading) =>
  backward ? { last: size, before: cursor } : { first: size, after: cursor };

/** How often each condition left something to read, and how many second pages had something: a model that reaches nothing proves nothing. */
const reached = new Map<string, number>();
const reach = (what: string) => reached.set(what, (reached.get(what) ?? 0) + 1);

test('[S4] pages are those of a plain array, whatever is filtered and comes in between', async () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 9 }));
  const reading = fc.record({
    asked,
    order: fc.option(order),
    backward: fc.boolean(),
    pages: fc.array(fc.record({ size, happening }), { minLength: 2, maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(reading, async ({ asked: wanted, order: given, backward, pages }) => {
      const { ledger } = at;
      const id = at.nodeId(wanted.root);
      if (wanted.root !== null && id === null) return;
      const inOrder = given ?? { by: 'DATE', descending: true };
      const orderBy = given && { by: given.by, direction: given.descending ? 'DESCENDING' : 'ASCENDING' };
      const atStart = new Set(ledger.select(wanted).map((line) => line.id));
      const seen: string[] = [];
      let cursor: string | null = null;
      let from: Line | null = null;
      let decided = false;
      for (const { size: many, happening: next } of pages) {
        const input = {
          ...paging({ backward, size: many, cursor }),
          filter: at.wire(wanted.filter),
          orderBy,
          id,
        };
        const answer: Any = await at.ask(id === null ? ofAll : ofNode, input, wanted.scope);
        if (!ledger.knows(wanted.scope, wanted.root)) {
          expect(answer.node).toBeNull();
          return;
        }
        const { totalCount, pageInfo, edges }: Any = (id === null ? answer : answer.node).results;
        const lines = ledger.select(wanted);
        const { ids, ...info } = pageOf(lines, inOrder, { size: many, backward, from });
        expect(edges.map(({ node }: Any) => node.id)).toEqual(ids);
        expect(totalCount).toBe(lines.length);
        const cursors = edges.map((edge: Any) => edge.cursor);
        expect(pageInfo).toEqual({
          ...info,
          startCursor: cursors[0] ?? null,
          endCursor: cursors.at(-1) ?? null,
        });
        seen.push(...ids);
        if (ids.length > 0) {
          for (const [field, value] of Object.entries(wanted.filter)) if (value !== undefined) reach(field);
          if (from !== null) reach('a second page');
        }
        const more = backward ? info.hasPreviousPage : info.hasNextPage;
        if (!more) {
          const standing = new Set(lines.map((line) => line.id));
          const there = [...atStart].filter((one) => standing.has(one));
          if (!decided) expect(new Set(seen)).toEqual(new Set([...seen, ...there]));
          break;
        }
        cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
        const last = backward ? ids[0] : ids.at(-1);
        from = lines.find((line) => line.id === last) ?? null;
        if (next === null) continue;
        if ('rows' in next) await at.take(next.rows);
        else {
          decided = true;
          const line = ledger.lines[next.nth % ledger.lines.length];
          if (line) await at.decide(line, next.level);
        }
      }
      if (!decided) expect(new Set(seen).size).toBe(seen.length);
    }),
    { numRuns: 160, seed: 20261126, endOnFailure: true },
  );
  expect(reached.size).toBe(10);
  expect(Math.min(...reached.values())).toBeGreaterThan(4);
});

/** A list read whole, in pages of these sizes; the forward order, whichever way it was read. */
async function leaf(query: string, backward: boolean, sizes: readonly number[], between = async () => {}) {
  let nodes: Any[] = [];
  let cursor: string | null = null;
  for (let nth = 0; ; nth += 1) {
    const answer: Any = await at.ask(
      query,
      paging({ backward, size: sizes[nth % sizes.length] ?? 1, cursor }),
    );
    const [{ edges, pageInfo, totalCount }] = Object.values(answer) as Any[];
    const found = edges.map(({ node }: Any) => node);
    nodes = backward ? [...found, ...nodes] : [...nodes, ...found];
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
    if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) return { nodes, totalCount };
    await between();
  }
}

const list = (
  name: string,
  fields: string,
  more = '',
) => `query ($first: Int, $after: String, $last: Int, $before: String) {
  ${name}(first: $first, after: $after, last: $last, before: $before${more}) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id ${fields} } } } }`;

test.each([false, true])(
  '[S4] sessions that are adjourned between two pages neither hide nor double a result (backward: %s)',
  async (backward) => {
    const query = list('results', '', ', filter: { includeSuperseded: true }');
    const before = (await leaf(query, false, [100])).nodes.map(({ id }) => id);
    let held = 0;
    const hold = async () => {
      if (held === 3) return;
      held += 1;
      const organization = { name: `Đảng bộ họp ${held} ${backward}`, superior: { name: 'Tỉnh ủy Thử' } };
      // In the midst of what is there, as a session of that day stands.
      const input = preparation({ voters: 3, cells: 2 }, { organization, heldOn: '2023-12-11' });
      await settleAll(at.house, await convene(at.house, input), ['GOOD', 'EXCELLENT']);
    };
    const { nodes } = await leaf(query, backward, [47, 60], hold);
    const seen = nodes.map(({ id }) => id);
    expect(held).toBe(3);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => before.includes(id))).toEqual(before);
  },
);

test.each([
  ['people', 'fullName', (one: Any, other: Any) => compareNames(one.fullName, other.fullName)],
  ['organizations', 'name', (one: Any, other: Any) => compareTexts(one.name, other.name)],
  ['sessions', 'heldOn', (one: Any, other: Any) => other.heldOn.localeCompare(one.heldOn)],
])('%s: the same list in pages of any size, forwards and backwards', async (name, fields, compare) => {
  const sizes = fc.array(fc.integer({ min: 2, max: 40 }), { minLength: 1, maxLength: 3 });
  const whole = (await leaf(list(name, fields), false, [100])).nodes;
  expect(whole.length).toBeGreaterThan(5);
  expect(whole).toEqual([...whole].sort((one, other) => compare(one, other) || (one.id < other.id ? -1 : 1)));
  await fc.assert(
    fc.asyncProperty(sizes, fc.boolean(), async (some, backward) => {
      const { nodes, totalCount } = await leaf(list(name, fields), backward, some);
      expect(nodes).toEqual(whole);
      expect(totalCount).toBe(whole.length);
    }),
    { numRuns: 6, seed: 3 },
  );
});

test('nothing precedes a page whose cursor’s row left the list, and nothing is left behind it', async () => {
  const name = 'Chi bộ Đi Mất';
  const row = (id: string, level: string) => ({
    ...{ id, organization_name: name, period_kind: 'YEAR', year: 2018, subject_kind: 'PARTY_MEMBER' },
    ...{ subject_name: 'Lê Đi', person_key: id, level, status: 'DECIDED', authority: 'DECIDE' },
  });
  const [one, two] = ['res_gone000000000001', 'res_gone000000000002'];
  const content = JSON.stringify([row(one, 'GOOD'), row(two, 'GOOD')]);
  const input = { commandId: newId(), format: 'JSON', dryRun: false, content };
  await at.ask('mutation ($input: ImportResultsInput!) { importResults(input: $input) { __typename } }', {
    input,
  });
  const query = `query ($after: String) { results(first: 1, after: $after, filter: { toYear: 2018, levels: [GOOD] }) { ${parts} } }`;
  const { endCursor } = (await at.ask(query)).results.pageInfo;
  expect((await at.ask(query, { after: endCursor })).results.pageInfo.hasPreviousPage).toBe(true);
  const decision = {
    commandId: newId(),
    resultId: one,
    level: 'EXCELLENT',
    decidedBy: 'Tỉnh ủy',
    reason: 'Xét lại',
  };
  await at.ask('mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) { __typename } }', {
    input: decision,
  });
  const { edges, pageInfo } = (await at.ask(query, { after: endCursor })).results;
  expect(edges.map(({ node }: Any) => node.id)).toEqual([two]);
  expect(pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: false });
});

async function codeOf(list: string, args: object): Promise<string> {
  const query = `query ($first: Int, $after: String, $last: Int, $before: String) {
    ${list}(first: $first, after: $after, last: $last, before: $before) { totalCount } }`;
  const { errors } = await ask(at.house.address, at.token(null), query, { ...args });
  return errors === undefined
    ? 'PAGE'
    : errors.map(({ message, extensions }) => `${extensions.code}: ${message}`).join();
}

const lists = ['results', 'people', 'organizations', 'sessions'];
const exactlyOne = 'BAD_USER_INPUT: Give exactly one of first and last, 1 to 100.';
const oneToHundred = 'BAD_USER_INPUT: first and last go from 1 to 100.';

test.each([
  [{}, exactlyOne],
  [{ first: 1, last: 1 }, exactlyOne],
  [{ first: 0 }, oneToHundred],
  [{ first: 101 }, oneToHundred],
  [{ first: -1 }, oneToHundred],
  [{ last: 0 }, oneToHundred],
  [{ last: 101 }, oneToHundred],
  [{ last: -100 }, oneToHundred],
  [{ first: 1, before: '' }, 'BAD_USER_INPUT: before goes with last; first goes with after.'],
  [{ last: 1, after: '' }, 'BAD_USER_INPUT: after goes with first; last goes with before.'],
  [{ first: 1 }, 'PAGE'],
  [{ last: 100, before: null }, 'PAGE'],
])('[A1] a page of %j: %s', async (args, said) => {
  for (const name of lists) expect(await codeOf(name, args)).toBe(said);
});

const invalid = 'CURSOR_INVALID: after and before take the cursor of an edge of this same connection.';

test('[A1] a cursor that is not of this list in this order is CURSOR_INVALID, and nothing is an internal error', async () => {
  const cursors: Record<string, string> = {};
  for (const name of lists) {
    const answer = await at.ask(`{ ${name}(first: 1) { edges { cursor } } }`);
    cursors[name] = answer[name].edges[0].cursor;
  }
  for (const by of ['NAME', 'LEVEL', 'DATE']) {
    const answer = await at.ask(`{ results(first: 1, orderBy: { by: ${by} }) { edges { cursor } } }`);
    cursors[by] = answer.results.edges[0].cursor;
  }
  const made = Object.entries(cursors);
  for (const name of lists) {
    for (const [of, cursor] of made) {
      const said = of === name ? 'PAGE' : invalid;
      expect([name, of, await codeOf(name, { first: 1, after: cursor })]).toEqual([name, of, said]);
      expect([name, of, await codeOf(name, { last: 1, before: cursor })]).toEqual([name, of, said]);
    }
  }
  const own = fc.constantFrom(...made.map(([, cursor]) => cursor));
  const asJson = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const cut = fc
    .tuple(own, fc.nat(60))
    .map(([cursor, many]) => cursor.slice(0, -1 - (many % (cursor.length - 1))));
  const longer = fc
    .tuple(own, fc.constantFrom('!', '=', ' ', '.', 'AA', '%00'))
    .map(([cursor, more]) => `${cursor}${more}`);
  const foreign = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.json().map((text) => Buffer.from(text).toString('base64url')),
    cut,
    longer,
  );
  // Of the right list, with values that no row has.
  const invented = fc.tuple(own, fc.anything()).map(([cursor, value]) => {
    const [list, ...values] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return asJson([list, value ?? null, ...values.slice(1)]);
  });
  const spoilt = fc.oneof(
    { arbitrary: foreign.map((cursor) => ({ cursor, may: [invalid] })), weight: 4 },
    invented.map((cursor) => ({ cursor, may: [invalid, 'PAGE'] })),
  );
  await fc.assert(
    fc.asyncProperty(
      spoilt,
      fc.constantFrom(...lists),
      fc.boolean(),
      async ({ cursor, may }, name, backward) => {
        const said = await codeOf(name, backward ? { last: 3, before: cursor } : { first: 3, after: cursor });
        expect(may).toContain(said);
      },
    ),
    { numRuns: 250, seed: 8 },
  );
});
