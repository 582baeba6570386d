import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Problem } from '../../src/core/fault.ts';
import { refusalCodes } from '../../src/core/vocabulary.ts';
import { catalogueOf } from '../../src/words/words.ts';
import { asAttacker } from '../support/attacker.ts';
import { type Any, newId, rawSocket, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import {
  cast,
  convene,
  entriesIn,
  type Meeting,
  marks,
  openRound,
  order,
  preparation,
  prepareForTest,
  signIn,
  tried,
} from '../support/session.ts';

type Refused = [code: string, token: string | null, field: string, input: object, numbers?: object];

const tested = new Set<string>();

/** Refused in both languages, in the catalogue's words, and without a trace. */
async function refuses(house: TestHouse, [code, token, field, input, numbers = {}]: Refused): Promise<Any> {
  const journals = async () => [
    await entriesIn(house, 'house'),
    'sessionId' in input ? await entriesIn(house, String(input.sessionId)) : 0,
  ];
  const before = await journals();
  const sending = {
    ...(field === 'signIn' || field === 'reviseSession' ? {} : { commandId: newId() }),
    ...input,
  };
  const answers: Any[] = [];
  for (const language of ['vi', 'en'] as const) {
    const answer = await tried(house, token, field, sending, language);
    expect([field, answer.__typename, answer.code]).toEqual([field, 'Refusal', code]);
    const sentence = catalogueOf(language).refusals[code as (typeof refusalCodes)[number]];
    expect(answer.message).toBe(sentence(numbers as Record<string, number>, []));
    answers.push(answer);
  }
  expect(answers[0].message).not.toBe(answers[1].message);
  expect(await journals()).toEqual(before);
  tested.add(code);
  return answers[1];
}

describe('every refusal, with its sentence', () => {
  let house: TestHouse;
  let meeting: Meeting;
  let fresh: { sessionId: string; chair: string };
  let adjourned: Meeting;

  beforeAll(async () => {
    house = await openTestHouse();
    meeting = await convene(house, preparation({ voters: 6, members: 2, cells: 2 }));
    const prepared = await prepareForTest(house, preparation({ voters: 3 }));
    fresh = { sessionId: prepared.sessionId, chair: await signIn(house, prepared.codes.chair) };
    adjourned = await convene(house, preparation({ voters: 3 }));
    const roundId = await openRound(house, adjourned);
    const { tokens, sessionId } = adjourned;
    await order(house, tokens.chair ?? '', 'voidRound', { sessionId, roundId, reason: 'Thử' });
    await order(house, tokens.chair ?? '', 'adjournSession', { sessionId });
  });
  afterAll(() => house.stop());

  test('[A1] by who asks, what for, and where the session stands', async () => {
    const { sessionId, tokens, reviewIds, seatIds } = meeting;
    const { chair = '', v1 = '', guest = '', screen = '' } = tokens;
    const used = newId();
    await order(house, v1, 'checkIn', { commandId: used, sessionId });
    const reviewId = reviewIds[2];
    const unknown = 'rev_0000000000000000_0';
    const rows: Refused[] = [
      ['UNKNOWN_CODE', null, 'signIn', { code: 'ABCD-EFGH-JKMN0' }],
      ['NOT_ALLOWED', v1, 'conveneSession', { sessionId }],
      ['NOT_ALLOWED', screen, 'checkIn', { sessionId }],
      ['NOT_ALLOWED', adminToken, 'openReview', { sessionId, reviewId }],
      ['NOT_ALLOWED', chair, 'issueAccessCode', { sessionId }],
      ['NOT_ALLOWED', chair, 'createApiKey', { name: 'Trang' }],
      ['NOT_ALLOWED', guest, 'addComment', { sessionId, reviewId, body: 'Ý' }],
      ['NOT_ALLOWED', v1, 'presentReport', { sessionId, reviewId, report: {} }],
      ['NOT_FOUND', v1, 'withdrawComment', { sessionId, reviewId, commentId: 'com_0' }],
      ['NOT_ALLOWED', chair, 'checkIn', { sessionId: fresh.sessionId }],
      ['NOT_FOUND', chair, 'checkIn', { sessionId: 'ses_0000000000000000' }],
      ['NOT_FOUND', chair, 'openReview', { sessionId, reviewId: unknown }],
      ['NOT_FOUND', chair, 'recordPresence', { sessionId, seatId: 'seat_0', presence: 'PRESENT' }],
      ['NOT_FOUND', chair, 'closeRound', { sessionId, roundId: 'rnd_0' }],
      ['NOT_FOUND', adminToken, 'revokeApiKey', { id: 'key_0' }],
      ['NOT_FOUND', adminToken, 'recordDecision', { resultId: 'res_0', decidedBy: 'Ai', reason: 'Sao' }],
      ['NOT_FOUND', adminToken, 'createApiKey', { name: 'Trang', organizationId: 'org_0' }],
      ['NOT_FOUND', adminToken, 'prepareSession', { ...preparation({ voters: 3 }), policyId: 'vn-0' }],
      ['COMMAND_ID_REUSED', v1, 'addComment', { commandId: used, sessionId, reviewId, body: 'Ý' }],
      ['SESSION_CONVENED', chair, 'conveneSession', { sessionId }],
      [
        'SESSION_CONVENED',
        adminToken,
        'reviseSession',
        { sessionId, preparation: preparation({ voters: 3 }) },
      ],
      ['SESSION_NOT_CONVENED', fresh.chair, 'adjournSession', { sessionId: fresh.sessionId }],
      [
        'QUORUM_MISSING',
        fresh.chair,
        'conveneSession',
        { sessionId: fresh.sessionId },
        { present: 0, needed: 2 },
      ],
      ['SESSION_ADJOURNED', adjourned.tokens.v1 ?? '', 'checkIn', { sessionId: adjourned.sessionId }],
      ['REVIEW_NOT_OPEN', v1, 'addComment', { sessionId, reviewId, body: 'Ý' }],
      ['REVIEW_NOT_OPEN', chair, 'closeReview', { sessionId, reviewId }],
      ['INVALID_INPUT', chair, 'settleOutcome', { sessionId, reviewId, reason: ' ' }],
    ];
    for (const row of rows) await refuses(house, row);
    const missing = await refuses(house, [
      'NOT_FOUND',
      chair,
      'openRound',
      { sessionId, reviewIds: [reviewId, unknown] },
    ]);
    expect(missing.faults).toMatchObject([{ path: ['reviewIds', '1'] }]);
    expect(seatIds.v1).toBeDefined();
  });

  test('[R20]–[R41] around a round', async () => {
    const { sessionId, tokens, reviewIds, seatIds } = meeting;
    const { chair = '', v1 = '', v3 = '', teller = '' } = tokens;
    const [, own = '', reviewId = '', other = ''] = reviewIds;
    await order(house, chair, 'openReview', { sessionId, reviewId });
    await refuses(house, ['REVIEW_WITHOUT_VOTE', chair, 'closeReview', { sessionId, reviewId }]);
    await order(house, chair, 'recordPresence', { sessionId, seatId: seatIds.v3, presence: 'ABSENT' });
    const present = (basedOnRevision: number) => ({ sessionId, reviewId, report: {}, basedOnRevision });
    await order(house, chair, 'presentReport', present(0));
    await refuses(house, ['REPORT_CHANGED', chair, 'presentReport', present(0)]);
    const said = await order(house, v1, 'addComment', { sessionId, reviewId, body: 'Ý kiến' });
    expect(said.__typename).toBe('Accepted');
    const query = `query ($id: ID!) { node(id: $id) { ... on Review { comments { id } } } }`;
    const { node } = await told(house.address, v1, query, { id: reviewId });
    const withdrawal = { sessionId, reviewId, commentId: node.comments[0].id };
    await order(house, v1, 'withdrawComment', withdrawal);
    await refuses(house, ['COMMENT_WITHDRAWN', chair, 'withdrawComment', withdrawal]);
    const roundId = await openRound(house, meeting, { reviewIds: [reviewId, other] });
    await refuses(house, ['NO_BALLOTS', chair, 'closeRound', { sessionId, roundId }]);
    const casts = (choices: unknown) => ({ sessionId, roundId, choices });
    const whole = casts(marks([reviewId, other]));
    const rows: Refused[] = [
      ['ROUND_OPEN', chair, 'openRound', { sessionId, reviewIds: [own] }],
      ['ROUND_OPEN', chair, 'closeReview', { sessionId, reviewId }],
      ['ROUND_OPEN', chair, 'settleOutcome', { sessionId, reviewId, level: 'GOOD', reason: 'Vì' }],
      ['ROUND_OPEN', chair, 'adjournSession', { sessionId }],
      ['NOT_PRESENT', v3, 'castBallot', whole],
      ['MAY_NOT_VOTE', teller, 'castBallot', whole],
      ['NOT_ALLOWED', adminToken, 'castBallot', whole],
      ['BALLOT_INCOMPLETE', v1, 'castBallot', casts(marks([reviewId])), { missing: 1, wanted: 2 }],
    ];
    for (const row of rows) await refuses(house, row);
    await cast(house, v1, whole);
    await refuses(house, ['ALREADY_VOTED', v1, 'castBallot', whole]);
    await refuses(house, ['TOO_FEW_BALLOTS', chair, 'closeRound', { sessionId, roundId }]);
    await order(house, chair, 'voidRound', { sessionId, roundId, reason: 'Ít phiếu' });
    await refuses(house, ['ROUND_NOT_OPEN', v1, 'castBallot', whole]);
    await refuses(house, ['ROUND_NOT_OPEN', chair, 'closeRound', { sessionId, roundId }]);
    const alone = await openRound(house, meeting, { reviewIds: [own] });
    await refuses(house, ['RECUSED', v1, 'castBallot', { sessionId, roundId: alone, choices: [] }]);
    await order(house, chair, 'voidRound', { sessionId, roundId: alone, reason: 'Thử' });
  });

  test('[R26] a review that nobody present could mark', async () => {
    const quorum = { numerator: 1, denominator: 3 };
    const input = { ...preparation({ voters: 3, members: 1 }), settings: { quorum } };
    const { sessionId, tokens, reviewIds, seatIds } = await convene(house, input);
    const { chair = '' } = tokens;
    const [own] = reviewIds;
    for (const key of Object.keys(seatIds)) {
      const seatId = seatIds[key];
      if (key !== 'chair')
        await order(house, chair, 'recordPresence', { sessionId, seatId, presence: 'ABSENT' });
    }
    await refuses(house, [
      'NOBODY_MAY_VOTE',
      chair,
      'openRound',
      { sessionId, reviewIds: [own] },
      { reviews: 1 },
    ]);
  });

  test('[R4] the first that applies is given', async () => {
    const { sessionId, tokens, reviewIds, seatIds } = meeting;
    const { chair = '', v1 = '', v2 = '', v3 = '', guest = '', teller = '' } = tokens;
    const [, own = '', reviewId = ''] = reviewIds;
    const used = newId();
    await order(house, v1, 'checkIn', { commandId: used, sessionId });
    const gone = { sessionId: adjourned.sessionId, reviewId: adjourned.reviewIds[0] };
    await order(house, chair, 'recordPresence', { sessionId, seatId: seatIds.v1, presence: 'EXCUSED' });
    const alone = await openRound(house, meeting, { reviewIds: [own] });
    const early: Refused[] = [
      ['COMMAND_ID_REUSED', v1, 'openReview', { commandId: used, sessionId, reviewId: 'rev_0' }],
      ['NOT_FOUND', guest, 'openReview', { sessionId, reviewId: 'rev_0' }],
      ['NOT_ALLOWED', adjourned.tokens.v1 ?? '', 'openReview', gone],
      ['SESSION_ADJOURNED', adjourned.tokens.v1 ?? '', 'addComment', { ...gone, body: '' }],
      ['RECUSED', v1, 'castBallot', { sessionId, roundId: alone, choices: [] }],
    ];
    for (const row of early) await refuses(house, row);
    await order(house, chair, 'voidRound', { sessionId, roundId: alone, reason: 'Thử' });
    const roundId = await openRound(house, meeting, { reviewIds: [own, reviewId] });
    await cast(house, v2, { sessionId, roundId, choices: marks([own, reviewId]) });
    const doubled = { sessionId, roundId, choices: marks([own, own]) };
    const late: Refused[] = [
      ['MAY_NOT_VOTE', teller, 'castBallot', { sessionId, roundId: alone, choices: [] }],
      ['ROUND_NOT_OPEN', v1, 'castBallot', { sessionId, roundId: alone, choices: [] }],
      ['NOT_PRESENT', v1, 'castBallot', { sessionId, roundId, choices: [] }],
      ['NOT_PRESENT', v3, 'castBallot', doubled],
      ['ALREADY_VOTED', v2, 'castBallot', doubled],
      ['BALLOT_INCOMPLETE', chair, 'castBallot', doubled, { missing: 1, wanted: 2 }],
      ['ROUND_OPEN', chair, 'openRound', { sessionId, reviewIds: [], display: 'LIVE' }],
    ];
    for (const row of late) await refuses(house, row);
    await order(house, chair, 'voidRound', { sessionId, roundId, reason: 'Thử' });
    const { sessionId: over, tokens: their } = adjourned;
    const rounds = await house.store.journal.read(over, 0, 100);
    const opened = rounds.find((entry) => entry.type === 'RoundOpened');
    const roundOver = JSON.parse(opened?.body ?? '{}').roundId;
    await refuses(house, [
      'SESSION_ADJOURNED',
      their.teller ?? '',
      'castBallot',
      { sessionId: over, roundId: roundOver, choices: [] },
    ]);
  });

  test('[R4] of the commands of the house too: what is not there comes before who may', async () => {
    const { tokens, sessionId } = meeting;
    const chair = tokens.chair ?? '';
    const strange = { ...preparation({ voters: 3 }), policyId: 'vn-0' };
    await refuses(house, ['NOT_FOUND', chair, 'revokeApiKey', { id: 'key_0' }]);
    await refuses(house, ['NOT_FOUND', chair, 'createApiKey', { name: 'Trang', organizationId: 'org_0' }]);
    await refuses(house, ['NOT_FOUND', adminToken, 'reviseSession', { sessionId, preparation: strange }]);
  });
});

test('[R5] [R7] every fault is named by its path, in both languages', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const base = preparation({ voters: 3, members: 1 });
  const [chairSeat, ...others] = base.seats;
  const [member, cell] = base.agenda;
  const share = { numerator: 3, denominator: 2 };
  const rows: [change: object, faults: [path: string, problem: Problem][]][] = [
    [{ title: ' ' }, [['title', { is: 'MISSING' }]]],
    [{ title: 'a'.repeat(301) }, [['title', { is: 'TOO_LONG', most: 300 }]]],
    [{ title: 'a\u0000b' }, [['title', { is: 'CONTROL_CHARACTER' }]]],
    [{ title: '\u3164' }, [['title', { is: 'SHOWS_NOTHING' }]]],
    [{ title: `x${'\u0311'.repeat(9)}` }, [['title', { is: 'TOO_MANY_MARKS', most: 8 }]]],
    [{ title: 'a\u202eb' }, [['title', { is: 'HIDDEN_CHARACTER', character: 'U+202E' }]]],
    [{ ordinal: 0 }, [['ordinal', { is: 'OUT_OF_RANGE', least: 1, most: 10_000 }]]],
    [{ period: { kind: 'YEAR', year: 2023, quarter: 2 } }, [['period.quarter', { is: 'QUARTER_ONLY' }]]],
    [
      { period: { kind: 'YEAR', year: 2022 } },
      [['policyId', { is: 'NOT_IN_FORCE', from: '2023-10-04', to: '2025-08-29', day: '2022-12-31' }]],
    ],
    [
      { seats: others },
      [
        ['seats', { is: 'NO_CHAIR' }],
        ['agenda.0.seatKey', { is: 'UNKNOWN' }],
      ],
    ],
    [
      { seats: base.seats.map((seat: Any) => ({ ...seat, mayVote: false })) },
      [['seats', { is: 'NO_VOTER' }]],
    ],
    [{ seats: [chairSeat, ...others, others[0]] }, [['seats.5.key', { is: 'DOUBLED' }]]],
    [{ agenda: [] }, [['agenda', { is: 'MISSING' }]]],
    [{ agenda: [member, { ...cell, key: member.key }] }, [['agenda.1.key', { is: 'DOUBLED' }]]],
    [
      { agenda: [cell, member, { ...cell, key: 'c9' }, { ...member, key: 'm9' }] },
      [
        ['agenda.2.name', { is: 'SAME_SUBJECT', item: 1, by: 'NAME' }],
        ['agenda.3.seatKey', { is: 'SAME_SUBJECT', item: 2, by: 'PERSON' }],
      ],
    ],
    [
      { agenda: [{ ...cell, presenterKey: 'ai', facts: { heads: ['gì'] } }] },
      [
        ['agenda.0.facts.heads.0', { is: 'UNKNOWN' }],
        ['agenda.0.presenterKey', { is: 'UNKNOWN' }],
      ],
    ],
    [
      { settings: { quorum: share, threshold: { share, inclusive: true }, releaseBatch: 2 } },
      [
        ['settings.quorum', { is: 'NOT_A_SHARE' }],
        ['settings.threshold.share', { is: 'NOT_A_SHARE' }],
        ['settings.releaseBatch', { is: 'OUT_OF_RANGE', least: 3, most: 1_000_000 }],
      ],
    ],
    [
      { peerGroups: [{ peerGroup: 'A', size: -1 }, { peerGroup: 'A' }] },
      [
        ['peerGroups.0.size', { is: 'OUT_OF_RANGE', least: 0, most: 1_000_000 }],
        ['peerGroups.1.peerGroup', { is: 'DOUBLED' }],
      ],
    ],
  ];
  for (const [change, faults] of rows) {
    for (const language of ['vi', 'en'] as const) {
      const answer = await tried(house, adminToken, 'prepareSession', { ...base, ...change }, language);
      expect(answer).toMatchObject({ __typename: 'Refusal', code: 'INVALID_INPUT' });
      expect(answer.faults).toEqual(
        faults.map(([path, problem]) => ({
          path: path.split('.'),
          message: catalogueOf(language).problem(problem),
        })),
      );
    }
  }
  expect(await entriesIn(house, 'house')).toBe(0);
});

test('[R7] [R24] [R30] the faults of a meeting’s commands', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 4, members: 1, cells: 2 }));
  const { sessionId, tokens, reviewIds } = meeting;
  const { chair = '', v1 = '' } = tokens;
  const [own = '', reviewId = '', foreign = ''] = reviewIds;
  await order(house, chair, 'openReview', { sessionId, reviewId });
  const target = { name: '', planned: -1, achieved: 0 };
  const past = { sessionId, reviewIds: [reviewId], closesAt: '2000-01-01T00:00:00Z' };
  const rows: [token: string, field: string, input: object, paths: string[]][] = [
    [v1, 'addComment', { sessionId, reviewId, body: '\n ' }, ['body']],
    [v1, 'addComment', { sessionId, reviewId, body: 'a\u0000' }, ['body']],
    [v1, 'addComment', { sessionId, reviewId, body: 'a'.repeat(10_001) }, ['body']],
    [v1, 'addComment', { sessionId, reviewId, body: `Z${'\u0301\u0302'.repeat(400)}` }, ['body']],
    [chair, 'respond', { sessionId, reviewId, stance: 'ACCEPT', body: '' }, ['body']],
    [
      chair,
      'presentReport',
      { sessionId, reviewId, report: { causes: '\u0007', targets: [target] } },
      ['report.causes', 'report.targets.0.name', 'report.targets.0.planned'],
    ],
    [chair, 'settleOutcome', { sessionId, reviewId, level: 'GOOD', reason: '' }, ['reason']],
    [chair, 'openRound', { sessionId, reviewIds: [] }, ['reviewIds']],
    [chair, 'openRound', { sessionId, reviewIds: [reviewId, reviewId] }, ['reviewIds']],
    [chair, 'openRound', { sessionId, reviewIds: [reviewId], display: 'LIVE' }, ['display']],
    [chair, 'openRound', past, ['closesAt']],
    [chair, 'openRound', { sessionId, reviewIds: [reviewId], durationSeconds: 0 }, ['durationSeconds']],
    [
      chair,
      'openRound',
      { sessionId, reviewIds: [reviewId], closesAt: '2200-01-01T00:00:00Z', durationSeconds: 60 },
      ['durationSeconds'],
    ],
  ];
  const refused = async ([token, field, input, paths]: (typeof rows)[number]) => {
    const [vi, en] = await Promise.all(
      ['vi', 'en'].map((language) => tried(house, token, field, { commandId: newId(), ...input }, language)),
    );
    expect([field, en.code]).toEqual([field, 'INVALID_INPUT']);
    for (const { faults } of [vi, en]) {
      expect(faults.map((fault: Any) => fault.path.join('.'))).toEqual(paths);
    }
    for (const [index, fault] of en.faults.entries())
      expect(fault.message).not.toBe(vi.faults[index].message);
  };
  for (const row of rows) await refused(row);

  const roundId = await openRound(house, meeting, { reviewIds: [own, reviewId] });
  const casts = (more: object[]) => ({ sessionId, roundId, choices: [...marks([reviewId]), ...more] });
  await refused([chair, 'castBallot', casts(marks([foreign])), ['choices.1.reviewId']]);
  await refused([
    chair,
    'castBallot',
    casts(marks([reviewId, own])),
    ['choices.1.reviewId', 'choices.2.reviewId'],
  ]);
  await refused([v1, 'castBallot', casts(marks([own, own])), ['choices.2.reviewId']]);
  await refused([chair, 'voidRound', { sessionId, roundId, reason: '\u0000' }, ['reason']]);
});

test('[C1] what comes while the server stops is BUSY, and its health says so', async () => {
  const house = await openTestHouse();
  const { sessionId, tokens } = await convene(house, preparation({ voters: 3 }));
  // A client that does not answer the close holds the server back, for a moment.
  const idle = await rawSocket(house.address, {});
  idle.socket.pause();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const stopped = house.stop();
  await refuses(house, ['BUSY', tokens.v1 ?? '', 'checkIn', { sessionId }]);
  const health = await fetch(`${house.address}/health`);
  expect([health.status, await health.json()]).toMatchObject([
    503,
    { status: 'draining', reasons: [{ code: 'STOPPING' }] },
  ]);
  vi.useRealTimers();
  idle.socket.resume();
  idle.socket.terminate();
  await stopped;
});

/** A secret round in which all three have cast. */
async function threeIn(house: TestHouse) {
  const meeting = await convene(house, preparation({ voters: 3 }));
  const { sessionId, tokens, reviewIds } = meeting;
  const chair = tokens.chair ?? '';
  const roundId = await openRound(house, meeting);
  for (const key of ['chair', 'v1', 'v2']) {
    await cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(reviewIds) });
  }
  return { sessionId, chair, roundId };
}

test('[R42] a round whose key is gone is BALLOTS_UNREADABLE, and can be voided', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = join(folder.path, 'house.sqlite');
  const house = await openTestHouse({ file });
  const { sessionId, chair, roundId } = await threeIn(house);
  await house.stop();
  rmSync(join(`${file}.keys`, `${roundId}.key`));
  const restored = await openTestHouse({ file });
  onTestFinished(() => restored.stop());
  await refuses(restored, ['BALLOTS_UNREADABLE', chair, 'closeRound', { sessionId, roundId }]);
  const voided = await order(restored, chair, 'voidRound', { sessionId, roundId, reason: 'Khôi phục' });
  expect(voided).toMatchObject({ __typename: 'Accepted', session: { openRound: null } });
});

test('[R42] a round whose envelopes were changed past the server is BALLOTS_ALTERED, and can be voided', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = join(folder.path, 'house.sqlite');
  const house = await openTestHouse({ file });
  onTestFinished(() => house.stop());
  const { sessionId, chair, roundId } = await threeIn(house);
  await asAttacker(file, (source) => source.query('UPDATE envelope SET sealed = zeroblob(length(sealed))'));
  await refuses(house, ['BALLOTS_ALTERED', chair, 'closeRound', { sessionId, roundId }]);
  const voided = await order(house, chair, 'voidRound', { sessionId, roundId, reason: 'Phiếu bị sửa' });
  expect(voided).toMatchObject({ __typename: 'Accepted', session: { openRound: null } });
});

test('every code of the vocabulary was refused with here, but the one of quotas that nothing gives yet', () => {
  expect([...tested, 'QUOTA_EXCEEDED'].sort()).toEqual([...refusalCodes].sort());
});
