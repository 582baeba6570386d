import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import type { Client } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Any, answered, type Following, follow, newId, socket, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import {
  cast,
  marks,
  order,
  type PreparedForTest,
  prepareDocument,
  prepareForTest,
  signIn,
} from '../support/session.ts';
import { conference } from './conference.ts';

// One session from preparing to history, through the public API alone. Each test goes on where the one before ended.

describe('a session from preparing to history', () => {
  let house: TestHouse;
  let prepared: PreparedForTest;
  let sessionId: string;
  let reviews: Record<'all' | 'c1' | 'c2' | 'm1' | 'l1', string>;
  const tokens: Record<string, string> = {};
  const clients: Client[] = [];
  let screen: Following<Any>;
  let own: Following<Any>;
  let entries: Following<Any>;

  const following = (key: string, query: string) => {
    const client = socket(house.address, tokens[key] ?? adminToken);
    clients.push(client);
    return follow(client, query, { id: sessionId });
  };
  const ordered = async (key: string, field: string, input: Record<string, unknown>) => {
    const answer = await order(house, tokens[key] ?? '', field, { sessionId, ...input });
    expect(answer).toMatchObject({ __typename: 'Accepted' });
    return answer.session;
  };
  const castAs = async (key: string, roundId: string, choices: unknown) =>
    expect(await cast(house, tokens[key] ?? '', { sessionId, roundId, choices })).toMatchObject({
      __typename: 'BallotReceipt',
      roundId,
    });

  beforeAll(async () => {
    // Files share their modules: what other files asked before must not count.
    answered.clear();
    house = await openTestHouse();
  });
  afterAll(async () => {
    for (const client of clients) await client.dispose();
    await house.stop();
  });

  test('the policies in force are listed, and a session is prepared on one', async () => {
    const { policies } = await told(
      house.address,
      null,
      '{ policies { id validFrom validTo instruments { number } settings { releaseBatch quorum { numerator denominator } } } }',
    );
    expect(policies.map((policy: Any) => policy.id)).toContain(conference.policyId);
    prepared = await prepareForTest(house, conference);
    sessionId = prepared.sessionId;
    expect(Object.keys(prepared.codes).sort()).toEqual(
      ['screen', ...conference.seats.map((one: Any) => one.key)].sort(),
    );
  });

  test('[R1] a revised preparation keeps the ids and codes of seats that stay, by key', async () => {
    const revised = {
      ...conference,
      commandId: newId(),
      title: 'Hội nghị kiểm điểm lần thứ 20',
      seats: conference.seats.filter((one: Any) => one.key !== 'extra'),
    };
    const document = prepareDocument
      .replace('PrepareSessionInput!', 'ReviseSessionInput!')
      .replace('prepareSession(', 'reviseSession(');
    const { reviseSession } = await told(house.address, adminToken, document, {
      input: { sessionId, preparation: revised },
    });
    expect(reviseSession).toMatchObject({ __typename: 'PreparedSession', session: { id: sessionId } });
    const codes = reviseSession.accessCodes.map((one: Any) => one.code);
    const { extra, ...staying } = prepared.codes;
    expect(codes.sort()).toEqual(Object.values(staying).sort());
    expect(codes).not.toContain(extra);
    const [all, c1, c2, m1, l1] = reviseSession.session.reviews.map((review: Any) => review.id);
    reviews = { all, c1, c2, m1, l1 };
  });

  test('seats and screens sign in, and each is told who it is', async () => {
    for (const [key, code] of Object.entries(prepared.codes)) {
      if (key !== 'extra') tokens[key] = await signIn(house, code);
    }
    const query =
      '{ viewer { kind seat { id role person { fullName } } session { id ordinal title } own { ballots { sealed } } } }';
    const { viewer } = await told(house.address, tokens.d1 ?? '', query);
    expect(viewer).toEqual({
      kind: 'SEAT',
      seat: { id: prepared.seatIds.d1, role: 'DELEGATE', person: { fullName: 'Lê Văn Cường' } },
      session: { id: sessionId, ordinal: 20, title: 'Hội nghị kiểm điểm lần thứ 20' },
      own: { ballots: [] },
    });
    expect(
      (await told(house.address, tokens.screen ?? '', '{ viewer { kind seat { id } } }')).viewer,
    ).toEqual({ kind: 'SCREEN', seat: null });
    screen = following(
      'screen',
      `subscription ($id: ID!) { sessionWatch(sessionId: $id) { cursor session {
        status revision currentReview { id } attendance { present quorumMet }
        reviews { id status report { presentedBy targets { name planned achieved exceeded } } selfLevel
          comments { id body author { person { fullName } } } responses { stance body comments { id } author { id } }
          outcome { level status final } }
        openRound { id turnout electorate tallies { counted counts { choice count } }
          rollCall { seat { id } choices { review { id } choice } } } } } }`,
    );
    own = following(
      'd1',
      'subscription ($id: ID!) { ownWatch(sessionId: $id) { ballots { round { id } reviews { id } sealed } } }',
    );
    entries = following(
      'admin',
      'subscription ($id: ID!) { sessionEntries(sessionId: $id) { seq type hash } }',
    );
    await screen.until((frame) => frame.sessionWatch.session.status === 'PREPARED');
  });

  test('[R10] the chair convenes once enough have checked in', async () => {
    for (const key of ['chair', 'd1', 'd2']) await ordered(key, 'checkIn', {});
    expect(await order(house, tokens.chair ?? '', 'conveneSession', { sessionId })).toMatchObject({
      code: 'QUORUM_MISSING',
    });
    for (const key of ['secretary', 'd3']) await ordered(key, 'checkIn', {});
    await ordered('secretary', 'recordPresence', { seatId: prepared.seatIds.d4, presence: 'EXCUSED' });
    expect((await ordered('chair', 'conveneSession', {})).status).toBe('CONVENED');
    await screen.until((frame) => frame.sessionWatch.session.attendance.present === 5);
  });

  test('[R14] a report is presented with its targets, and the screen shows it', async () => {
    await ordered('chair', 'openReview', { reviewId: reviews.c1 });
    const targets = [
      { name: 'Chỉ tiêu kinh tế - xã hội', planned: 20, achieved: 18 },
      { name: 'Chỉ tiêu xây dựng Đảng', planned: 7, achieved: 7 },
      { name: 'Đảng viên đạt', planned: 200, achieved: 255, exceeded: true },
    ];
    await ordered('d2', 'presentReport', {
      reviewId: reviews.c1,
      report: { presentedBy: 'Phạm Thị Đào', achievements: 'Hoàn thành 18/20 chỉ tiêu', targets },
      selfLevel: 'GOOD',
    });
    const frame = await screen.until(
      ({ sessionWatch }) => sessionWatch.session.reviews[1].selfLevel === 'GOOD',
    );
    expect(frame.sessionWatch.session.currentReview).toEqual({ id: reviews.c1 });
    expect(frame.sessionWatch.session.reviews[1].report.targets).toEqual(
      targets.map((target) => ({ exceeded: false, ...target })),
    );
    expect(frame.sessionWatch.session.reviews[0].report.targets).toEqual([
      { name: 'Chỉ tiêu nghị quyết', planned: 20, achieved: 18, exceeded: false },
    ]);
  });

  test('[R15] [R16] comments and responses arrive while the review is open', async () => {
    await ordered('d1', 'addComment', { reviewId: reviews.c1, body: '  Công tác kiểm tra còn chậm. ' });
    const commented = await screen.until(({ sessionWatch }) => sessionWatch.session.reviews[1].comments[0]);
    const [comment] = commented.sessionWatch.session.reviews[1].comments;
    expect(comment).toMatchObject({
      body: 'Công tác kiểm tra còn chậm.',
      author: { person: { fullName: 'Lê Văn Cường' } },
    });
    await ordered('d2', 'respond', {
      reviewId: reviews.c1,
      stance: 'ACCEPT',
      body: 'Chi bộ tiếp thu.',
      commentIds: [comment.id],
    });
    const answeredFrame = await screen.until(
      ({ sessionWatch }) => sessionWatch.session.reviews[1].responses.length === 1,
    );
    expect(answeredFrame.sessionWatch.session.reviews[1].responses).toEqual([
      {
        stance: 'ACCEPT',
        body: 'Chi bộ tiếp thu.',
        comments: [{ id: comment.id }],
        author: { id: prepared.seatIds.d2 },
      },
    ]);
  });

  test('[R19] a comment is taken back, and its words are gone from the next frame', async () => {
    await ordered('d1', 'addComment', { reviewId: reviews.c1, body: 'Nhầm nội dung' });
    const frame = await screen.until(({ sessionWatch }) => sessionWatch.session.reviews[1].comments[1]);
    const [, comment] = frame.sessionWatch.session.reviews[1].comments;
    await ordered('d1', 'withdrawComment', { reviewId: reviews.c1, commentId: comment.id });
    await screen.until(({ sessionWatch }) => sessionWatch.session.reviews[1].comments[1]?.body === '');
    const { node } = await told(
      house.address,
      tokens.d1 ?? '',
      `query ($id: ID!) { node(id: $id) { ... on Review { commentsConnection(last: 1) { totalCount
        edges { node { body withdrawal { by { person { fullName } } } } } } } } }`,
      { id: reviews.c1 },
    );
    expect(node.commentsConnection).toMatchObject({
      totalCount: 2,
      edges: [{ node: { body: '', withdrawal: { by: { person: { fullName: expect.any(String) } } } } }],
    });
  });

  test('[R32] [R40] a secret round on one review is cast, closed and judged', async () => {
    const opened = await ordered('chair', 'openRound', { reviewIds: [reviews.c1] });
    const roundId = opened.openRound.id;
    for (const key of ['chair', 'd1', 'd2', 'd3']) await castAs(key, roundId, marks([reviews.c1]));
    await castAs('secretary', roundId, marks([reviews.c1], 'EXCELLENT'));
    const full = await screen.until(({ sessionWatch }) => sessionWatch.session.openRound?.turnout === 5);
    expect(full.sessionWatch.session.openRound).toMatchObject({ rollCall: null, tallies: [{ counted: 0 }] });
    await ordered('chair', 'closeRound', { roundId });
    const { session } = await told(
      house.address,
      tokens.d1 ?? '',
      'query ($id: ID!) { session(id: $id) { reviews { outcome { level status trace { rule { id } applied explanation } } } rounds { status turnout rollCall { seat { id } } tallies { counted base counts { choice count } } } } }',
      { id: sessionId },
    );
    expect(session.rounds[0]).toMatchObject({ status: 'CLOSED', turnout: 5, rollCall: null });
    expect(session.rounds[0].tallies[0]).toMatchObject({ counted: 5, base: 6 });
    expect(session.rounds[0].tallies[0].counts).toContainEqual({ choice: 'GOOD', count: 4 });
    expect(session.reviews[1].outcome).toMatchObject({ level: 'GOOD', status: 'DECIDED' });
    expect(session.reviews[1].outcome.trace.map((step: Any) => step.explanation).join(' ')).toContain(
      '4 of 6 is more than 1/2',
    );
    await ordered('chair', 'closeReview', { reviewId: reviews.c1 });
  });

  test('[R25] [R43] a sheet of two is voided, cast again, and nobody marks the own review', async () => {
    const sheet = [reviews.c2, reviews.m1];
    const first = (await ordered('secretary', 'openRound', { reviewIds: sheet })).openRound.id;
    await castAs('d2', first, marks(sheet));
    await ordered('secretary', 'voidRound', { roundId: first, reason: 'Phát nhầm phiếu' });
    const second = (await ordered('chair', 'openRound', { reviewIds: sheet })).openRound.id;
    const mine = await own.until(({ ownWatch }) => ownWatch.ballots.at(-1)?.round.id === second);
    expect(mine.ownWatch.ballots.at(-1)).toMatchObject({ reviews: [{ id: reviews.c2 }], sealed: false });
    await castAs('d1', second, marks([reviews.c2]));
    await own.until(({ ownWatch }) => ownWatch.ballots.at(-1)?.sealed === true);
    for (const key of ['chair', 'secretary', 'd2', 'd3'])
      await castAs(key, second, marks(sheet, 'EXCELLENT'));
    await ordered('chair', 'closeRound', { roundId: second });
    const { node } = await told(
      house.address,
      tokens.teller ?? '',
      'query ($id: ID!) { node(id: $id) { id ... on Round { status voidReason tallies { electorate counted base } } } }',
      { id: second },
    );
    expect(node).toMatchObject({
      status: 'CLOSED',
      tallies: [
        { electorate: 5, counted: 5, base: 6 },
        { electorate: 4, counted: 4, base: 5 },
      ],
    });
    const both = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const { nodes } = await told(house.address, tokens.teller ?? '', both, { ids: [second, sessionId] });
    expect(nodes).toEqual([{ id: second }, { id: sessionId }]);
    for (const reviewId of sheet) await ordered('chair', 'closeReview', { reviewId });
  });

  test('[R51] [R73] an open vote is counted and called live', async () => {
    const opened = await ordered('chair', 'openRound', { reviewIds: [reviews.all], method: 'OPEN_VOTE' });
    const roundId = opened.openRound.id;
    for (const [index, key] of ['chair', 'secretary', 'd1', 'd2'].entries()) {
      await castAs(key, roundId, marks([reviews.all]));
      const { sessionWatch } = await screen.until(
        (frame) => frame.sessionWatch.session.openRound?.tallies[0]?.counted === index + 1,
      );
      expect(sessionWatch.session.openRound.tallies[0].counts).toContainEqual({
        choice: 'GOOD',
        count: index + 1,
      });
      expect(sessionWatch.session.openRound.rollCall.at(-1)).toEqual({
        seat: { id: prepared.seatIds[key] },
        choices: [{ review: { id: reviews.all }, choice: 'GOOD' }],
      });
    }
    await ordered('chair', 'closeRound', { roundId });
    const closed = await screen.until(({ sessionWatch }) => sessionWatch.session.reviews[0].outcome);
    expect(closed.sessionWatch.session.reviews[0].outcome).toEqual({
      level: 'GOOD',
      status: 'PROPOSED',
      final: false,
    });
    await ordered('chair', 'closeReview', { reviewId: reviews.all });
  });

  test('[R17] [R60] people settle what was not voted on, and the session adjourns', async () => {
    await ordered('chair', 'openReview', { reviewId: reviews.l1 });
    const reason = 'Theo kết quả của huyện';
    await ordered('chair', 'settleOutcome', { reviewId: reviews.l1, level: 'COMPLETED', reason });
    await ordered('chair', 'closeReview', { reviewId: reviews.l1 });
    expect((await ordered('chair', 'adjournSession', {})).status).toBe('ADJOURNED');
    const last = await screen.until(({ sessionWatch }) => sessionWatch.session.status === 'ADJOURNED');
    expect(last.sessionWatch.session.reviews.map((review: Any) => review.outcome)).toEqual([
      { level: 'GOOD', status: 'PROPOSED', final: true },
      { level: 'GOOD', status: 'DECIDED', final: true },
      { level: 'EXCELLENT', status: 'DECIDED', final: true },
      { level: 'EXCELLENT', status: 'DECIDED', final: true },
      { level: 'COMPLETED', status: 'PROPOSED', final: true },
    ]);
  });

  test('history tells what was recorded, and a later decision stands beside it', async () => {
    const data = await told(
      house.address,
      adminToken,
      `{ results(first: 10) { totalCount edges { node { id level status subject { name } session { id } policy { id }
          tally { counted } outcome { settledReason } } } }
        sessions(first: 10) { edges { node { id status } } }
        people(first: 100) { totalCount } organizations(first: 100) { edges { node { name superior { name } } } }
        statistics(by: [LEVEL]) { level count } }`,
    );
    expect(
      data.results.edges.map(({ node }: Any) => [node.subject.name, node.level, node.tally?.counted]),
    ).toEqual([
      ['Đảng bộ xã Vĩnh Thử', 'GOOD', 4],
      ['Chi bộ ấp Một', 'GOOD', 5],
      ['Chi bộ ấp Hai', 'EXCELLENT', 5],
      ['Lê Văn Cường', 'EXCELLENT', 4],
      ['Nguyễn Thị Xa', 'COMPLETED', undefined],
    ]);
    expect(data.sessions.edges).toEqual([{ node: { id: sessionId, status: 'ADJOURNED' } }]);
    expect(data.statistics).toEqual([
      { level: 'COMPLETED', count: 1 },
      { level: 'EXCELLENT', count: 2 },
      { level: 'GOOD', count: 2 },
    ]);
    expect(data.organizations.edges).toContainEqual({
      node: { name: 'Đảng bộ xã Vĩnh Thử', superior: { name: 'Đảng bộ huyện Thử' } },
    });
    const { recordDecision } = await told(
      house.address,
      adminToken,
      `mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) { ... on Refusal { code }
        ... on DecisionRecorded { result { level status decisions { decidedBy documentNumber } outcome { level } } } } }`,
      {
        input: {
          commandId: newId(),
          resultId: data.results.edges[0].node.id,
          level: 'COMPLETED',
          decidedBy: 'Ban Thường vụ Huyện ủy',
          documentNumber: '12-QĐ/HU',
          reason: 'Thẩm định lại',
        },
      },
    );
    expect(recordDecision.result).toEqual({
      level: 'COMPLETED',
      status: 'DECIDED',
      decisions: [{ decidedBy: 'Ban Thường vụ Huyện ủy', documentNumber: '12-QĐ/HU' }],
      outcome: { level: 'GOOD' },
    });
  });

  test('keys, codes and tokens are made and ended', async () => {
    const run = (document: string, input: object) => told(house.address, adminToken, document, { input });
    const { createApiKey } = await run(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKey { id key name organization { id } } } }',
      { commandId: newId(), name: 'Trang thông tin' },
    );
    expect(createApiKey).toMatchObject({ name: 'Trang thông tin', organization: null });
    const { revokeApiKey } = await run(
      'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { ... on ApiKeyRevoked { id } } }',
      { commandId: newId(), id: createApiKey.id },
    );
    expect(revokeApiKey).toEqual({ id: createApiKey.id });
    const { apiKeys } = await told(house.address, adminToken, '{ apiKeys { id revoked } }');
    expect(apiKeys).toContainEqual({ id: createApiKey.id, revoked: true });
    const { issueAccessCode } = await run(
      'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { ... on AccessCode { code seat { id } } } }',
      { commandId: newId(), sessionId, seatId: prepared.seatIds.guest },
    );
    expect(issueAccessCode.seat).toEqual({ id: prepared.seatIds.guest });
    expect(await told(house.address, tokens.d3 ?? '', 'mutation { signOut }')).toEqual({ signOut: true });
  });

  test('[L2] the journal told it all, from 1 without a gap', async () => {
    await entries.until(({ sessionEntries }) => sessionEntries.type === 'AccessCodeIssued');
    expect(entries.items.map(({ sessionEntries }) => sessionEntries.seq)).toEqual(
      entries.items.map((_, index) => index + 1),
    );
    const types = entries.items.map(({ sessionEntries }) => sessionEntries.type);
    expect(types.slice(0, 2)).toEqual(['SessionPrepared', 'SessionRevised']);
    expect(types.filter((type) => type === 'BallotSealed')).toHaveLength(5 + 1 + 5);
    expect(types.filter((type) => type === 'BallotCast')).toHaveLength(4);
  });

  test('[P80] a preview answers beside the session', async () => {
    const input = { policyId: 'vn-124-2023', kind: 'PARTY_CELL', tally: { members: 3, counts: [] } };
    const document = `query ($input: PreviewOutcomeInput!) {
      previewOutcome(input: $input) { ... on OutcomePreview { outcome { status } } } }`;
    const { previewOutcome } = await told(house.address, null, document, { input });
    expect(previewOutcome.outcome.status).toBe('NEEDS_DECISION');
  });

  test('[R82] [R83] results are taken in, and files linked to, beside the session', async () => {
    const input = { commandId: newId(), format: 'CSV', content: 'no,columns' };
    const importing = `mutation ($input: ImportResultsInput!) {
      importResults(input: $input) { ... on ImportReport { committed errorCount } } }`;
    const { importResults } = await told(house.address, adminToken, importing, { input });
    expect(importResults.committed).toBe(false);
    expect(importResults.errorCount).toBeGreaterThan(0);
    const exporting = `mutation ($input: LinkExportInput!) { linkExport(input: $input) { ... on DownloadLink { path } } }`;
    const { linkExport } = await told(house.address, adminToken, exporting, { input: { format: 'CSV' } });
    expect((await fetch(`${house.address}${linkExport.path}`)).status).toBe(200);
    const printing = `mutation ($input: LinkPaperInput!) { linkPaper(input: $input) { ... on DownloadLink { path } } }`;
    const paper = { kind: 'SUMMARY', sessionId };
    const { linkPaper } = await told(house.address, adminToken, printing, { input: paper });
    expect((await fetch(`${house.address}${linkPaper.path}`)).status).toBe(200);
    const uses = 'query ($id: ID!) { codeUses(sessionId: $id) { seat { id } opens } }';
    const { codeUses } = await told(house.address, adminToken, uses, { id: sessionId });
    expect(codeUses.length).toBeGreaterThan(0);
  });

  test('every query, mutation and subscription of the printed schema has answered here', () => {
    const schema = buildSchema(readFileSync('schema/api.graphql', 'utf8'));
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const promised = roots.flatMap((type) =>
      Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`),
    );
    expect([...answered].sort()).toEqual(promised.sort());
  });
});
