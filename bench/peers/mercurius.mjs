import Fastify from 'fastify';
import mercurius from 'mercurius';
import { announce } from './announce.mjs';
import { nextFrame, typeDefs } from './screen.mjs';

/** A server with Mercurius, its subscriptions and its emitter within the process, as its documentation shows them. */

const topic = 'WATCH';

const app = Fastify();
app.register(mercurius, {
  schema: typeDefs,
  resolvers: {
    Subscription: {
      sessionWatch: {
        subscribe: (_root, _args, { pubsub }) => pubsub.subscribe(topic),
      },
    },
  },
  subscription: true,
});

await app.listen({ host: '127.0.0.1', port: 0 });
const { port } = /** @type {import('node:net').AddressInfo} */ (app.server.address());
announce(port, () => {
  app.graphql.pubsub.publish({ topic, payload: { sessionWatch: nextFrame() } });
});
