import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Any, newId, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import { convene, type Meeting, preparation, prepareDocument, settleAll } from '../support/session.ts';

// What is told in two places is told alike: a cache keeps one name for an id, and a key that may not see a session sees nothing of it.

let house: TestHouse;
let held: Meeting;
beforeAll(async () => {
  house = await openTestHouse();
  held = await convene(house, preparation({ voters: 3, members: 1, cells: 1 }));
  await settleAll(house, held, ['GOOD', 'EXCELLENT']);
});
afterAll(() => house.stop());

const asked = (query: string, variables: object = {}, token = adminToken) =>
  told(house.address, token, query, { ...variables });

const people = `query ($session: ID!, $search: String) {
  session(id: $session) { seats { person { id fullName } } reviews { subject { name person { id fullName } } } }
  results(first: 100) { edges { node { subject { name person { id fullName } } } } }
  people(first: 100, search: $search) { edges { node { id fullName } } }
}`;

/** Every name that an answer has for an id. */
function namesOf(id: string, answer: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  JSON.stringify(answer, (_, value) => {
    if (value?.id === id && value.fullName !== undefined) names.add(value.fullName);
    return value;
  });
  return names;
}

test('[R83] a person who is prepared under another name has it everywhere; a result keeps that of its day', async () => {
  const [former, now] = ['Ủy viên chair', 'Ủy viên Chín'];
  const before = await asked(people, { session: held.sessionId, search: former });
  const personId = before.people.edges[0].node.id;
  expect(namesOf(personId, before)).toEqual(new Set([former]));

  const next = preparation({ voters: 3 }, { period: { kind: 'YEAR', year: 2024 }, heldOn: '2024-12-11' });
  Object.assign(next.seats[0], { personId, fullName: now });
  const { prepareSession } = await asked(prepareDocument, { input: next });
  expect(prepareSession.session.seats[0].person.fullName).toBe(now);

  const after = await asked(people, { session: held.sessionId, search: now });
  expect(after.people.edges).toEqual([{ node: { id: personId, fullName: now } }]);
  expect(namesOf(personId, after)).toEqual(new Set([now]));
  const own = after.results.edges.find(({ node }: Any) => node.subject.person?.id === personId).node;
  expect([own.subject.name, after.session.reviews[0].subject.name]).toEqual([former, former]);
  const gone = await asked(people, { session: held.sessionId, search: former });
  expect(gone.people.edges).toEqual([]);
  const again = { ...next, commandId: newId(), title: 'Hội nghị khác' };
  await asked(prepareDocument, { input: again });
  expect(namesOf(personId, await asked(people, { session: held.sessionId }))).toEqual(new Set([now]));
});

test('[R80] of a session that a key does not see, neither a result nor an export tells anything', async () => {
  const district = { name: 'Đảng bộ huyện Thử' };
  const agenda = [{ key: 'x', kind: 'PARTY_ORGANIZATION', name: 'Đảng bộ xã Thử' }];
  const above = preparation(
    { voters: 3 },
    { organization: district, agenda, title: 'Hội nghị huyện', ordinal: 7 },
  );
  const session = await convene(house, above);
  await settleAll(house, session, ['GOOD']);
  const { organizations } = await asked('{ organizations(first: 9) { edges { node { id name } } } }');
  const own = organizations.edges.find(({ node }: Any) => node.name === 'Đảng bộ xã Thử').node.id;
  const exportedTo = async (token: string, format: string) => {
    const { linkExport } = await asked(
      'mutation ($input: LinkExportInput!) { linkExport(input: $input) { ... on DownloadLink { path } } }',
      { input: { format } },
      token,
    );
    return (await fetch(`${house.address}${linkExport.path}`)).text();
  };
  const linesOf = (text: string): Any[] =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  for (const [token, sees] of [
    [await newKey(house.address, own), false],
    [await newKey(house.address), true],
  ] as const) {
    const { results } = await asked(
      '{ results(first: 9) { edges { node { id session { id } policy { id } } } } }',
      {},
      token,
    );
    const lines = linesOf(await exportedTo(token, 'JSON_LINES'));
    const alike = lines.map(({ id, session_id, policy_id }) => [id, session_id, policy_id]);
    expect(alike).toEqual(
      results.edges.map(({ node }: Any) => [node.id, node.session?.id ?? null, node.policy.id]),
    );
    const line = lines.find(({ subject_kind }) => subject_kind === 'PARTY_ORGANIZATION');
    const told = [line.session_id, line.session_title, line.session_ordinal, line.held_on];
    expect(told).toEqual(
      sees ? [session.sessionId, 'Hội nghị huyện', 7, '2023-12-11'] : [null, null, null, null],
    );
    for (const format of ['CSV', 'POPOLO']) {
      const text = await exportedTo(token, format);
      expect([text.includes(session.sessionId), text.includes('Hội nghị huyện')]).toEqual([sees, sees]);
    }
  }
});
