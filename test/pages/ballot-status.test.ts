import { expect, test } from 'vitest';
import { ballotStatusOf } from '../../src/pages/ballot/ballot-status.ts';
import type { LocalBallotState } from '../../src/pages/ballot/casting/local-ballot.ts';

const receipt = { commandId: 'c1', cursor: '12.ab' };
const filling: LocalBallotState = { is: 'filling', marks: { r1: 'GOOD' }, refused: null };
const cast: LocalBallotState = { is: 'cast', receipt };

const fate = (
  status: 'OPEN' | 'CLOSED' | 'VOID',
  state: LocalBallotState = filling,
  { sealed = false, reviews = [{}] }: { sealed?: boolean; reviews?: object[] } = {},
) => ballotStatusOf({ round: { status }, sealed, reviews }, state);

test('a ballot that was never cast is open, then not cast, and of a voided round nothing is said', () => {
  expect([fate('OPEN').is, fate('CLOSED').is, fate('VOID').is]).toEqual(['open', 'notCast', 'voided']);
});

test('a ballot that is in stays so, and is destroyed with its round', () => {
  expect(fate('OPEN', cast)).toEqual({ is: 'in', receipt });
  expect(fate('CLOSED', cast)).toEqual({ is: 'in', receipt });
  expect(fate('VOID', cast)).toEqual({ is: 'destroyed', receipt });
});

test('what the server says of a ballot cast from elsewhere holds, whatever is marked here', () => {
  expect(fate('CLOSED', filling, { sealed: true })).toEqual({ is: 'in', receipt: null });
  expect(fate('CLOSED', { is: 'castElsewhere' })).toEqual({ is: 'in', receipt: null });
  expect(fate('VOID', filling, { sealed: true })).toEqual({ is: 'destroyed', receipt: null });
});

test('what is on its way is called neither in nor not cast, though its round is over', () => {
  for (const status of ['OPEN', 'CLOSED', 'VOID'] as const)
    expect(fate(status, { is: 'casting', marks: {} }).is).toBe('underWay');
  expect(fate('CLOSED', { is: 'tooLate' }).is).toBe('tooLate');
  expect(fate('VOID', { is: 'tooLate' }).is).toBe('tooLate');
});

test('who does not vote in a round has no ballot in it', () => {
  for (const status of ['OPEN', 'CLOSED', 'VOID'] as const)
    expect(fate(status, filling, { reviews: [] }).is).toBe('none');
});
