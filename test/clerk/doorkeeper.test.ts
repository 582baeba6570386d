import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { accessCode, apiKey, codeHash, issuingKey } from '../../src/clerk/codes.ts';
import { Doorkeeper } from '../../src/clerk/doorkeeper.ts';
import type { CodeGrant } from '../../src/clerk/ports.ts';
import { ServerClock } from '../../src/clerk/time.ts';
import { standingClock } from '../support/clock.ts';
import { batchOf } from '../support/contract/batches.ts';
import { lookUpsOf } from '../support/keys.ts';
import { memoryStore } from '../support/memory-store.ts';
import { startMs } from './room.ts';

const adminToken = 'administrator-token-of-at-least-32-characters';
const sessionId = 'ses_one';
const pepper = Buffer.alloc(32, 7);
const issuing = Buffer.alloc(32, 8);
const under = issuingKey(issuing, adminToken);
const dayMs = 24 * 60 * 60 * 1_000;

function openDoor(store = memoryStore(), clock = standingClock(startMs)) {
  const time = new ServerClock(clock);
  const complaints: string[] = [];
  const options = {
    access: store.access,
    adminToken,
    pepper,
    issuing,
    clock: time,
    complain: (problem: string) => complaints.push(problem),
  };
  /** The command that issued the newest code of each seat. */
  const issued = new Map<string | null, string>();
  return {
    store,
    clock,
    /** Somebody sets the machine's clock, and the house follows. */
    set(ms: number) {
      clock.jump(ms);
      time.follow();
    },
    issued,
    complaints,
    doorkeeper: new Doorkeeper(options),
    again: () => new Doorkeeper({ ...options, clock: new ServerClock(clock) }),
  };
}

type Door = ReturnType<typeof openDoor>;

/** Issues a code as the clerk does and returns it. */
async function issue({ store, doorkeeper, issued }: Door, seatId: string | null): Promise<string> {
  const commandId = randomUUID();
  const hash = doorkeeper.codeDeriver(adminToken).codeHash(commandId, seatId);
  const code: CodeGrant = { sessionId, seatId, commandId, hash };
  await store.journal.append(batchOf({ codes: [code] }));
  doorkeeper.end({ sessionId, seatId });
  issued.set(seatId, commandId);
  return accessCode(under, commandId, seatId);
}

async function signIn({ doorkeeper }: Door, code: string) {
  const entered = await doorkeeper.signIn(code);
  if (entered === null) throw new Error(`${code} opened nothing`);
  return entered;
}

/** How often the pass was ended. */
function ends(pass: { readonly onEnd: Set<() => void> }): { times: number } {
  const count = { times: 0 };
  pass.onEnd.add(() => {
    count.times += 1;
  });
  return count;
}

test('a seat signs in with its code, and its token opens from then on', async () => {
  const door = openDoor();
  const { token, pass } = await signIn(door, await issue(door, 'seat_a'));
  expect(pass.actor).toEqual({ kind: 'SEAT', sessionId, seatId: 'seat_a' });
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(pass.hash).not.toContain(token);
  expect(await door.doorkeeper.passOf(token)).toBe(pass);
  expect(door.doorkeeper.isLive(pass)).toBe(true);
});

test('a code is taken as people type it, and again for the next device', async () => {
  const door = openDoor();
  const code = await issue(door, null);
  const one = await signIn(door, code);
  const other = await signIn(door, code.toLowerCase().replace(/-/g, ' '));
  expect(other.token).not.toBe(one.token);
  expect(other.pass.actor).toEqual({ kind: 'SCREEN', sessionId });
});

test.each(['', 'nonsense', 'AAAA-AAAA-AAAAA', 'A'.repeat(10_000)])('%.20j opens nothing', async (code) => {
  const door = openDoor();
  await issue(door, 'seat_a');
  expect(await door.doorkeeper.signIn(code)).toBeNull();
  expect(await door.doorkeeper.passOf(code)).toBeNull();
});

test('a token opens after a restart, as long as it has not expired', async () => {
  const door = openDoor();
  const { token, pass } = await signIn(door, await issue(door, 'seat_a'));
  const next = door.again();
  const kept = await next.passOf(token);
  expect(kept?.actor).toEqual(pass.actor);
  expect(kept?.expiresAtMs).toBe(startMs + dayMs);
  door.clock.pass(dayMs - 1);
  expect(await door.doorkeeper.passOf(token)).toBe(pass);
  door.clock.pass(1);
  expect(door.doorkeeper.isLive(pass)).toBe(false);
  expect(await door.doorkeeper.passOf(token)).toBeNull();
  expect(await next.passOf(token)).toBeNull();
  expect(await door.again().passOf(token)).toBeNull();
});

test.each([25, -25, 365 * 24])(
  '[C9] a clock set by %i hours neither ends a token nor makes it last',
  async (hours) => {
    const door = openDoor();
    const { token, pass } = await signIn(door, await issue(door, 'seat_a'));
    door.clock.pass(dayMs / 2);
    door.set(hours * 3_600_000);
    expect(await door.doorkeeper.passOf(token)).toBe(pass);
    expect(door.doorkeeper.leftMs(pass)).toBe(dayMs / 2);
    door.clock.pass(dayMs / 2);
    expect(door.doorkeeper.isLive(pass)).toBe(false);
  },
);

test.each([
  ['a year ahead', 365 * dayMs, null],
  ['a day and an instant ahead', dayMs + 1, null],
  ['a day ahead', dayMs, dayMs],
  ['some hours behind', -dayMs / 4, (dayMs * 3) / 4],
])('[C9] of a token that was made while the clock was %s, after a restart', async (_, aheadMs, leftMs) => {
  const door = openDoor();
  const code = await issue(door, 'seat_a');
  door.set(aheadMs);
  const { token } = await signIn(door, code);
  door.set(-aheadMs);
  const next = door.again();
  const pass = await next.passOf(token);
  expect(pass && next.leftMs(pass)).toBe(leftMs);
});

test('a token that opens nothing is looked for once; keys alone are looked for among keys', async () => {
  const door = openDoor();
  const asked = lookUpsOf(door.store.access);
  const { token } = await signIn(door, await issue(door, 'seat_a'));
  expect(await door.doorkeeper.passOf('x'.repeat(43))).toBeNull();
  expect((await door.again().passOf(token))?.actor).toMatchObject({ seatId: 'seat_a' });
  expect(asked).toEqual(['token', 'token']);
  expect(await door.doorkeeper.passOf(`hk_${'x'.repeat(40)}`)).toBeNull();
  expect(asked).toEqual(['token', 'token', 'key', 'token']);
});

test('[C9] tokens that expired a day ago are forgotten once somebody signs in, at most once an hour', async () => {
  const door = openDoor();
  const { removeExpired } = door.store.access;
  const removed: number[] = [];
  Object.assign(door.store.access, {
    removeExpired: (beforeMs: number) => {
      removed.push(beforeMs - startMs);
      return removeExpired(beforeMs);
    },
  });
  const code = await issue(door, 'seat_a');
  const hourMs = 3_600_000;
  for (const ms of [0, hourMs - 1, 1, 2 * dayMs, 1]) {
    door.clock.pass(ms);
    await signIn(door, code);
  }
  expect(removed).toEqual([-dayMs, hourMs - dayMs, hourMs + dayMs]);
  Object.assign(door.store.access, { removeExpired: () => Promise.reject(new Error('full')) });
  door.clock.pass(hourMs);
  await signIn(door, code);
  await vi.waitUntil(() => door.complaints.length === 1);
});

test('[C8] a replaced code ends the passes it gave, once, and no others', async () => {
  const door = openDoor();
  const code = await issue(door, 'seat_a');
  const [one, two] = [await signIn(door, code), await signIn(door, code)];
  const other = await signIn(door, await issue(door, 'seat_b'));
  const screen = await signIn(door, await issue(door, null));
  const counts = [one, two, other, screen].map(({ pass }) => ends(pass));
  const replacing = await issue(door, 'seat_a');
  expect(counts.map(({ times }) => times)).toEqual([1, 1, 0, 0]);
  expect(door.doorkeeper.isLive(one.pass)).toBe(false);
  expect(await door.doorkeeper.passOf(one.token)).toBeNull();
  expect(await door.doorkeeper.signIn(code)).toBeNull();
  expect(await door.doorkeeper.passOf(other.token)).toBe(other.pass);
  await signIn(door, replacing);
  await issue(door, null);
  expect(counts.map(({ times }) => times)).toEqual([1, 1, 0, 1]);
});

test('[C8] a sign-in during which the code is replaced gives nothing', async () => {
  const door = openDoor();
  const code = await issue(door, 'seat_a');
  const { addToken } = door.store.access;
  Object.assign(door.store.access, {
    addToken: async (token: Parameters<typeof addToken>[0]) => {
      await issue(door, 'seat_a');
      return addToken(token);
    },
  });
  expect(await door.doorkeeper.signIn(code)).toBeNull();
});

/** The next answer of the store to this question is as it was when asked, and comes when `meanwhile` is done. */
function answersLate(door: Door, question: 'token' | 'key' | 'addToken', meanwhile: () => Promise<unknown>) {
  const { access } = door.store;
  const ask = access[question] as (about: unknown) => Promise<unknown>;
  const late = async (about: unknown) => {
    Object.assign(access, { [question]: ask });
    const answer = await ask(about);
    await meanwhile();
    return answer;
  };
  Object.assign(access, { [question]: late });
}

test('[C8] a token that is ended while the store looks it up opens nothing', async () => {
  const door = openDoor();
  const { token } = await signIn(door, await issue(door, 'seat_a'));
  const other = await signIn(door, await issue(door, 'seat_b'));
  const restarted = { ...door, doorkeeper: door.again() };
  answersLate(restarted, 'token', () => issue(restarted, 'seat_a'));
  expect(await restarted.doorkeeper.passOf(token)).toBeNull();
  expect(await restarted.doorkeeper.passOf(token)).toBeNull();
  // What ended is another's: the answer is asked for once more, and opens.
  answersLate(restarted, 'token', () => issue(restarted, 'seat_a'));
  expect((await restarted.doorkeeper.passOf(other.token))?.actor).toEqual(other.pass.actor);
});

test('[C8] a token that is signed out while the store looks it up opens nothing', async () => {
  const door = openDoor();
  const { token } = await signIn(door, await issue(door, 'seat_a'));
  const { doorkeeper } = { ...door, doorkeeper: door.again() };
  answersLate(door, 'token', async () => {
    const quicker = await doorkeeper.passOf(token);
    if (quicker !== null) await doorkeeper.signOut(quicker);
  });
  expect(await doorkeeper.passOf(token)).toBeNull();
});

test('[C8] a key that is revoked while the store looks it up opens nothing', async () => {
  const door = openDoor();
  const commandId = randomUUID();
  const hash = door.doorkeeper.codeDeriver(adminToken).keyHash(commandId);
  const grant = { keyId: 'key_one', name: 'Ban Tổ chức', organizationId: null, hash };
  await door.store.journal.append(batchOf({ keys: [grant] }));
  answersLate(door, 'key', async () => {
    await door.store.journal.append(batchOf({ endedKeyIds: ['key_one'] }));
    door.doorkeeper.end({ keyId: 'key_one' });
  });
  expect(await door.doorkeeper.passOf(apiKey(adminToken, commandId))).toBeNull();
});

test('[C8] a code that is replaced while its token is written gives nothing', async () => {
  const door = openDoor();
  const code = await issue(door, 'seat_a');
  answersLate(door, 'addToken', () => issue(door, 'seat_a'));
  expect(await door.doorkeeper.signIn(code)).toBeNull();
  // Another's end changes nothing.
  const own = await issue(door, 'seat_a');
  answersLate(door, 'addToken', () => issue(door, 'seat_b'));
  expect((await signIn(door, own)).pass.actor).toEqual({ kind: 'SEAT', sessionId, seatId: 'seat_a' });
});

test('signing out ends the token, here and in the store', async () => {
  const door = openDoor();
  const code = await issue(door, 'seat_a');
  const [one, two] = [await signIn(door, code), await signIn(door, code)];
  const count = ends(one.pass);
  await door.doorkeeper.signOut(one.pass);
  expect(count.times).toBe(1);
  expect(await door.doorkeeper.passOf(one.token)).toBeNull();
  expect(await door.again().passOf(one.token)).toBeNull();
  expect(await door.doorkeeper.passOf(two.token)).toBe(two.pass);
});

test('the administrator’s token opens for ever, and is not signed out', async () => {
  const door = openDoor();
  const pass = await door.doorkeeper.passOf(adminToken);
  expect(pass).toMatchObject({ actor: { kind: 'ADMIN' }, expiresAtMs: null });
  if (pass === null) throw new Error('the administrator was left outside');
  await door.doorkeeper.signOut(pass);
  door.clock.pass(1_000 * dayMs);
  expect(await door.doorkeeper.passOf(adminToken)).toBe(pass);
  expect(await door.doorkeeper.passOf(`${adminToken}.`)).toBeNull();
});

test('[R80] a key opens for its organisation until it is revoked', async () => {
  const door = openDoor();
  const commandId = randomUUID();
  const hash = door.doorkeeper.codeDeriver(adminToken).keyHash(commandId);
  const grant = { keyId: 'key_one', name: 'Ban Tổ chức', organizationId: 'org_one', hash };
  await door.store.journal.append(batchOf({ keys: [grant] }));
  const key = apiKey(under, commandId);
  const pass = await door.doorkeeper.passOf(key);
  expect(pass?.actor).toEqual({ kind: 'CLIENT', keyId: 'key_one', organizationId: 'org_one' });
  if (pass === null) throw new Error('the key opened nothing');
  const count = ends(pass);
  await door.doorkeeper.signOut(pass);
  expect(await door.doorkeeper.passOf(key)).toBe(pass);
  await door.store.journal.append(batchOf({ endedKeyIds: ['key_one'] }));
  door.doorkeeper.end({ keyId: 'key_one' });
  expect(count.times).toBe(1);
  expect(await door.doorkeeper.passOf(key)).toBeNull();
});

test('[C2] codes are given again to the token that issued them, and to no other', async () => {
  const door = openDoor();
  const [a, screens] = [await issue(door, 'seat_a'), await issue(door, null)];
  const first = new Map(door.issued);
  const codes = (token = adminToken) => door.doorkeeper.codesFrom(first, sessionId, token);
  expect(Object.fromEntries(await codes())).toEqual({ seat_a: a, null: screens });
  expect(await codes('another-administrator-token-of-32-chars')).toEqual(new Map());
  await issue(door, 'seat_a');
  expect(Object.fromEntries(await codes())).toEqual({ seat_a: a, null: screens });
});

test('[C2] [C10] what a former version derived from the token alone is given again to it, and to no other', async () => {
  const door = openDoor();
  const [seat, commandId] = ['seat_a', randomUUID()];
  const code = accessCode(adminToken, commandId, seat);
  const hash = codeHash(pepper, code);
  await door.store.journal.append(batchOf({ codes: [{ sessionId, seatId: seat, commandId, hash }] }));
  const origins = new Map([[seat, commandId]]);
  expect([...(await door.doorkeeper.codesFrom(origins, sessionId, adminToken)).values()]).toEqual([code]);
  expect((await door.doorkeeper.codesFrom(origins, sessionId, `${adminToken}.`)).size).toBe(0);
});
