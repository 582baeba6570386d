import { randomUUID } from 'node:crypto';

/** Makes the ballots that the load generators cast. */

const choices = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED', 'NOT_RATED', 'BLANK'];

export const castBallot = `mutation ($input: CastBallotInput!) { castBallot(input: $input) {
  ... on BallotReceipt { commandId } ... on Refusal { code message } } }`;

/**
 * @param {{ sessionId: string, roundId: string, reviewIds: string[] }} round
 * @param {number} turn tells sheets apart
 */
export const sheet = ({ sessionId, roundId, reviewIds }, turn) => ({
  commandId: randomUUID(),
  sessionId,
  roundId,
  choices: reviewIds.map((reviewId, i) => ({ reviewId, choice: choices[(turn + i * 3) % choices.length] })),
});
