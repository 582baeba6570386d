import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { statisticsKeys } from '../../src/history/history.ts';
import { type Any, ask, newId, socket, told } from '../support/client.ts';
import { everythingOf } from '../support/crawl.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import { cast, convene, inputTypes, type Meeting, order, preparation } from '../support/session.ts';

// What no key may reach: a session that is not over, ballots, codes, tokens. Every path is tried: every field of every type by every
// id, every list with every condition, every subscription, every command, and what errors say.

const schema = buildSchema(readFileSync('schema/api.graphql', 'utf8'));
/** In every text of the session that is not over. */
const mark = 'Xyzzy';

let house: TestHouse;
let live: Meeting;
let ids: readonly string[];
const keys: Record<string, string | null> = {};

beforeAll(async () => {
  house = await openTestHouse();
  const more = {
    title: `Hội nghị ${mark} title`,
    organization: { name: `Đảng bộ ${mark} organization`, superior: { name: `Huyện ${mark} superior` } },
  };
  const input = preparation({ voters: 4, members: 2, cells: 2 }, more);
  for (const seat of input.seats) seat.fullName = `${seat.fullName} ${mark} seat`;
  for (const item of input.agenda) item.name = `${item.name} ${mark} subject`;
  live = await convene(house, input);
  const { sessionId, reviewIds, tokens } = live;
  const chair = tokens.chair ?? '';
  const orderly = async (token: string, field: string, more: object) => {
    const answer = await order(house, token, field, { sessionId, ...more });
    if (answer.__typename !== 'Accepted') throw new Error(JSON.stringify(answer));
    return answer.session;
  };
  for (const reviewId of reviewIds) await orderly(chair, 'openReview', { reviewId });
  const report = { achievements: `Thành tích ${mark} report`, targets: [] };
  await orderly(chair, 'presentReport', { reviewId: reviewIds[2], report });
  await orderly(tokens.v1 ?? '', 'addComment', { reviewId: reviewIds[2], body: `Góp ý ${mark} comment` });
  const { openRound } = await orderly(chair, 'openRound', {
    reviewIds: reviewIds.slice(2),
  });
  const choices = reviewIds.slice(2).map((reviewId) => ({ reviewId, choice: 'GOOD' }));
  for (const seat of ['chair', 'v1', 'v2']) {
    const receipt = await cast(house, tokens[seat] ?? '', { sessionId, roundId: openRound.id, choices });
    expect(receipt.__typename).toBe('BallotReceipt');
  }
  const seen = await told(house.address, adminToken, everyId, { id: sessionId });
  ids = [
    ...new Set(
      [...JSON.stringify(seen).matchAll(/"((?:ses|seat|rev|rnd|com|rsp|org|per)_[^"]+)"/g)].map(
        ([, id = '']) => id,
      ),
    ),
  ];
  keys.all = await newKey(house.address, null);
  keys.own = await newKey(house.address, seen.session.organization.id);
  keys.anonymous = null;
  const other = await convene(house, preparation({ voters: 3 }, { title: 'Hội nghị khác' }));
  keys.delegateOfAnother = other.tokens.v1 ?? '';
});

afterAll(() => house.stop());

const everyId = `query ($id: ID!) { session(id: $id) { id organization { id superior { id } } seats { id person { id } }
  reviews { id subject { person { id } organization { id } } comments { id } responses { id } } rounds { id } } }`;

const secrets = () => [...Object.values(live.codes), ...Object.values(live.tokens), adminToken];

/** What of an answer should not be in it. */
function leaks(text: string): string[] {
  const found = [...text.matchAll(new RegExp(`[^"]{0,40}${mark}[^"]{0,20}`, 'g'))].map(([part]) => part);
  return [...found, ...secrets().filter((secret) => text.includes(secret))];
}

const viewers = ['all', 'own', 'anonymous', 'delegateOfAnother'];

async function answers(viewer: string, query: string, variables: Any = {}): Promise<string> {
  const answer = await ask(house.address, keys[viewer] ?? null, query, variables);
  const codes = (answer.errors ?? []).map(({ extensions }) => extensions.code);
  // A document that is refused as such tries nothing.
  expect(codes.filter((code) => code !== 'UNAUTHENTICATED' && code !== 'FORBIDDEN')).toEqual([]);
  return JSON.stringify(answer);
}

test.each(viewers)(
  '%s: nothing of a session that is not over, by any id, any field, any list',
  async (viewer) => {
    expect(ids.length).toBeGreaterThan(18);
    const type = schema.getType('Node');
    const results = live.reviewIds.map((id) => id.replace(/^rev_/, 'res_'));
    const leaked: string[] = [];
    const every = `query ($id: ID!) { node(id: $id) { ${type ? everythingOf(schema, type, 1) : ''} } session(id: $id) { id title } }`;
    for (const id of [...ids, ...results]) leaked.push(...leaks(await answers(viewer, every, { id })));
    const all = [...ids, ...results].slice(0, 100);
    leaked.push(
      ...leaks(await answers(viewer, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: all })),
    );
    const [session, organization] = [live.sessionId, ids.find((id) => id.startsWith('org_')) ?? ''];
    const filters = [
      {},
      { organizationId: organization },
      { organizationId: organization, includeSubordinates: true, includeSuperseded: true },
      { search: mark },
      { fromYear: 2023, toYear: 2023 },
      { kinds: ['PARTY_MEMBER', 'PARTY_CELL'] },
      { levels: ['GOOD'], statuses: ['DECIDED', 'PROPOSED'] },
    ];
    const lists = `query ($filter: ResultFilter, $search: String!, $by: [StatisticsKey!]!, $organization: ID!, $session: ID!) {
    results(first: 100, filter: $filter) { totalCount edges { node { id subject { name } } } }
    statistics(by: $by, filter: $filter) { count organization { name } }
    people(first: 100, search: $search) { totalCount edges { node { fullName } } }
    organizations(first: 100, search: $search) { totalCount edges { node { name } } }
    everybody: people(first: 100) { edges { node { fullName } } } everything: organizations(first: 100) { edges { node { name } } }
    sessions(first: 100) { edges { node { id title } } }
    held: sessions(first: 100, filter: { organizationId: $organization, status: CONVENED, year: 2023 }) { totalCount edges { node { id title } } }
    session(id: $session) { title } viewer { kind session { title } } apiKeys { id name } }`;
    for (const filter of filters) {
      const text = await answers(viewer, lists, {
        filter,
        search: mark,
        by: statisticsKeys,
        organization,
        session,
      });
      leaked.push(...leaks(text));
      expect(text).not.toContain(session);
      if (viewer !== 'delegateOfAnother') expect(JSON.parse(text).data.results.totalCount).toBe(0);
    }
    expect(leaked).toEqual([]);
  },
);

test.each(viewers)('%s: no subscription', async (viewer) => {
  const client = socket(house.address, keys[viewer] ?? null);
  for (const field of ['sessionWatch', 'ownWatch', 'sessionEntries']) {
    const type = schema.getSubscriptionType()?.getFields()[field]?.type;
    expect(type).toBeDefined();
    const query = `subscription ($id: ID!) { ${field}(sessionId: $id) { __typename } }`;
    const frames: unknown[] = [];
    const ended = await new Promise((resolve) => {
      const sink = {
        next: (frame: unknown) => frames.push(frame),
        error: resolve,
        complete: () => resolve(frames),
      };
      client.subscribe({ query, variables: { id: live.sessionId } }, sink);
    });
    const text = JSON.stringify([ended, frames]);
    expect(text).toMatch(/FORBIDDEN|UNAUTHENTICATED/);
    expect(leaks(text)).toEqual([]);
  }
  await client.dispose();
});

test.each(viewers)('%s: no command, and nothing in what refuses it', async (viewer) => {
  const { sessionId, reviewIds, seatIds } = live;
  const roundId = ids.find((id) => id.startsWith('rnd_'));
  const resultId = reviewIds[2]?.replace('rev_', 'res_');
  const commands: readonly [string, object][] = [
    ['checkIn', { sessionId }],
    ['conveneSession', { sessionId }],
    ['adjournSession', { sessionId }],
    ['closeRound', { sessionId, roundId }],
    ['voidRound', { sessionId, roundId, reason: 'x' }],
    ['addComment', { sessionId, reviewId: reviewIds[2], body: 'x' }],
    ['castBallot', { sessionId, roundId, choices: [{ reviewId: reviewIds[2], choice: 'GOOD' }] }],
    ['issueAccessCode', { sessionId, seatId: seatIds.v1 }],
    ['recordDecision', { resultId, level: 'GOOD', decidedBy: 'x', reason: 'x' }],
    ['createApiKey', { name: 'x' }],
  ];
  for (const [field, more] of commands) {
    const query = `mutation ($input: ${inputTypes[field]}) { ${field}(input: $input) { __typename ... on Refusal { code message } } }`;
    const answer = await ask(house.address, keys[viewer] ?? null, query, {
      input: { commandId: newId(), ...more },
    });
    const code = answer.errors?.[0]?.extensions.code ?? answer.data[field].code;
    expect([field, code]).toEqual([
      field,
      expect.stringMatching(/^(UNAUTHENTICATED|NOT_ALLOWED|NOT_FOUND)$/),
    ]);
    expect(leaks(JSON.stringify(answer))).toEqual([]);
  }
});

test('once it is over a key reads its results, and still no seats, discussions, ballots, codes or tokens', async () => {
  const { sessionId, reviewIds, tokens } = live;
  const chair = tokens.chair ?? '';
  const roundId = ids.find((id) => id.startsWith('rnd_'));
  await order(house, chair, 'closeRound', { sessionId, roundId });
  for (const reviewId of reviewIds.slice(0, 2)) {
    await order(house, chair, 'settleOutcome', { sessionId, reviewId, level: 'GOOD', reason: 'x' });
  }
  for (const reviewId of reviewIds) await order(house, chair, 'closeReview', { sessionId, reviewId });
  expect((await order(house, chair, 'adjournSession', { sessionId })).session.status).toBe('ADJOURNED');
  const type = schema.getType('Node');
  const every = `query ($id: ID!) { node(id: $id) { ${type ? everythingOf(schema, type, 1) : ''} } }`;
  const found = new Set<string>();
  for (const viewer of ['all', 'own']) {
    for (const id of [...ids, ...reviewIds.map((one) => one.replace(/^rev_/, 'res_'))]) {
      for (const leak of leaks(await answers(viewer, every, { id }))) found.add(leak);
    }
  }
  // A person who was reviewed is named as the seat was; who only sat there is not.
  const names = [...found].map((leak) => leak.replace(mark, '').replace(/ +/g, ' ').trim());
  expect(names.filter((name) => name.endsWith('seat')).sort()).toEqual([
    'Ủy viên chair seat',
    'Ủy viên v1 seat',
  ]);
  const kinds = names.map((name) => name.split(' ').at(-1));
  expect([...new Set(kinds)].sort()).toEqual(['organization', 'seat', 'subject', 'superior', 'title']);
  for (const viewer of ['anonymous', 'delegateOfAnother']) {
    for (const id of ids) expect(leaks(await answers(viewer, every, { id }))).toEqual([]);
  }
});
