import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { announce } from './announce.mjs';
import { nextFrame, typeDefs } from './screen.mjs';

/** A server with graphql-ws in its default form: every subscriber has a source, an execution and a serialisation of its own. */

/** @typedef {{ sessionWatch: ReturnType<typeof nextFrame> }} Event */

/** @type {Set<(event: Event) => void>} */
const followers = new Set();

/** The publish and subscribe of many tutorials: a queue and a waiting promise for each subscriber. */
const watch = () => {
  /** @type {Event[]} */
  const queue = [];
  /** @type {((step: IteratorResult<Event>) => void) | undefined} */
  let waiting;
  const push = (/** @type {Event} */ event) => {
    if (!waiting) {
      queue.push(event);
      return;
    }
    const step = waiting;
    waiting = undefined;
    step({ value: event, done: false });
  };
  followers.add(push);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    /** @returns {Promise<IteratorResult<Event>>} */
    next: () => {
      const event = queue.shift();
      if (event) return Promise.resolve({ value: event, done: false });
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    return: () => {
      followers.delete(push);
      waiting?.({ value: undefined, done: true });
      return Promise.resolve({ value: undefined, done: true });
    },
  };
};

const schema = buildSchema(typeDefs);
const field = schema.getSubscriptionType()?.getFields().sessionWatch;
if (!field) throw new Error('the schema lost its subscription');
field.subscribe = watch;

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/graphql' });
useServer({ schema }, server);
server.on('listening', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  announce(port, () => {
    const event = { sessionWatch: nextFrame() };
    for (const push of followers) push(event);
  });
});
