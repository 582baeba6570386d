import { expect, onTestFinished, test } from 'vitest';
import { follow, socket, told } from '../support/client.ts';
import { openTestHouse } from '../support/house.ts';
import { cast, convene, marks, openRound, order, preparation } from '../support/session.ts';

const ahead = `subscription ($id: ID!) { sessionWatch(sessionId: $id) { session { attendance { present }
  reviews { disclosures { code ballots message } } } } }`;

test('[R45] before a secret round: the frame says by review what it could not hide, as people come and go', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 11, members: 1 }));
  const { sessionId, seatIds, tokens } = meeting;
  const client = socket(house.address, tokens.chair ?? '');
  onTestFinished(async () => client.dispose());
  const frames = follow(client, ahead, { id: sessionId });
  const of =
    (present: number) =>
    ({ sessionWatch }: { sessionWatch: { session: { attendance: object } } }) =>
      JSON.stringify(sessionWatch.session.attendance) === JSON.stringify({ present });
  const before = await frames.until(of(11));
  const small = (ballots: number) => ({
    code: 'SMALL_ELECTORATE',
    ballots,
    message: `Only ${ballots} cast a secret ballot on this: if all ballots are alike, the count tells what each of them chose.`,
  });
  const reviews = (...disclosures: object[][]) => disclosures.map((one) => ({ disclosures: one }));
  const participation = (ballots: number) => ({
    code: 'PARTICIPATION',
    ballots,
    message:
      'On a sheet with others, whoever this is about can cast and marks nothing here: once the round is closed, the number of marks tells whether he or she has cast.',
  });
  expect(before.sessionWatch.session.reviews).toEqual(reviews([small(10), participation(10)], []));
  const away = { sessionId, seatId: seatIds.v4, presence: 'EXCUSED' };
  await order(house, tokens.chair ?? '', 'recordPresence', away);
  const after = await frames.until(of(10));
  expect(after.sessionWatch.session.reviews).toEqual(reviews([small(9), participation(9)], [small(10)]));
});

test('[R45] of a count: who cast nothing, and by how many seats another one differs, each in words of after the fact', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 6, members: 1 }));
  const { sessionId, reviewIds, tokens } = meeting;
  const round = async (...voters: string[]) => {
    const roundId = await openRound(house, meeting);
    for (const key of voters) {
      const own = key === 'chair' ? reviewIds.slice(1) : reviewIds;
      const choices = marks(own, key === 'v1' || key === 'v2' ? 'BLANK' : 'GOOD');
      await cast(house, tokens[key] ?? '', { sessionId, roundId, choices });
    }
    await order(house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  };
  await round('chair', 'v1', 'v2', 'v3', 'v4', 'v5');
  await round('v1', 'v2', 'v3', 'v4');
  const query = `query ($id: ID!) { session(id: $id) { rounds { tallies { counted disclosures { code message } } } } }`;
  const { session } = await told(house.address, tokens.guest ?? '', query, { id: sessionId });
  const difference = (ballots: number) => ({
    code: 'DIFFERENCE',
    message:
      ballots === 1
        ? 'Another secret count on this is of the same people but one: comparing the two can tell what that one chose.'
        : `Another secret count on this may be of the same people but ${ballots}: comparing the two can tell what those ${ballots} chose.`,
  });
  const participation = {
    code: 'PARTICIPATION',
    message:
      'All 4 who cast a ballot marked this, and whoever it is about may not: so everybody knows that he or she cast none.',
  };
  const tally = (counted: number, ...disclosures: object[]) => ({ counted, disclosures });
  expect(session.rounds).toEqual([
    { tallies: [tally(5, difference(1)), tally(6, difference(2))] },
    { tallies: [tally(4, difference(1), participation), tally(4, difference(2))] },
  ]);
});

test('[R45] of a count: everybody is told with its round, and history with its result', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 3 }, { settings: { base: 'CAST' } }));
  const { sessionId, reviewIds, tokens } = meeting;
  const roundId = await openRound(house, meeting);
  for (const key of ['chair', 'v1', 'v2']) {
    await cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(reviewIds) });
  }
  const chair = tokens.chair ?? '';
  await order(house, chair, 'closeRound', { sessionId, roundId });
  await order(house, chair, 'closeReview', { sessionId, reviewId: reviewIds[0] });
  await order(house, chair, 'adjournSession', { sessionId });
  const query = `query ($id: ID!) { session(id: $id) { rounds { tallies { disclosures { code message } } } }
    results(first: 1) { edges { node { tally { disclosures { code message } } } } } }`;
  const unanimous = {
    code: 'UNANIMOUS',
    message: 'Cả 3 phiếu kín giống nhau: ai cũng biết từng người đã chọn gì.',
  };
  const data = await told(house.address, chair, query, { id: sessionId }, 'vi');
  expect(data.session.rounds).toEqual([{ tallies: [{ disclosures: [unanimous] }] }]);
  expect(data.results.edges).toEqual([{ node: { tally: { disclosures: [unanimous] } } }]);
});
