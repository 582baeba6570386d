import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/house.ts';
import { fuzz } from './fuzz.ts';

// What nobody would send, some thousands of times: no status of 500, no unmasked error, no rejection that nobody handles, and no
// memory that is not given back. `npm run fuzz` does it any number of times.

const inputs = 4_000;
const seed = Number(process.env.FUZZ_SEED ?? 2026);
const maxGrowthMegabytes = 32;

test(
  'whatever is sent, the server answers for it',
  async () => {
    console.log(`fuzz seed ${seed}`);
    const folder = temporaryFolder();
    onTestFinished(folder.remove);
    const {
      faults,
      memory,
      inputs: tried,
    } = await fuzz({ file: join(folder.path, 'fuzz.sqlite'), seed, inputs, say: () => {} });
    expect(faults).toEqual([]);
    expect(Object.values(tried).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(inputs);
    expect(memory.end.heap - memory.fifth.heap).toBeLessThan(maxGrowthMegabytes);
    expect(memory.end.page - memory.fifth.page).toBeLessThan(maxGrowthMegabytes);
  },
  10 * 60_000,
);
