import { randomUUID } from 'node:crypto';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { DataSource, EntitySchema } from 'typeorm';
import { WebSocketServer } from 'ws';
import { announce } from './announce.mjs';

/**
 * A server with the usual resolver: a transaction and a `save` for each ballot, on the same kind of database with the same durability. A lock lets one
 * transaction run at a time, because all share one connection.
 */

const text = /** @type {const} */ ({ type: 'varchar' });
const key = /** @type {const} */ ({ type: 'varchar', primary: true });
const time = /** @type {const} */ ({ type: 'datetime' });

const Ballot = new EntitySchema({
  name: 'Ballot',
  columns: {
    id: { ...key, generated: 'uuid' },
    roundId: text,
    seatId: text,
    choices: { type: 'simple-json' },
    castAt: time,
  },
  uniques: [{ columns: ['roundId', 'seatId'] }],
});

/** With this key TypeORM sends a SELECT and one INSERT for all rows. With a generated id it would send an INSERT for each row. */
const Choice = new EntitySchema({
  name: 'Choice',
  columns: { roundId: key, seatId: key, reviewId: key, choice: text, castAt: time },
});

/**
 * @typedef {{ roundId: string, seatId: string, choices: { reviewId: string, choice: string }[], castAt: Date }} Cast
 * @typedef {{ entity: EntitySchema<any>, rows: (cast: Cast) => object | object[] }} Form what one `save` is given
 */

/** @type {Record<string, Form>} */
const forms = {
  /** The whole sheet is one row, with its choices as JSON. */
  'row-per-ballot': { entity: Ballot, rows: (cast) => cast },
  /** Each review of the sheet is a row, as in a relational schema. */
  'row-per-choice': {
    entity: Choice,
    rows: ({ choices, ...ballot }) => choices.map((marked) => ({ ...ballot, ...marked })),
  },
};

const form = forms[process.env.FORM ?? 'row-per-ballot'];
if (!form) throw new Error(`FORM takes one of: ${Object.keys(forms).join(', ')}`);
const { entity, rows } = form;

/** Without a database nothing is stored. Socket, document and answer are the same, so this measures the limit above the storage. */
const database = process.env.DATABASE;
const source =
  database &&
  (await new DataSource({
    type: 'sqlite',
    database,
    entities: [entity],
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
        manager.getRepository(entity).save(rows({ roundId, seatId, choices, castAt: new Date() })),
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
