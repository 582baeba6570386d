import { once } from 'node:events';
import { onTestFinished, vi } from 'vitest';
import { type Any, type RawSocket, rawSocket } from '../support/client.ts';
import type { TestHouse } from '../support/house.ts';

export interface Speaker extends RawSocket {
  /** Its messages under this id, as they came. */
  about(id: string): Any[];
  subscribe(id: string, query: string, variables?: object): void;
  complete(id: string): void;
  /** Resolves when everything that was said so far has been heard. Once at a time. */
  heard(): Promise<void>;
  readonly left: Promise<{ readonly code: number; readonly reason: string }>;
}

/** A bare socket until the test's end; with a payload it has been acknowledged. */
export async function speaker(house: TestHouse, payload?: object): Promise<Speaker> {
  const raw = await rawSocket(house.address, payload);
  onTestFinished(() => raw.socket.terminate());
  const left = once(raw.socket, 'close').then(([code, reason]) => ({ code, reason: String(reason) }));
  let pings = 0;
  return {
    ...raw,
    left,
    about: (id) => raw.texts.map((text) => JSON.parse(text)).filter((message) => message.id === id),
    subscribe: (id, query, variables = {}) =>
      raw.send({ id, type: 'subscribe', payload: { query, variables } }),
    complete: (id) => raw.send({ id, type: 'complete' }),
    async heard() {
      pings += 1;
      const number = pings;
      raw.send({ type: 'ping', payload: { number } });
      await raw.until((message) => message.type === 'pong' && message.payload?.number === number);
    },
  };
}

export interface Gate {
  /** Resolves when somebody stands before it. */
  readonly asked: Promise<void>;
  open(): void;
}

/** Keeps every call of a store's method waiting until the gate is opened. */
export function gateBefore<Name extends string>(
  part: { readonly [name in Name]: (...args: never[]) => Promise<unknown> },
  name: Name,
): Gate {
  const former = part[name].bind(part);
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let ask = () => {};
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const spy = vi.spyOn(part as Record<string, Any>, name);
  spy.mockImplementation((async (...args: never[]) => {
    ask();
    await opened;
    return former(...args);
  }) as Any);
  onTestFinished(() => {
    spy.mockRestore();
    open();
  });
  return { asked, open };
}

/** Answered at once. */
export const quick = '{ viewer { kind } }';
/** Answered once the history has been asked for people. */
export const slow = '{ people(first: 1) { edges { cursor } } }';
