import { expect, test } from 'vitest';
import type { Envelope, SecretRound } from '../../../src/clerk/ballot-box-store.ts';
import type { Store } from '../../../src/clerk/ports.ts';
import { batchOf } from './batches.ts';

/** Returns a secret round that the journal has no entry of. */
const round = (id: string): SecretRound => ({ id, binding: `as ${id} was opened`, head: '0'.repeat(64) });

const sorted = (sheets: readonly Uint8Array[] | null) =>
  sheets?.map((sheet) => Buffer.from(sheet).toString('hex')).sort() ?? null;

/** Returns the sheets of a round; null where the envelopes do not open, for whatever reason. */
async function readable(store: Store, roundId: string): Promise<readonly Uint8Array[] | null> {
  const sheets = await store.ballotBox.open(round(roundId));
  return typeof sheets === 'string' ? null : sheets;
}

/** The tests that every ballot box must pass. */
export function ballotBoxContract(open: () => Promise<Store>): void {
  const seal = async (store: Store, roundId: string, sheets: readonly number[][]) => {
    const envelopes: Envelope[] = [];
    for (const sheet of sheets) {
      const envelope = await store.ballotBox.seal(round(roundId), Uint8Array.from(sheet));
      if (typeof envelope === 'string') throw new Error(`${roundId}: ${envelope}`);
      envelopes.push(envelope);
    }
    await store.journal.append(batchOf({ envelopes }));
    return envelopes;
  };

  test('[C7] a forged round opens with every sheet that was sealed and appended', async () => {
    const store = await open();
    await store.ballotBox.forge('rnd_one');
    expect(await readable(store, 'rnd_one')).toEqual([]);
    await seal(store, 'rnd_one', [
      [0, 1, 255],
      [5, 4, 3],
      [0, 1, 255],
    ]);
    expect(sorted(await readable(store, 'rnd_one'))).toEqual(['0001ff', '0001ff', '050403']);
  });

  test('[C7] forging again keeps the key', async () => {
    const store = await open();
    await store.ballotBox.forge('rnd_one');
    await seal(store, 'rnd_one', [[2]]);
    await store.ballotBox.forge('rnd_one');
    expect(sorted(await readable(store, 'rnd_one'))).toEqual(['02']);
  });

  test('[S3] without a key nothing is sealed and nothing is opened', async () => {
    const store = await open();
    expect(await store.ballotBox.seal(round('rnd_none'), Uint8Array.of(1))).toBe('BALLOTS_UNREADABLE');
    expect(await readable(store, 'rnd_none')).toBeNull();
  });

  test('[S3] equal sheets make envelopes that have nothing in common', async () => {
    const store = await open();
    await store.ballotBox.forge('rnd_one');
    const [one, other] = await seal(store, 'rnd_one', [
      [1, 1, 1, 1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1, 1, 1, 1],
    ]);
    expect(one?.id).not.toEqual(other?.id);
    expect(one?.nonce).not.toEqual(other?.nonce);
    expect(one?.sealed).not.toEqual(other?.sealed);
    expect(one?.sealed.includes(Buffer.alloc(8, 1))).toBe(false);
  });

  test('[S3] an envelope of one round does not open in another', async () => {
    const store = await open();
    await store.ballotBox.forge('rnd_one');
    await store.ballotBox.forge('rnd_two');
    const [mine] = await seal(store, 'rnd_one', [[3]]);
    if (mine === undefined) throw new Error('nothing was sealed');
    const moved = { ...mine, id: `${mine.id.slice(1)}0`, roundId: 'rnd_two' };
    await store.journal.append(batchOf({ envelopes: [moved] }));
    expect(await readable(store, 'rnd_two')).toBeNull();
    expect(sorted(await readable(store, 'rnd_one'))).toEqual(['03']);
  });

  test('[S3] the order in which sheets come out does not follow the order in which they went in', async () => {
    const store = await open();
    await store.ballotBox.forge('rnd_one');
    const sheets = Array.from({ length: 40 }, (_, at) => [at]);
    await seal(store, 'rnd_one', sheets);
    const out = (await readable(store, 'rnd_one'))?.map((sheet) => sheet[0]);
    expect(out).not.toEqual(sheets.flat());
    expect([...(out ?? [])].sort((a = 0, b = 0) => a - b)).toEqual(sheets.flat());
  });

  test('[C7] an emptied round has no envelope left, and others keep theirs', async () => {
    const store = await open();
    await store.ballotBox.forge('rnd_one');
    await store.ballotBox.forge('rnd_two');
    await seal(store, 'rnd_one', [[1], [2]]);
    await seal(store, 'rnd_two', [[4]]);
    await store.journal.append(batchOf({ emptiedRoundIds: ['rnd_one'] }));
    expect(await readable(store, 'rnd_one')).toEqual([]);
    expect(sorted(await readable(store, 'rnd_two'))).toEqual(['04']);
  });

  test('[C7] a destroyed key opens nothing, and destroying it again does no harm', async () => {
    const store = await open();
    await store.ballotBox.forge('rnd_one');
    await seal(store, 'rnd_one', [[1]]);
    await store.ballotBox.destroy('rnd_one');
    await store.ballotBox.destroy('rnd_one');
    expect(await readable(store, 'rnd_one')).toBeNull();
    await store.ballotBox.forge('rnd_one');
    expect(await readable(store, 'rnd_one')).toBeNull();
  });

  test('[C7] sweeping destroys the keys of rounds that are over or never opened, and keeps that of one that is open', async () => {
    const store = await open();
    for (const roundId of ['rnd_one', 'rnd_two', 'rnd_three']) await store.ballotBox.forge(roundId);
    await seal(store, 'rnd_two', [[2]]);
    await store.ballotBox.sweep(['rnd_two'], [{ roundId: 'rnd_one', hash: '0'.repeat(64) }]);
    expect(await readable(store, 'rnd_one')).toBeNull();
    expect(sorted(await readable(store, 'rnd_two'))).toEqual(['02']);
    expect(await readable(store, 'rnd_three')).toBeNull();
  });
}
