import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Turnstile } from '../../src/api/limits/turnstile.ts';
import { ask, newId } from '../support/client.ts';
import { openTestHouse } from '../support/house.ts';
import { castDocument, convene, marks, openRound, preparation } from '../support/session.ts';

// Who begins when many ask at once: one in each turn of the event loop, askers by turns, and ballots before everybody.

/** Counts the turns of the event loop until the returned function is called. */
function countTurns(): () => number {
  let turns = 0;
  let counting = true;
  const turn = () => {
    turns += 1;
    if (counting) globalThis.setImmediate(turn);
  };
  globalThis.setImmediate(turn);
  return () => {
    counting = false;
    return turns;
  };
}

test('one begins in each turn of the loop, and askers by turns, however much one of them asks', async () => {
  const turnstile = new Turnstile();
  const begun: string[] = [];
  const turns = countTurns();
  const asks = (asker: string, times: number) =>
    Array.from({ length: times }, async () => {
      await turnstile.pass(asker);
      begun.push(asker);
    });
  await Promise.all([...asks('busy', 50), ...asks('quiet', 1), ...asks('third', 2)]);
  expect(turns()).toBeGreaterThanOrEqual(53);
  expect(begun.slice(0, 6)).toEqual(['busy', 'quiet', 'third', 'busy', 'third', 'busy']);
  expect(begun).toHaveLength(53);
  await Promise.all(asks('later', 1));
  expect(begun.at(-1)).toBe('later');
});

test('nobody is let in while a ballot is under way, one at a time where ballots never end', async () => {
  const turnstile = new Turnstile();
  const [over, other] = [turnstile.ballot(), turnstile.ballot()];
  const begun: string[] = [];
  const asks = (asker: string) => turnstile.pass(asker).then(() => begun.push(asker));
  const first = asks('one');
  const second = asks('other');
  over();
  over();
  await setImmediate();
  await setImmediate();
  expect(begun).toEqual([]);
  await first;
  expect(begun).toEqual(['one']);
  other();
  await second;
  const third = asks('third');
  turnstile.ballot();
  await setImmediate();
  await setImmediate();
  expect(begun).toEqual(['one', 'other']);
  await third;
});

test('a ballot waits for nobody else’s turn, once its document is known', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 3, cells: 1 }));
  const { sessionId, tokens, reviewIds } = meeting;
  const roundId = await openRound(house, meeting);
  const cast = (key: string) => {
    const input = { commandId: newId(), sessionId, roundId, choices: marks(reviewIds) };
    return ask(house.address, tokens[key] ?? '', castDocument, { input });
  };
  expect((await cast('v1')).errors).toBeUndefined();
  // From now on nobody is let in, until the end.
  let letIn = () => {};
  const pass = vi.spyOn(Turnstile.prototype, 'pass').mockImplementation(
    () =>
      new Promise((enter) => {
        letIn = enter;
      }),
  );
  onTestFinished(() => pass.mockRestore());
  expect((await cast('v2')).data?.castBallot.__typename).toBe('BallotReceipt');
  expect(pass).not.toHaveBeenCalled();
  // A stranger takes a turn to be heard, and one to begin.
  const stranger = ask(house.address, null, '{ viewer { kind } } # unknown');
  for (const nth of [1, 2]) {
    await vi.waitUntil(() => pass.mock.calls.length === nth);
    letIn();
  }
  expect((await stranger).data.viewer.kind).toBe('ANONYMOUS');
  // To be refused takes one as well, whether for a token or for length.
  const refused = ask(house.address, 'x'.repeat(43), '{ viewer { kind } }');
  await vi.waitUntil(() => pass.mock.calls.length === 3);
  letIn();
  expect((await refused).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  const long = ask(house.address, tokens.v1 ?? '', `{ viewer { kind } } # ${'x'.repeat(20_000)}`);
  // What is long takes a third, between reading its document and pricing it.
  for (const nth of [4, 5, 6]) {
    await vi.waitUntil(() => pass.mock.calls.length === nth);
    letIn();
  }
  expect((await long).data.viewer.kind).toBe('SEAT');
});
