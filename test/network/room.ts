import { onTestFinished } from 'vitest';
import { type Any, type RawSocket, rawSocket, socket } from '../support/client.ts';
import { openTestHouse, type TestHouse, type TestHouseOptions } from '../support/house.ts';
import { type FailingNetwork, openProxy, type ProxyOptions } from '../support/proxy.ts';
import { convene, type Meeting, order, preparation } from '../support/session.ts';

export interface Room {
  readonly house: TestHouse;
  readonly meeting: Meeting;
}

/** A server and a meeting under review, until the test's end. */
export async function openRoom(voters: number, options: TestHouseOptions = {}): Promise<Room> {
  const house = await openTestHouse(options);
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters }));
  const { sessionId, reviewIds, tokens } = meeting;
  await order(house, tokens.chair ?? '', 'openReview', { sessionId, reviewId: reviewIds[0] });
  return { house, meeting };
}

export async function proxyTo(house: TestHouse, options?: ProxyOptions): Promise<FailingNetwork> {
  const proxy = await openProxy(house.address, options);
  onTestFinished(() => proxy.close());
  return proxy;
}

export async function rawOf(address: string, token: string | undefined): Promise<RawSocket> {
  const raw = await rawSocket(address, { token });
  onTestFinished(() => raw.socket.terminate());
  return raw;
}

export function clientOf(address: string, token: string | undefined) {
  const client = socket(address, token ?? null);
  onTestFinished(async () => client.dispose());
  return client;
}

export function comment({ house, meeting }: Room, key: string, body: string): Promise<Any> {
  const { sessionId, reviewIds, tokens } = meeting;
  return order(house, tokens[key] ?? '', 'addComment', { sessionId, reviewId: reviewIds[0], body });
}

export const readEntries =
  'subscription ($id: ID!, $after: Cursor) { sessionEntries(sessionId: $id, after: $after) { cursor seq } }';
export const watchFrames =
  'subscription ($id: ID!, $after: Cursor) { sessionWatch(sessionId: $id, after: $after) { cursor session { revision } } }';
export const watchOwn = 'subscription ($id: ID!) { ownWatch(sessionId: $id) { cursor } }';
