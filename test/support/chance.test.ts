import { expect, test } from 'vitest';
import { Chance } from './chance.ts';

test('the same seed draws the same, another one something else', () => {
  const drawn = (seed: number | string) => {
    const chance = new Chance(seed);
    return [chance.id(), chance.below(1_000_000), chance.branch().id(), chance.share()];
  };
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
  expect(drawn(7)[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('no branch draws again what another one drew: 300 of seed 2029, 24,000 draws of each', () => {
  const root = new Chance(2029);
  const branches = Array.from({ length: 300 }, () => root.branch());
  const begins = new Map(branches.map((branch) => [branch.share(), branch.share()]));
  const again = branches.filter((branch) => {
    let before = branch.share();
    for (let draws = 0; draws < 24_000; draws += 1) {
      const now = branch.share();
      if (begins.get(before) === now) return true;
      before = now;
    }
    return false;
  });
  expect(again).toEqual([]);
});
