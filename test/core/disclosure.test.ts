import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disclosuresOf, disclosuresOfResult } from '../../src/core/disclosure.ts';
import { show, showDisclosures } from '../../src/core/show.ts';
import {
  type Audience,
  type BallotChoice,
  ballotChoices,
  disclosureCodes,
} from '../../src/core/vocabulary.ts';
import { disclosureMessageOf, languages } from '../../src/words/words.ts';
import { preparationOf, Room } from '../support/core.ts';
import { isFitToRead } from '../words/saying.ts';

/** What `audience` is told that a secret round on the review could not hide. */
const ahead = (room: Room, key: string, audience: Audience = 'CHAIR') =>
  showDisclosures(room.session, room.reviewId(key), audience);

/** Of the tallies of a round, by default the newest. */
function told(room: Room, at = -1) {
  const round = room.session.rounds.at(at) ?? room.round;
  const { tallies = [] } = show(room.session, 'GUEST').rounds.at(at) ?? {};
  return tallies.map((tally) => disclosuresOf(room.session, round, tally));
}

type Cast = readonly [count: number, marks: BallotChoice];

const meetingOf = (voters: number, ...absent: string[]) =>
  new Room(
    preparationOf(
      { voters, members: 1, cells: 2 },
      { settings: { quorum: { numerator: 1, denominator: 100 } } },
    ),
  ).convened(...absent);

describe('[R45] before a secret round is opened', () => {
  test.each([
    [2, [{ code: 'TOO_FEW_BALLOTS', ballots: 2 }], [{ code: 'TOO_FEW_BALLOTS', ballots: 1 }]],
    [3, [{ code: 'SMALL_ELECTORATE', ballots: 3 }], [{ code: 'TOO_FEW_BALLOTS', ballots: 2 }]],
    [10, [{ code: 'SMALL_ELECTORATE', ballots: 10 }], [{ code: 'SMALL_ELECTORATE', ballots: 9 }]],
    [11, [], [{ code: 'SMALL_ELECTORATE', ballots: 10 }]],
    [12, [], []],
  ])('of %i voters: on a cell, and on a member, who is recused', (voters, onCell, onMember) => {
    const room = meetingOf(voters);
    const participation = { code: 'PARTICIPATION', ballots: voters - 1 };
    expect([ahead(room, 'c1'), ahead(room, 'm1')]).toEqual([onCell, [...onMember, participation]]);
  });

  test('a member who is here and could vote beside it: the count will tell whether he or she has cast', () => {
    const participation = [{ code: 'PARTICIPATION', ballots: 11 }];
    const room = meetingOf(12);
    expect([ahead(room, 'm1'), ahead(room, 'c1')]).toEqual([participation, []]);
    expect(ahead(meetingOf(13).presence('chair', 'ABSENT'), 'm1')).toEqual([]);
    // Alone on the sheet, a member stays out of the round.
    for (const key of ['c1', 'c2']) {
      room.openReview(key);
      room.given(
        { type: 'SettleOutcome', reviewId: room.reviewId(key), level: 'GOOD', reason: 'x' },
        'chair',
      );
      room.given({ type: 'CloseReview', reviewId: room.reviewId(key) }, 'chair');
    }
    expect(ahead(room, 'm1')).toEqual([]);
  });

  test('who has left does not count, and who alone could mark nothing is not warned of', () => {
    const room = meetingOf(4, 'v3', 'v4').presence('v2', 'ABSENT');
    expect(ahead(room, 'c1')).toEqual([{ code: 'TOO_FEW_BALLOTS', ballots: 1 }]);
    expect(ahead(room, 'm1')).toEqual([]);
  });

  test('those who may not see who is present are not told: it would tell them', () => {
    const room = meetingOf(4);
    const told = (audience: Audience) => ahead(room, 'm1', audience).length > 0;
    const audiences = ['ADMIN', 'CHAIR', 'TELLER', 'DELEGATE', 'GUEST', 'SCREEN', 'CLIENT'] as const;
    expect(audiences.filter(told)).toEqual(['ADMIN', 'CHAIR', 'TELLER', 'DELEGATE']);
  });

  test('a former secret count of the same seats but one', () => {
    const room = meetingOf(12);
    room.openRound(['c1']);
    room.castInOrder([11, 'GOOD']).closeRound();
    expect(ahead(room, 'c1')).toEqual([{ code: 'DIFFERENCE', ballots: 1 }]);
    expect(ahead(room, 'c2')).toEqual([]);
  });

  test.each([
    [1, [{ code: 'DIFFERENCE', ballots: 1 }]],
    [2, [{ code: 'DIFFERENCE', ballots: 2 }]],
    [4, [{ code: 'DIFFERENCE', ballots: 4 }]],
    [5, []],
  ])('a former secret count, since when %i have left: fewer than a batch', (left, disclosures) => {
    const room = meetingOf(18);
    room.openRound(['c1']);
    room.castInOrder([18, 'GOOD']).closeRound();
    for (let number = 18; number > 18 - left; number -= 1) room.presence(`v${number}`, 'EXCUSED');
    expect(ahead(room, 'c1')).toEqual(disclosures);
  });

  test('who has cast is not looked at: of as many again some may be others', () => {
    const ofTwelve = (idle: string) => {
      const room = meetingOf(13);
      room.openRound(['c1']);
      for (const { key, mayVote } of room.session.preparation.seats) {
        if (mayVote && key !== idle) room.cast(key, 'GOOD');
      }
      return ahead(room.closeRound().presence('v13', 'ABSENT'), 'c1');
    };
    // The one who has left had cast nothing; or had, and somebody else had not.
    expect(ofTwelve('v13')).toEqual([{ code: 'DIFFERENCE', ballots: 2 }]);
    expect(ofTwelve('v12')).toEqual(ofTwelve('v13'));
  });

  test('of the same seats, all of whom cast, there is no difference; nor with a void round or an open vote', () => {
    const room = meetingOf(12);
    room.openRound(['c1']);
    room.castInOrder([12, 'GOOD']).closeRound();
    expect(ahead(room, 'c1')).toEqual([]);
    room.openRound(['c2']);
    room.castInOrder([11, 'GOOD']);
    room.given({ type: 'VoidRound', roundId: room.round.id, reason: 'Nhầm' }, 'chair');
    room.openRound(['c2'], { method: 'OPEN_VOTE' });
    room.castInOrder([11, 'GOOD']).closeRound();
    expect(ahead(room, 'c2')).toEqual([]);
  });

  test('nothing is left to warn of once the review is closed', () => {
    const room = meetingOf(3);
    room.openRound(['c1']);
    room.castInOrder([3, 'GOOD']).closeRound();
    room.given({ type: 'CloseReview', reviewId: room.reviewId('c1') }, 'chair');
    expect(ahead(room, 'c1')).toEqual([]);
  });
});

describe('[R45] of a count', () => {
  test.each([
    ['all alike', [12, 'GOOD'] as const, null, [{ code: 'UNANIMOUS', ballots: 12 }]],
    ['all but one', [11, 'GOOD'] as const, [1, 'BLANK'] as const, [{ code: 'ALL_BUT_ONE', ballots: 11 }]],
    ['all but two', [10, 'GOOD'] as const, [2, 'BLANK'] as const, []],
  ])('%s', (_, most, rest, disclosures) => {
    const room = meetingOf(12);
    room.openRound(['c1']);
    expect(told(room)).toEqual([[]]);
    room.castInOrder(most, ...(rest === null ? [] : [rest])).closeRound();
    expect(told(room)).toEqual([disclosures]);
    expect(disclosuresOfResult(room.session, room.reviewId('c1'))).toEqual(disclosures);
    expect(disclosuresOfResult(room.session, room.reviewId('c2'))).toEqual([]);
  });

  test('an open vote and a void round have nothing to hide', () => {
    const room = meetingOf(5);
    room.openRound(['c1'], { method: 'OPEN_VOTE' });
    room.castInOrder([5, 'GOOD']).closeRound();
    expect(told(room)).toEqual([[]]);
    room.openRound(['c1']);
    room.castInOrder([5, 'GOOD']);
    room.given({ type: 'VoidRound', roundId: room.round.id, reason: 'Nhầm' }, 'chair');
    expect(told(room)).toEqual([[]]);
  });

  test('two counts of the same seats but one: both say so, by review', () => {
    const room = meetingOf(6);
    const mixed = [3, 'EXCELLENT'] as const;
    room.openRound(['c1', 'c2']);
    room.castInOrder(mixed, [3, 'GOOD']).closeRound();
    room.openRound(['c1']);
    room.castInOrder(mixed, [2, 'GOOD']).closeRound();
    const difference = [{ code: 'DIFFERENCE', ballots: 1 }];
    expect([told(room, 0), told(room, 1)]).toEqual([[difference, []], [difference]]);
  });

  /** Two counts on a cell, these marks and then those, between which the last ones of so many have left. */
  const counts = (voters: number, first: readonly Cast[], then: readonly Cast[]) => {
    const room = meetingOf(voters);
    room.openRound(['c1']);
    room.castInOrder(...first).closeRound();
    const left = then.reduce((rest, [count]) => rest - count, voters);
    for (let number = voters; number > voters - left; number -= 1) room.presence(`v${number}`, 'EXCUSED');
    room.openRound(['c1']);
    room.castInOrder(...then).closeRound();
    const differences = told(room)
      .flat()
      .filter(({ code }) => code === 'DIFFERENCE');
    expect(
      told(room, 0)
        .flat()
        .filter(({ code }) => code === 'DIFFERENCE'),
    ).toEqual(differences);
    return differences.map(({ ballots }) => ballots);
  };

  test.each<readonly [string, number, readonly Cast[], readonly Cast[], readonly number[]]>([
    [
      'two left, fewer than a batch',
      12,
      [
        [8, 'GOOD'],
        [4, 'BLANK'],
      ],
      [
        [7, 'GOOD'],
        [3, 'BLANK'],
      ],
      [2],
    ],
    [
      'a batch left, of several levels',
      18,
      [
        [9, 'GOOD'],
        [9, 'BLANK'],
      ],
      [
        [7, 'GOOD'],
        [6, 'BLANK'],
      ],
      [],
    ],
    [
      'a batch left, all of one level',
      18,
      [
        [9, 'GOOD'],
        [9, 'BLANK'],
      ],
      [
        [9, 'GOOD'],
        [4, 'BLANK'],
      ],
      [5],
    ],
    [
      'a batch left, all but one of one level',
      18,
      [
        [9, 'GOOD'],
        [9, 'BLANK'],
      ],
      [
        [8, 'GOOD'],
        [5, 'BLANK'],
      ],
      [5],
    ],
    [
      'a batch left, and somebody chose anew',
      18,
      [
        [9, 'GOOD'],
        [9, 'BLANK'],
      ],
      [
        [10, 'GOOD'],
        [3, 'BLANK'],
      ],
      [],
    ],
  ])('two counts of which one is among the other: %s', (_, voters, first, then, differences) => {
    expect(counts(voters, first, then)).toEqual(differences);
  });

  test('a member on the sheet who cast nothing: as many marks as ballots', () => {
    const ofEleven = (idle: string) => {
      const room = meetingOf(12);
      room.openRound(['m1', 'c1']);
      const voting = room.session.preparation.seats.filter(({ key, mayVote }) => mayVote && key !== idle);
      for (const [at, { key }] of voting.entries()) room.cast(key, at % 2 === 0 ? 'GOOD' : 'BLANK');
      return told(room.closeRound());
    };
    expect(ofEleven('chair')).toEqual([[{ code: 'PARTICIPATION', ballots: 11 }], []]);
    expect(ofEleven('v12')).toEqual([[], []]);
  });

  test('whatever is cast: UNANIMOUS exactly when one choice has all marks, ALL_BUT_ONE when it lacks one', () => {
    const choice = fc.constantFrom(...ballotChoices);
    fc.assert(
      fc.property(fc.array(choice, { minLength: 3, maxLength: 9 }), (choices) => {
        const room = meetingOf(9);
        room.openRound(['c1']);
        room.castInOrder(...choices.map((one) => [1, one] as const)).closeRound();
        const most = Math.max(...ballotChoices.map((one) => choices.filter((two) => two === one).length));
        const lacking = choices.length - most;
        const codes = told(room)?.[0]?.map(({ code }) => code);
        expect(codes).toEqual(lacking === 0 ? ['UNANIMOUS'] : lacking === 1 ? ['ALL_BUT_ONE'] : []);
      }),
      { numRuns: 60 },
    );
  });
});

test.each(languages)('[R45] each is said in %s, before and after, with its number', (language) => {
  for (const code of disclosureCodes) {
    for (const when of ['AHEAD', 'COUNTED'] as const) {
      const sentence = disclosureMessageOf(language, { code, ballots: 7 }, when);
      isFitToRead(sentence);
      // Whether somebody will have cast is no number.
      if (code !== 'PARTICIPATION' || when === 'COUNTED') expect(sentence).toContain('7');
    }
  }
  isFitToRead(disclosureMessageOf(language, { code: 'DIFFERENCE', ballots: 1 }, 'AHEAD'));
});
