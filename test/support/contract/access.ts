import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CodeGrant, Holder, Store } from '../../../src/clerk/ports.ts';
import { batchOf } from './batches.ts';

const seat = (seatId: string): Holder => ({ kind: 'SEAT', sessionId: 'ses_one', seatId });

function grant(seatId: string | null, hash: string, sessionId = 'ses_one'): CodeGrant {
  return { sessionId, seatId, hash, commandId: randomUUID() };
}

const byHash = (codes: readonly CodeGrant[]) => codes.map(({ hash }) => hash).sort();

/** The tests that every store must pass about codes, tokens and keys. */
export function accessContract(open: () => Promise<Store>): void {
  const signIn = (
    store: Store,
    holder: Holder,
    codeHash: string,
    hash: string,
    expiresAtMs = 2_000,
    atMs = 0,
  ) => store.access.addToken({ hash, holder, codeHash, expiresAtMs, atMs });

  test('a code names its seat, or the screens of its session', async () => {
    const { journal, access } = await open();
    const codes = [grant('seat_a', 'a1'), grant(null, 's1'), grant('seat_x', 'x1', 'ses_two')];
    await journal.append(batchOf({ codes }));
    expect(await access.holderOfCode('a1')).toEqual(seat('seat_a'));
    expect(await access.holderOfCode('s1')).toEqual({ kind: 'SCREEN', sessionId: 'ses_one' });
    expect(await access.holderOfCode('zz')).toBeNull();
    const ofOne = await access.codesOf('ses_one');
    expect(byHash(ofOne)).toEqual(['a1', 's1']);
    expect(ofOne).toEqual(expect.arrayContaining(codes.slice(0, 2)));
  });

  test('a token is of its code, until it is removed', async () => {
    const store = await open();
    await store.journal.append(batchOf({ codes: [grant('seat_a', 'a1')] }));
    expect(await signIn(store, seat('seat_a'), 'a1', 't1')).toBe(true);
    expect(await signIn(store, seat('seat_a'), 'a1', 't2')).toBe(true);
    expect(await store.access.token('t1')).toEqual({ holder: seat('seat_a'), expiresAtMs: 2_000 });
    await store.access.removeToken('t1');
    await store.access.removeToken('t1');
    expect(await store.access.token('t1')).toBeNull();
    expect(await store.access.token('t2')).not.toBeNull();
  });

  test('[R78] sign-ins are counted by code, with the first and the last, from when it was issued', async () => {
    const store = await open();
    await store.journal.append(batchOf({ codes: [grant('seat_a', 'a1'), grant(null, 's1')] }));
    for (const [hash, atMs] of [
      ['t1', 100],
      ['t2', 200],
      ['t3', 300],
    ] as const)
      await signIn(store, seat('seat_a'), 'a1', hash, 2_000, atMs);
    await signIn(store, seat('seat_b'), 'b1', 't4', 2_000, 400);
    const uses = async () => {
      const rows = await store.access.codeUses('ses_one');
      return Object.fromEntries(
        rows.map(({ seatId, signIns, firstSignInMs, lastSignInMs }) => [
          seatId,
          [signIns, firstSignInMs, lastSignInMs],
        ]),
      );
    };
    expect(await uses()).toEqual({ seat_a: [3, 100, 300], null: [0, null, null] });
    // Removing a token does not change the count, because sign-ins are counted for the code.
    await store.access.removeToken('t1');
    expect((await uses()).seat_a).toEqual([3, 100, 300]);
    await store.journal.append(batchOf({ codes: [grant('seat_a', 'a2')] }));
    expect((await uses()).seat_a).toEqual([0, null, null]);
    expect(await store.access.codeUses('ses_none')).toEqual([]);
  });

  test('no token is given for a code that is no longer good', async () => {
    const store = await open();
    expect(await signIn(store, seat('seat_a'), 'a1', 't1')).toBe(false);
    expect(await store.access.token('t1')).toBeNull();
  });

  test('[C8] a code that replaces another ends its tokens, and those alone', async () => {
    const store = await open();
    await store.journal.append(
      batchOf({ codes: [grant('seat_a', 'a1'), grant('seat_b', 'b1'), grant(null, 's1')] }),
    );
    await signIn(store, seat('seat_a'), 'a1', 'ta');
    await signIn(store, seat('seat_b'), 'b1', 'tb');
    await signIn(store, { kind: 'SCREEN', sessionId: 'ses_one' }, 's1', 'ts');
    await store.journal.append(batchOf({ codes: [grant('seat_a', 'a2')] }));
    expect(await store.access.holderOfCode('a1')).toBeNull();
    expect(await store.access.holderOfCode('a2')).toEqual(seat('seat_a'));
    expect(await store.access.token('ta')).toBeNull();
    expect(await store.access.token('tb')).not.toBeNull();
    expect(await store.access.token('ts')).not.toBeNull();
    await store.journal.append(batchOf({ codes: [grant(null, 's2')] }));
    expect(await store.access.token('ts')).toBeNull();
    expect(await store.access.token('tb')).not.toBeNull();
  });

  test('[C8] of two codes for one seat in one batch the later one is good', async () => {
    const { journal, access } = await open();
    await journal.append(
      batchOf({ codes: [grant('seat_a', 'a1'), grant('seat_b', 'b1'), grant('seat_a', 'a2')] }),
    );
    expect(await access.holderOfCode('a1')).toBeNull();
    expect(await access.holderOfCode('a2')).toEqual(seat('seat_a'));
    expect(byHash(await access.codesOf('ses_one'))).toEqual(['a2', 'b1']);
  });

  test('[R1] a seat that is no more takes its code and tokens with it', async () => {
    const store = await open();
    await store.journal.append(batchOf({ codes: [grant('seat_a', 'a1'), grant(null, 's1')] }));
    await signIn(store, seat('seat_a'), 'a1', 'ta');
    await store.journal.append(batchOf({ endedSeatIds: ['seat_a'] }));
    expect(await store.access.holderOfCode('a1')).toBeNull();
    expect(await store.access.token('ta')).toBeNull();
    expect(byHash(await store.access.codesOf('ses_one'))).toEqual(['s1']);
  });

  test('tokens that expired before a moment are forgotten, the others are not', async () => {
    const store = await open();
    await store.journal.append(batchOf({ codes: [grant('seat_a', 'a1')] }));
    await signIn(store, seat('seat_a'), 'a1', 'early', 999);
    await signIn(store, seat('seat_a'), 'a1', 'late', 1_000);
    await store.access.removeExpired(1_000);
    expect(await store.access.token('early')).toBeNull();
    expect(await store.access.token('late')).not.toBeNull();
  });

  test('[R80] a key opens until it is revoked', async () => {
    const { journal, access, registry } = await open();
    const keys = [
      { keyId: 'key_one', name: 'Ban Tổ chức', hash: 'k1', organizationId: 'org_one' },
      { keyId: 'key_two', name: 'Toàn hệ thống', hash: 'k2', organizationId: null },
    ];
    await journal.append(batchOf({ keys }));
    expect(await access.key('k1')).toEqual({ keyId: 'key_one', organizationId: 'org_one' });
    expect(await access.key('k2')).toEqual({ keyId: 'key_two', organizationId: null });
    expect(await registry.keyIsLive('key_one')).toBe(true);
    await journal.append(batchOf({ endedKeyIds: ['key_one'] }));
    expect(await access.key('k1')).toBeNull();
    expect(await registry.keyIsLive('key_one')).toBe(false);
    expect(await access.key('k2')).not.toBeNull();
    expect(await registry.keyIsLive('key_none')).toBe(false);
  });

  test('when a key was last used is kept', async () => {
    const { journal, access } = await open();
    const key = { name: 'Ban Tổ chức', organizationId: null };
    await journal.append(batchOf({ keys: [{ ...key, keyId: 'key_one', hash: 'k1' }] }));
    await journal.append(batchOf({ keys: [{ ...key, keyId: 'key_two', hash: 'k2' }] }));
    await access.keyUsed('key_one', 5);
    await access.keyUsed('key_one', 7);
    expect(await access.keys()).toEqual([
      { ...key, keyId: 'key_one', revoked: false, createdAtMs: null, lastUsedMs: 7 },
      { ...key, keyId: 'key_two', revoked: false, createdAtMs: null, lastUsedMs: null },
    ]);
  });
}
