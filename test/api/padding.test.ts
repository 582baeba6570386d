import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { newId } from '../support/client.ts';
import { openTestHouse } from '../support/house.ts';
import { cast, convene, marks, openRound, preparation } from '../support/session.ts';

test('padding is neither looked at nor kept: [C2] the same ballot with another gets the same receipt, one without any too', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 3 }));
  const { sessionId, reviewIds, tokens } = meeting;
  const roundId = await openRound(house, meeting);
  const ballot = { commandId: newId(), sessionId, roundId, choices: marks(reviewIds) };
  const padding = 'đệm'.repeat(2_000);
  const receipt = await cast(house, tokens.v1 ?? '', { ...ballot, padding });
  expect(receipt).toMatchObject({ __typename: 'BallotReceipt', roundId });
  for (const other of [{ padding: ' ' }, { padding: null }, {}]) {
    expect(await cast(house, tokens.v1 ?? '', { ...ballot, ...other })).toEqual(receipt);
  }
  const entries = await house.store.journal.read(sessionId, 0, 1_000);
  expect(JSON.stringify(entries)).not.toContain('đệm');
});

test('no socket compresses: padding of one letter would shrink to nothing, and a ballot have a length of its own', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const offered = ['permessage-deflate', 'permessage-deflate; client_max_window_bits'];
  for (const extensions of offered) {
    const socket = new WebSocket(`${house.address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { 'sec-websocket-extensions': extensions },
      perMessageDeflate: true,
    });
    await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
    expect(socket.extensions).toBe('');
    socket.close();
  }
});
