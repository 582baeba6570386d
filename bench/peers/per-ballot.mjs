import { randomUUID } from 'node:crypto';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { DataSource, EntitySchema } from 'typeorm';
import { WebSocketServer } from 'ws';
import { announce } from './announce.mjs';

/**
 * The resolver that everybody writes: a transaction and a `save` for each ballot, one row with the choices as JSON, on the
 * same database with the same durability. A lock keeps one transaction from nesting in another on the shared connection.
 */

const Ballot = new EntitySchema({
  name: 'Ballot',
  columns: {
    id: { type: 'varchar', primary: true, generated: 'uuid' },
    roundId: { type: 'varchar' },
    seatId: { type: 'varchar' },
    choices: { type: 'simple-json' },
    castAt: { type: 'datetime' },
  },
  uniques: [{ columns: ['roundId', 'seatId'] }],
});

/** Without a database, the limit above the storage: the same socket, document and answer, and nothing kept. */
const database = process.env.DATABASE;
const source =
  database &&
  (await new DataSource({
    type: 'sqlite',
    database,
    entities: [Ballot],
    synchronize: true,
    enableWAL: true,
  }).initialize());
if (source) await source.query('PRAGMA synchronous = FULL');

let free = Promise.resolve();
/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
const alone = (work) => {
  const done = free.then(work);
  free = done.then(
    () => {},
    () => {},
  );
  return done;
};

const schema = buildSchema(`
  enum BallotChoice { EXCELLENT GOOD COMPLETED NOT_COMPLETED NOT_RATED BLANK }
  input ChoiceInput { reviewId: ID! choice: BallotChoice! }
  input CastBallotInput { commandId: ID! sessionId: ID! roundId: ID! choices: [ChoiceInput!]! }
  type BallotReceipt { commandId: ID! roundId: ID! }
  type Refusal { code: String! message: String! }
  union CastBallotResult = BallotReceipt | Refusal
  type Query { ready: Boolean! }
  type Mutation { castBallot(input: CastBallotInput!): CastBallotResult! }
`);

const castBallot = schema.getMutationType()?.getFields().castBallot;
if (!castBallot) throw new Error('the schema lost its mutation');
castBallot.resolve = async (_root, { input }, { seatId }) => {
  const { commandId, roundId, choices } = input;
  if (source)
    await alone(() =>
      source.transaction((manager) =>
        manager.getRepository(Ballot).save({ roundId, seatId, choices, castAt: new Date() }),
      ),
    );
  return { __typename: 'BallotReceipt', commandId, roundId };
};

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/graphql' });
useServer(
  { schema, context: ({ connectionParams }) => ({ seatId: connectionParams?.token ?? randomUUID() }) },
  server,
);
server.on('listening', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  announce(port);
});
