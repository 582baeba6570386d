import { createHash } from 'node:crypto';
import { onTestFinished, test } from 'vitest';
import { ask, follow, newId, socket, told } from '../support/client.ts';
import { adminToken, openTestHouse } from '../support/house.ts';
import { cast, convene, order, preparation } from '../support/session.ts';

const log = (name: string, x: unknown) => console.log(name, JSON.stringify(x)?.slice(0, 900));

test('scratch', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const m = await convene(house, preparation({ voters: 4, cells: 2 }));
  const t = m.tokens as any;
  log('house session', await ask(house.address, null, '{ session(id: "house") { id } }'));
  log(
    'house checkin',
    await ask(
      house.address,
      t.v1,
      `mutation { checkIn(input: {commandId: "${newId()}", sessionId: "house"}) { __typename ... on Refusal { code } } }`,
    ),
  );
  const both = await Promise.all([
    ask(
      house.address,
      t.v2,
      `mutation { checkIn(input: {commandId: "${newId()}", sessionId: "${m.sessionId}"}) { __typename ... on Refusal { code } } }`,
    ),
    ask(
      house.address,
      t.guest,
      `mutation { checkIn(input: {commandId: "${newId()}", sessionId: "house"}) { __typename ... on Refusal { code } } }`,
    ),
  ]);
  log('poison', both);
  log(
    'opname',
    await fetch(`${house.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query A { viewer { kind } }', operationName: 'B' }),
    }).then(async (r) => [r.status, await r.json()]),
  );
  log(
    'two ops no name',
    await ask(house.address, null, 'query A { viewer { kind } } query B { viewer { kind } }'),
  );
  log(
    'sub http',
    await ask(house.address, t.v1, `subscription { sessionWatch(sessionId: "${m.sessionId}") { cursor } }`),
  );
  log(
    'bad enum http',
    await ask(
      house.address,
      t.v1,
      'mutation ($input: CastBallotInput!) { castBallot(input: $input) { __typename } }',
      {
        input: {
          commandId: newId(),
          sessionId: 'x',
          roundId: 'y',
          choices: [{ reviewId: 'z', choice: 'GODO' }],
        },
      },
    ),
  );
  const client = socket(house.address, t.v1);
  const f1 = follow(
    client,
    'mutation ($input: CastBallotInput!) { castBallot(input: $input) { __typename } }',
    {
      input: {
        commandId: newId(),
        sessionId: 'x',
        roundId: 'y',
        choices: [{ reviewId: 'z', choice: 'GODO' }],
      },
    },
  );
  log('bad enum socket', await f1.ended);
  const f2 = follow(client, 'subscription ($id: ID!) { sessionWatch(sessionId: $id) { cursor } }', {});
  log('missing var socket', await f2.ended);
  const f3 = follow(
    client,
    `subscription { ...F } fragment F on Subscription { sessionWatch(sessionId: "${m.sessionId}") { cursor } }`,
  );
  log('root fragment', await Promise.race([f3.ended, f3.until(() => true)]));
  const f4 = follow(
    client,
    `subscription { sessionWatch(sessionId: "${m.sessionId}") { session { organization { results(first: 1) { totalCount } } } } }`,
  );
  log('results in frame', await Promise.race([f4.ended, f4.until(() => true)]));
  const f5 = follow(
    client,
    `subscription { sessionWatch(sessionId: "${m.sessionId}", after: 5) { cursor } }`,
  );
  log('after number', await Promise.race([f5.ended, f5.until(() => true)]));
  const f6 = follow(
    client,
    `subscription { sessionEntries(sessionId: "${m.sessionId}", after: "bm9uc2Vuc2U") { cursor } }`,
  );
  log('garbage', await Promise.race([f6.ended, f6.until(() => true)]));
  const f7 = follow(client, `subscription { sessionEntries(sessionId: "house") { cursor } }`);
  log('house entries', await Promise.race([f7.ended, f7.until(() => true)]));
  const f8 = follow(client, `query A { viewer { kind } } query B { viewer { kind } }`);
  log('two ops socket', await Promise.race([f8.ended, f8.until(() => true)]));
  log(
    'cyclic',
    await ask(
      house.address,
      null,
      `{ session(id: "x") { ...A } } fragment A on Session { organization { superior { id } } ...A }`,
    ),
  );
  log(
    'cyclic2',
    await ask(
      house.address,
      null,
      `{ session(id: "x") { ...A } } fragment A on Session { reviews { ...B } } fragment B on Review { rounds { reviews { ...B } } }`,
    ),
  );
  const f9 = follow(
    client,
    `{ session(id: "x") { ...A } } fragment A on Session { organization { superior { id } } ...A }`,
  );
  log('cyclic socket', await Promise.race([f9.ended, f9.until(() => true)]));
  // APQ
  const opened = await order(house, t.chair, 'openRound', {
    sessionId: m.sessionId,
    reviewIds: [m.reviewIds[0]],
  });
  const roundId = opened.session.openRound.id;
  const query = `mutation { castBallot(input: {commandId: "${newId()}", sessionId: "${m.sessionId}", roundId: "${roundId}", choices: [{reviewId: "${m.reviewIds[0]}", choice: GOOD}]}) { __typename } }`;
  const extensions = {
    persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') },
  };
  const post = (body: unknown, headers = {}) =>
    fetch(`${house.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${t.v1}`, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }).then(async (r) => [r.status, await r.text()]);
  log('apq1', await post({ query, extensions }));
  log('apq2', await post({ extensions }));
  log('apq3', await post({ extensions: { persistedQuery: { version: 1, sha256Hash: 'ab'.repeat(32) } } }));
  log('malformed', await post('{"query": '));
  log('array', await post([{ query: '{ viewer { kind } }' }]));
  log('proto', await post('{"query":"{ viewer { kind } }","__proto__":{"a":1}}'));
  log('variables string', await post({ query: '{ viewer { kind } }', variables: 'x' }));
  log('no query', await post({}));
  log('null', await post('null'));
  log('empty', await post(''));
  log('text', await post('hello', { 'content-type': 'text/plain' }));
  log('xml', await post('hello', { 'content-type': 'application/xml' }));
  log('big', await post({ query: '{ viewer { kind } }', variables: { x: 'a'.repeat(2 * 1024 * 1024) } }));
  log(
    'GET',
    await fetch(`${house.address}/graphql?query=${encodeURIComponent('{viewer{kind}}')}`).then(async (r) => [
      r.status,
      await r.text(),
    ]),
  );
  log(
    'GET ok',
    await fetch(`${house.address}/graphql?query=${encodeURIComponent('{viewer{kind}}')}`, {
      headers: { 'apollo-require-preflight': 'true' },
    }).then(async (r) => [r.status, await r.text()]),
  );
  log(
    'GET mutation',
    await fetch(`${house.address}/graphql?query=${encodeURIComponent('mutation{signOut}')}`, {
      headers: { 'apollo-require-preflight': 'true' },
    }).then(async (r) => [r.status, await r.text()]),
  );
  log(
    'PUT',
    await fetch(`${house.address}/graphql`, { method: 'PUT' }).then(async (r) => [r.status, await r.text()]),
  );
  log('bad token', await ask(house.address, 'xx', '{ viewer { kind } }'));
  log(
    'bad auth',
    await fetch(`${house.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic abc` },
      body: JSON.stringify({ query: '{viewer{kind}}' }),
    }).then(async (r) => [r.status, await r.text()]),
  );
  const deep = `{ session(id: "x") { reviews { rounds { reviews { rounds { reviews { rounds { reviews { rounds { reviews { rounds { reviews { rounds { reviews { rounds { id } } } } } } } } } } } } } } } }`;
  log('deep', await ask(house.address, null, deep));
  log('deep socket', await follow(client, deep).ended);
  const long = `{ ${Array.from({ length: 2000 }, (_, i) => `a${i}: viewer { kind }`).join(' ')} }`;
  log('long', await ask(house.address, null, long));
  log('long socket', await follow(client, long).ended);
  log('syntax', await ask(house.address, null, '{ viewer { '));
  log('unknown field', await ask(house.address, null, '{ nothing }'));
  log(
    'date',
    await ask(
      house.address,
      null,
      'mutation { prepareSession(input: {heldOn: "2023-02-30"}) { __typename } }',
    ),
  );
  log(
    'anon checkin',
    await ask(
      house.address,
      null,
      `mutation { checkIn(input: {commandId: "${newId()}", sessionId: "house"}) { __typename ... on Refusal { code } } }`,
    ),
  );
  log(
    'page',
    await ask(house.address, adminToken, '{ people(first: 2) { edges { cursor node { fullName } } } }'),
  );
  const p = await told(house.address, adminToken, '{ people(first: 2) { edges { cursor } } }');
  log(
    'foreign page cursor',
    await ask(
      house.address,
      adminToken,
      'query ($c: String) { results(first: 2, after: $c) { edges { cursor } } }',
      { c: p.people.edges[0].cursor },
    ),
  );
  log(
    'garbage page cursor',
    await ask(
      house.address,
      adminToken,
      'query ($c: String) { results(first: 2, after: $c) { edges { cursor } } }',
      { c: 'xyz' },
    ),
  );
  void cast;
  await client.dispose();
});
