import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Any, newId, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import {
  cast,
  convene,
  entriesIn,
  inputTypes,
  marks,
  openRound,
  order,
  preparation,
  prepareForTest,
  signIn,
} from '../support/session.ts';

const refusal = '... on Refusal { code faults { path } }';
const acceptance = `... on Accepted { commandId cursor } ${refusal}`;
const codes = `... on PreparedSession { session { id seats { id } reviews { id } } accessCodes { code seat { id } } } ${refusal}`;

/** What of each answer must be the same for ever. */
const selections: Record<string, string> = {
  prepareSession: codes,
  reviseSession: codes,
  issueAccessCode: `... on AccessCode { issued: code seat { id } } ${refusal}`,
  createApiKey: `... on ApiKey { id key name organization { id } } ${refusal}`,
  revokeApiKey: `... on ApiKeyRevoked { id } ${refusal}`,
  importResults: `... on ImportReport { rows created superseding committed } ${refusal}`,
  recordDecision: `... on DecisionRecorded { commandId result { id decisions { reason } } } ${refusal}`,
  castBallot: `... on BallotReceipt { commandId roundId cursor } ${refusal}`,
};

/** Write nothing into a journal. */
const noCommands = new Set(['signIn', 'linkExport', 'linkPaper']);

const importing = {
  format: 'CSV',
  dryRun: false,
  content:
    'organization_name,period_kind,year,subject_kind,subject_name,level,status,authority\n' +
    'Đảng bộ xã Cũ,YEAR,2019,PARTY_CELL,Chi bộ Ấp 1,GOOD,DECIDED,DECIDE\n',
};

interface Sent {
  readonly field: string;
  readonly token: string;
  readonly input: object;
  readonly answer: Any;
}

async function send(house: TestHouse, field: string, token: string, input: object): Promise<Any> {
  const selection = selections[field] ?? acceptance;
  const query = `mutation ($input: ${inputTypes[field]}) { ${field}(input: $input) { __typename ${selection} } }`;
  return (await told(house.address, token, query, { input }))[field];
}

test('[C2] every kind of command repeated, at once, later and after a restart, gets its first answer and changes nothing', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const house = await openTestHouse({ file: join(folder.path, 'house.sqlite') });
  const sent: Sent[] = [];
  const written = async (of: TestHouse, sessionId: string) => [
    await entriesIn(of, sessionId),
    await entriesIn(of, 'house'),
  ];
  let sessionId = '';
  const twice = async (field: string, token: string, fields: object = {}) => {
    const own = [
      'prepareSession',
      'importResults',
      'createApiKey',
      'revokeApiKey',
      'recordDecision',
    ].includes(field);
    const input =
      field === 'reviseSession'
        ? { sessionId, preparation: fields }
        : { commandId: newId(), ...(own ? {} : { sessionId }), ...fields };
    const answer = await send(house, field, token, input);
    expect([field, answer.__typename, answer.code]).not.toContain('Refusal');
    const before = await written(house, sessionId);
    expect(await send(house, field, token, input)).toEqual(answer);
    expect(await written(house, sessionId)).toEqual(before);
    sent.push({ field, token, input, answer });
    return answer;
  };

  const base = preparation({ voters: 4, members: 1, cells: 1 });
  const prepared = await twice('prepareSession', adminToken, base);
  sessionId = prepared.session.id;
  await twice('issueAccessCode', adminToken, { seatId: prepared.session.seats[1].id });
  await twice('issueAccessCode', adminToken);
  const revised = await twice('reviseSession', adminToken, { ...base, commandId: newId(), title: 'Sửa' });
  const keys = base.seats.map((seat: Any) => seat.key);
  const code = (key: string) =>
    revised.accessCodes.find((one: Any) => one.seat?.id === revised.session.seats[keys.indexOf(key)].id).code;
  const tokens: Record<string, string> = {};
  for (const key of keys) tokens[key] = await signIn(house, code(key));
  const { chair = '', v1 = '', v2 = '', v3 = '' } = tokens;
  for (const token of [chair, v1, v2]) await twice('checkIn', token);
  await twice('recordPresence', chair, { seatId: revised.session.seats[3].id, presence: 'PRESENT' });
  await twice('conveneSession', chair);

  const [member, cell] = revised.session.reviews.map((review: Any) => review.id);
  await twice('openReview', chair, { reviewId: cell });
  const report = { targets: [{ name: 'Chỉ tiêu', planned: 20, achieved: 18 }] };
  await twice('presentReport', chair, { reviewId: cell, report });
  await twice('addComment', v1, { reviewId: cell, body: 'Góp ý' });
  const said = await told(
    house.address,
    v1,
    'query ($id: ID!) { session(id: $id) { currentReview { commentsConnection(last: 1) { edges { node { id } } } } } }',
    { id: sessionId },
  );
  const commentId = said.session.currentReview.commentsConnection.edges[0].node.id;
  await twice('withdrawComment', v1, { reviewId: cell, commentId });
  await twice('respond', chair, { reviewId: cell, stance: 'ACCEPT', body: 'Tiếp thu' });
  const rounds = async () => {
    const query = 'query ($id: ID!) { session(id: $id) { openRound { id } } }';
    return (await told(house.address, chair, query, { id: sessionId })).session.openRound.id;
  };
  await twice('openRound', chair, { reviewIds: [cell, member] });
  await twice('voidRound', chair, { roundId: await rounds(), reason: 'Thử' });
  await twice('openRound', chair, { reviewIds: [cell] });
  const roundId = await rounds();
  for (const token of [v1, v2, v3]) await twice('castBallot', token, { roundId, choices: marks([cell]) });
  await twice('closeRound', chair, { roundId });
  await twice('closeReview', chair, { reviewId: cell });
  await twice('settleOutcome', chair, { reviewId: member, level: 'GOOD', reason: 'Thống nhất' });
  await twice('adjournSession', chair);
  const { results } = await told(
    house.address,
    adminToken,
    '{ results(first: 1) { edges { node { id } } } }',
  );
  const decided = {
    resultId: results.edges[0].node.id,
    level: null,
    decidedBy: 'Huyện ủy',
    reason: 'Xét lại',
  };
  await twice('recordDecision', adminToken, decided);
  await twice('importResults', adminToken, importing);
  const key = await twice('createApiKey', adminToken, { name: 'Trang' });
  await twice('revokeApiKey', adminToken, { id: key.id });

  const kinds = Object.keys(inputTypes).filter((field) => !noCommands.has(field));
  expect([...new Set(sent.map(({ field }) => field))].sort()).toEqual(kinds.sort());

  const again = await house.restart();
  onTestFinished(() => again.stop());
  const before = await written(again, sessionId);
  for (const { field, token, input, answer } of sent) {
    expect([field, await send(again, field, token, input)]).toEqual([field, answer]);
  }
  expect(await written(again, sessionId)).toEqual(before);
  const { session } = await told(
    again.address,
    adminToken,
    'query ($id: ID!) { session(id: $id) { rounds { status turnout tallies { counted } } } }',
    { id: sessionId },
  );
  expect(session.rounds.at(-1)).toEqual({ status: 'CLOSED', turnout: 3, tallies: [{ counted: 3 }] });
});

test('[C2] a repeated reviseSession gives the codes of the first answer, whatever was issued since', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const base = preparation({ voters: 3 });
  const { sessionId, seatIds } = await prepareForTest(house, base);
  const input = { sessionId, preparation: { ...base, commandId: newId() } };
  const first = await send(house, 'reviseSession', adminToken, input);
  await send(house, 'issueAccessCode', adminToken, { commandId: newId(), sessionId, seatId: seatIds.v1 });
  expect(await send(house, 'reviseSession', adminToken, input)).toEqual(first);
});

test('[C2] the same id in capitals is the same command', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const input = preparation({ voters: 3 });
  const first = await send(house, 'prepareSession', adminToken, input);
  const capitals = { ...input, commandId: input.commandId.toUpperCase() };
  expect(await send(house, 'prepareSession', adminToken, capitals)).toEqual(first);
  expect(await signIn(house, first.accessCodes[0].code)).toBeTypeOf('string');
});

test('[C2] the same id for another command, input, seat, review, round or session is COMMAND_ID_REUSED', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 4, cells: 2 }));
  const other = await convene(house, preparation({ voters: 3 }));
  const { sessionId, reviewIds, tokens, seatIds } = meeting;
  const { chair = '', v1 = '', v2 = '', v3 = '' } = tokens;
  const used: string[] = [];
  const reused = async (answer: Promise<Any>) => {
    const before = await entriesIn(house, sessionId);
    expect(await answer).toMatchObject({ __typename: 'Refusal', code: 'COMMAND_ID_REUSED' });
    expect(await entriesIn(house, sessionId)).toBe(before);
  };
  const commandId = newId();
  const comment = { commandId, sessionId, reviewId: reviewIds[0], body: 'Góp ý' };
  await order(house, chair, 'openReview', { sessionId, reviewId: reviewIds[0] });
  await order(house, chair, 'openReview', { sessionId, reviewId: reviewIds[1] });
  await order(house, v1, 'addComment', comment);
  await reused(order(house, v2, 'addComment', comment));
  await reused(order(house, v1, 'addComment', { ...comment, body: 'Góp ý khác' }));
  await reused(order(house, v1, 'addComment', { ...comment, reviewId: reviewIds[1] }));
  await reused(order(house, v1, 'checkIn', { commandId, sessionId }));
  await reused(order(house, other.tokens.v1 ?? '', 'checkIn', { commandId, sessionId: other.sessionId }));
  await reused(send(house, 'createApiKey', adminToken, { commandId, name: 'Trang' }));
  await reused(send(house, 'issueAccessCode', adminToken, { commandId, sessionId, seatId: seatIds.v1 }));

  const first = await openRound(house, meeting, { reviewIds: [reviewIds[0]] });
  const ballot = { commandId: newId(), sessionId, roundId: first, choices: marks([reviewIds[0] ?? '']) };
  used.push((await cast(house, v1, ballot)).cursor);
  await reused(cast(house, v2, ballot));
  for (const token of [v2, v3]) await cast(house, token, { ...ballot, commandId: newId() });
  await order(house, chair, 'closeRound', { sessionId, roundId: first });
  const second = await openRound(house, meeting, { reviewIds: [reviewIds[1]] });
  await reused(cast(house, v1, { ...ballot, roundId: second, choices: marks([reviewIds[1] ?? '']) }));
  // Nothing derived from a secret choice is kept to compare: other choices are taken for the same ballot.
  const changed = await cast(house, v1, { ...ballot, choices: marks([reviewIds[0] ?? ''], 'NOT_COMPLETED') });
  expect(changed).toMatchObject({ __typename: 'BallotReceipt', cursor: used[0] });
  const { session } = await told(
    house.address,
    chair,
    'query ($id: ID!) { session(id: $id) { rounds { tallies { counts { choice count } } } } }',
    { id: sessionId },
  );
  expect(session.rounds[0].tallies[0].counts).toContainEqual({ choice: 'NOT_COMPLETED', count: 0 });
});

test('an id that is no UUID is INVALID_INPUT at commandId, for every kind of command', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const input = preparation({ voters: 3 });
  const { sessionId, tokens, reviewIds, seatIds } = await convene(house, input);
  const wholes: Record<string, object> = {
    prepareSession: input,
    importResults: importing,
    createApiKey: { name: 'Trang' },
    revokeApiKey: { id: 'key_0' },
    recordDecision: { resultId: 'res_0', decidedBy: 'Ai đó', reason: 'Vì sao' },
    issueAccessCode: { sessionId },
    recordPresence: { sessionId, seatId: seatIds.v1, presence: 'PRESENT' },
    openRound: { sessionId, reviewIds },
    closeRound: { sessionId, roundId: 'rnd_0' },
    voidRound: { sessionId, roundId: 'rnd_0', reason: 'Vì sao' },
    castBallot: { sessionId, roundId: 'rnd_0', choices: [] },
    settleOutcome: { sessionId, reviewId: reviewIds[0], reason: 'Vì sao' },
    addComment: { sessionId, reviewId: reviewIds[0], body: 'Góp ý' },
    withdrawComment: { sessionId, reviewId: reviewIds[0], commentId: 'com_0' },
    presentReport: { sessionId, reviewId: reviewIds[0], report: {} },
    respond: { sessionId, reviewId: reviewIds[0], stance: 'ACCEPT', body: 'Tiếp thu' },
    openReview: { sessionId, reviewId: reviewIds[0] },
    closeReview: { sessionId, reviewId: reviewIds[0] },
  };
  const before = await entriesIn(house, sessionId);
  const notIds = [
    '1',
    '',
    'x'.repeat(100_000),
    `${newId()}0`,
    newId().replaceAll('-', ''),
    '\u0000'.repeat(36),
  ];
  for (const field of Object.keys(inputTypes)) {
    if (noCommands.has(field)) continue;
    const token = selections[field] !== undefined && field !== 'castBallot' ? adminToken : tokens.chair;
    for (const commandId of notIds) {
      const fields = wholes[field] ?? { sessionId };
      const sending =
        field === 'reviseSession'
          ? { sessionId, preparation: { ...input, commandId } }
          : { ...fields, commandId };
      expect([field, await send(house, field, token ?? '', sending)]).toEqual([
        field,
        { __typename: 'Refusal', code: 'INVALID_INPUT', faults: [{ path: ['commandId'] }] },
      ]);
    }
  }
  expect(await entriesIn(house, sessionId)).toBe(before);
});

test('[C3] [R31] two ballots of a seat in flight: one receipt, one ALREADY_VOTED, one count', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 12 }));
  const { sessionId, reviewIds, tokens } = meeting;
  const roundId = await openRound(house, meeting);
  const voters = ['chair', ...Array.from({ length: 11 }, (_, index) => `v${index + 1}`)];
  await Promise.all(
    voters.map(async (key) => {
      const token = tokens[key] ?? '';
      const two = ['GOOD', 'EXCELLENT'].map((choice) =>
        cast(house, token, { sessionId, roundId, choices: marks(reviewIds, choice) }),
      );
      const answers = await Promise.all(two);
      expect(answers.map((answer) => answer.code ?? answer.__typename).sort()).toEqual([
        'ALREADY_VOTED',
        'BallotReceipt',
      ]);
    }),
  );
  const closed = await order(house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  expect(closed.__typename).toBe('Accepted');
  const { session } = await told(
    house.address,
    tokens.screen ?? '',
    'query ($id: ID!) { session(id: $id) { rounds { turnout tallies { counted } } } }',
    { id: sessionId },
  );
  expect(session.rounds).toEqual([{ turnout: 12, tallies: [{ counted: 12 }] }]);
});

test('[C2] the same ballot twice in flight is one ballot with two like receipts', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 3 }));
  const { sessionId, reviewIds, tokens } = meeting;
  const roundId = await openRound(house, meeting);
  const before = await entriesIn(house, sessionId);
  const ballot = { commandId: newId(), sessionId, roundId, choices: marks(reviewIds) };
  const [one, other] = await Promise.all(
    [ballot, ballot].map((input) => cast(house, tokens.v1 ?? '', input)),
  );
  expect(one).toMatchObject({ __typename: 'BallotReceipt' });
  expect(other).toEqual(one);
  expect(await entriesIn(house, sessionId)).toBe(before + 1);
});
