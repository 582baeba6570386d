import { Wire } from './wire.mjs';

export const subprotocol = 'graphql-transport-ws';
const answerLimitMs = 30_000;

/**
 * @template T
 * @param {number} limitMs
 * @param {string} what
 * @param {(resolve: (value: T) => void, reject: (error: Error) => void) => void} start
 * @returns {Promise<T>}
 */
export const within = (limitMs, what, start) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what}: no answer in ${limitMs} ms`)), limitMs);
    const settled = (/** @type {(value: any) => void} */ then) => (/** @type {any} */ value) => {
      clearTimeout(timer);
      then(value);
    };
    start(settled(resolve), settled(reject));
  });

/**
 * Opens a socket with graphql-transport-ws. Resolves once the server has acknowledged it.
 * @param {number} port @param {string | undefined} token
 * @returns {Promise<Wire>}
 */
export const signedIn = async (port, token) => {
  const wire = await Wire.open(port, { protocol: subprotocol });
  await within(answerLimitMs, 'connection_init', (resolve, reject) => {
    wire.onEnd = (why) => reject(new Error(why));
    wire.listener = (payload) => {
      if (payload.includes('connection_ack')) resolve(undefined);
    };
    wire.send({ type: 'connection_init', payload: token ? { token } : {} });
  });
  wire.listener = undefined;
  wire.onEnd = undefined;
  return wire;
};

/** @param {string} id @param {string} query @param {object} variables */
export const operation = (id, query, variables) => ({ id, type: 'subscribe', payload: { query, variables } });

/**
 * Returns a caller that sends operations over the socket, several at a time where they are not awaited.
 * @param {Wire} wire
 */
export const caller = (wire) => {
  let last = 0;
  /** @type {Map<string, { resolve: (data: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  wire.onEnd = (why) => {
    for (const { reject } of waiting.values()) reject(new Error(why));
    waiting.clear();
  };
  wire.listener = (payload) => {
    const message = JSON.parse(payload.toString());
    if (message.type === 'ping') wire.send({ type: 'pong' });
    const call = waiting.get(message.id);
    if (!call || (message.type !== 'next' && message.type !== 'error')) return;
    waiting.delete(message.id);
    const errors = message.type === 'error' ? message.payload : message.payload.errors;
    if (errors) call.reject(new Error(JSON.stringify(errors)));
    else call.resolve(message.payload.data);
  };
  /** @param {string} query @param {object} variables @returns {Promise<any>} */
  return (query, variables) =>
    within(answerLimitMs, 'operation', (resolve, reject) => {
      last += 1;
      waiting.set(`c${last}`, { resolve, reject });
      wire.send(operation(`c${last}`, query, variables));
    });
};

/**
 * Runs `work` for every item, `atOnce` at a time. Returns the results in the order of the items.
 * @template T, R
 * @param {readonly T[]} items @param {number} atOnce @param {(item: T, i: number) => Promise<R>} work
 * @returns {Promise<R[]>}
 */
export const forEach = async (items, atOnce, work) => {
  /** @type {R[]} */
  const results = new Array(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(/** @type {T} */ (items[i]), i);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  return results;
};
