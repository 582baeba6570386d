import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Any, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { importText, neededColumns } from '../support/importing.ts';
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

test('[R6] a person has one name everywhere, under whatever others he or she is prepared and imported', async () => {
  const name = 'Ủy viên chair';
  const { people: found } = await asked(people, { session: held.sessionId, search: name });
  const personId = found.edges[0].node.id;
  const next = preparation({ voters: 3 }, { period: { kind: 'YEAR', year: 2024 }, heldOn: '2024-12-11' });
  Object.assign(next.seats[0], { personId, fullName: 'Ủy viên Chín' });
  next.agenda.push({ key: 'm', kind: 'PARTY_MEMBER', name: 'Đồng chí Chín', personId });
  const { prepareSession } = await asked(prepareDocument, { input: next });
  expect(prepareSession.session.seats[0].person.fullName).toBe(name);
  const content = `${neededColumns},person_id
Đảng bộ xã Thử,YEAR,2020,PARTY_MEMBER,Ủy viên Mười,GOOD,DECIDED,DECIDE,${personId}\n`;
  expect(await importText(house.address, content)).toMatchObject({ created: 1 });
  for (const session of [held.sessionId, prepareSession.session.id]) {
    const answer = await asked(people, { session });
    expect(namesOf(personId, answer)).toEqual(new Set([name]));
    const subjects = answer.results.edges.map(({ node }: Any) => node.subject.name);
    expect(subjects).toEqual(expect.arrayContaining([name, 'Ủy viên Mười']));
  }
  const { session } = await asked(people, { session: prepareSession.session.id });
  expect(session.reviews.at(-1).subject).toEqual({
    name: 'Đồng chí Chín',
    person: { id: personId, fullName: name },
  });
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
  const content = `${neededColumns},session_title,held_on,subject_organization_id
Đảng bộ huyện Thử,YEAR,2019,PARTY_ORGANIZATION,Đảng bộ xã Thử,GOOD,DECIDED,DECIDE,Hội nghị huyện khác,2019-12-30,${own}\n`;
  expect(await importText(house.address, content)).toMatchObject({ created: 1 });
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
      results.edges.map(({ node }: Any) => [node.id, node.session?.id ?? null, node.policy?.id ?? null]),
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
