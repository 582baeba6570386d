import { expect, onTestFinished, test, vi } from 'vitest';
import { Gate } from '../../src/store/gate.ts';
import { together } from '../../src/store/together.ts';
import { ask } from '../support/client.ts';
import { openTestHouse } from '../support/house.ts';
import { convene, preparation, signIn } from '../support/session.ts';

// What comes while the same is under way for others is done for all of them at once.

/** Work that ends when it is told to: the items of each turn, in order. */
function turns() {
  const taken: (readonly number[])[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const double = together<number, number>(
    (items) =>
      new Promise((resolve, reject) => {
        taken.push(items);
        ends.push((error) => (error === undefined ? resolve(items.map((item) => 2 * item)) : reject(error)));
      }),
  );
  return { taken, double, end: (error?: Error) => ends.at(-1)?.(error) };
}

test('the first goes alone, who comes meanwhile goes together, and each gets its own result', async () => {
  const { taken, double, end } = turns();
  const first = double(1);
  const others = Promise.all([2, 3, 4].map(double));
  expect(taken).toEqual([[1]]);
  end();
  expect(await first).toBe(2);
  await vi.waitUntil(() => taken.length === 2);
  end();
  expect(await others).toEqual([4, 6, 8]);
  expect(taken).toEqual([[1], [2, 3, 4]]);
});

test('a failure is told to those of its turn alone', async () => {
  const { taken, double, end } = turns();
  const first = expect(double(1)).rejects.toThrow('full');
  const second = double(2);
  end(new Error('full'));
  await first;
  await vi.waitUntil(() => taken.length === 2);
  end();
  expect(await second).toBe(4);
});

test('a crowd that signs in takes few turns of the connection that writes, and each gets a token of its own', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const { codes } = await convene(house, preparation({ voters: 3 }));
  const write = vi.spyOn(Gate.prototype, 'write');
  onTestFinished(() => write.mockRestore());
  const keys = Array.from({ length: 60 }, (_, at) => ['screen', 'v1', 'v2'][at % 3] ?? '');
  const tokens = await Promise.all(keys.map((key) => signIn(house, codes[key])));
  expect(write.mock.calls.length).toBeLessThan(30);
  expect(new Set(tokens).size).toBe(60);
  const kinds = await Promise.all(
    tokens.map(async (token) => (await ask(house.address, token, '{ viewer { kind } }')).data.viewer.kind),
  );
  expect(kinds).toEqual(keys.map((key) => (key === 'screen' ? 'SCREEN' : 'SEAT')));
});
