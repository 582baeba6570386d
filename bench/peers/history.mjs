import { createHash, timingSafeEqual } from 'node:crypto';
import Fastify from 'fastify';
import mercurius from 'mercurius';
import sqlite3 from 'sqlite3';
import { documents, hashOf } from '../documents.mjs';
import { announce } from './announce.mjs';

/**
 * History as one would write it with Mercurius: with its JIT, persisted documents, and a loader for what results point to. It reads the same tables of the same
 * file as the project does, with the same statements.
 */

const typeDefs = `
  enum StatisticsKey { YEAR LEVEL }
  enum QuotaBase { GOOD GOOD_OR_BETTER ALL_RATED ALL_MEMBERS }
  type Period { kind: String! year: Int! }
  type Organization { id: ID! name: String! }
  type Session { id: ID! title: String! heldOn: String! }
  interface Node { id: ID! }
  type Person implements Node { id: ID! fullName: String! results(first: Int): ResultConnection! }
  type Subject { kind: String! name: String! position: String person: Person }
  type ChoiceCount { choice: String! count: Int! }
  type Tally { electorate: Int! base: Int! counted: Int! counts: [ChoiceCount!]! }
  type Decision { level: String status: String! decidedBy: String! at: String! }
  type Result implements Node {
    id: ID! level: String status: String! authority: String! recordedAt: String! period: Period!
    organization: Organization! session: Session subject: Subject! tally: Tally decisions: [Decision!]!
  }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type ResultEdge { cursor: String! node: Result! }
  type ResultConnection { totalCount: Int! pageInfo: PageInfo! edges: [ResultEdge!]! }
  type StatisticsRow { year: Int level: String count: Int! excellent: Int! baseCount: Int! }
  input ResultFilter { search: String }
  type Query {
    node(id: ID!): Node
    results(first: Int, after: String, filter: ResultFilter): ResultConnection!
    statistics(by: [StatisticsKey!]!, base: QuotaBase!): [StatisticsRow!]!
  }
`;

const db = new sqlite3.Database(/** @type {string} */ (process.env.FILE), sqlite3.OPEN_READONLY);
/** @param {string} sql @param {unknown[]} [values] @returns {Promise<any[]>} */
const all = (sql, values = []) =>
  new Promise((resolve, reject) =>
    db.all(sql, values, (/** @type {any} */ error, /** @type {any} */ found) =>
      error ? reject(error) : resolve(found),
    ),
  );

const choices = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED', 'NOT_RATED', 'BLANK'];
const list = 'result,held_on-,ordinal+';
const columns = 'id, session_id, level, status, recorded_at_ms, record, held_on, ordinal';
const ordered = 'ORDER BY held_on DESC, ordinal LIMIT ?';
const standing = 'superseded_by_id IS NULL';
const maxSorted = 2_000;
const iso = (/** @type {number} */ ms) => new Date(ms).toISOString();

/** @param {any} row */
const resultOf = (row) => {
  const record = JSON.parse(row.record);
  const { tally } = record;
  return {
    __typename: 'Result',
    id: row.id,
    sessionId: row.session_id,
    level: row.level,
    status: row.status,
    authority: record.authority,
    recordedAt: iso(row.recorded_at_ms),
    period: record.period,
    organization: { id: record.organizationId, name: record.organizationName },
    subject: {
      kind: record.kind,
      name: record.name,
      position: record.position,
      person: record.personId === null ? null : { id: record.personId, fullName: record.personName },
    },
    tally: tally && { ...tally, counts: choices.map((choice) => ({ choice, count: tally.counts[choice] })) },
  };
};

/** @param {any[]} found @param {number} first @param {boolean} behind @param {() => Promise<number>} count */
const connection = (found, first, behind, count) => {
  const edges = found.slice(0, first).map((row) => ({
    cursor: Buffer.from(JSON.stringify([list, row.held_on, row.ordinal])).toString('base64url'),
    node: resultOf(row),
  }));
  return {
    count,
    edges,
    pageInfo: {
      hasNextPage: found.length > first,
      hasPreviousPage: behind,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
};

const total = async () => (await all('SELECT SUM(count) AS total FROM result_count'))[0].total ?? 0;

/** @param {string} search in lower case and without marks */
const named = async (search, /** @type {number} */ first) => {
  const names = `subject_search CROSS JOIN subject_name ON subject_name.id = subject_search.rowid`;
  const threes = Array.from({ length: Math.ceil(search.length / 3) }, (_, nth) => {
    const start = Math.min(nth * 3, search.length - 3);
    return `"${search.slice(start, start + 3).replaceAll('"', '""')}"`;
  });
  const holds = [threes.join(' AND '), `%${search}%`];
  const held = 'subject_search MATCH ? AND subject_name.folded LIKE ?';
  const few = await all(
    `SELECT ordinal FROM ${names} CROSS JOIN result ON result.folded = subject_name.folded
     WHERE ${held} LIMIT ${maxSorted + 1}`,
    holds,
  );
  if (few.length <= maxSorted) {
    const among = `${standing} AND ordinal IN (SELECT value FROM json_each(?))`;
    const ordinals = JSON.stringify(few.map(({ ordinal }) => ordinal));
    const found = await all(`SELECT ${columns} FROM result WHERE ${among} ${ordered}`, [ordinals, first + 1]);
    return connection(found, first, false, async () => {
      return (await all(`SELECT COUNT(*) AS total FROM result WHERE ${among}`, [ordinals]))[0].total;
    });
  }
  const found = await all(`SELECT ${columns} FROM result WHERE ${standing} AND folded LIKE ? ${ordered}`, [
    `%${search}%`,
    first + 1,
  ]);
  return connection(found, first, false, async () => {
    const within = `folded IN (SELECT subject_name.folded FROM ${names} WHERE ${held})`;
    return (await all(`SELECT COUNT(*) AS total FROM result WHERE ${standing} AND ${within}`, holds))[0]
      .total;
  });
};

/** @param {number} first @param {string | null | undefined} after */
const page = async (first, after) => {
  if (!after) {
    const found = await all(`SELECT ${columns} FROM result WHERE ${standing} ${ordered}`, [first + 1]);
    return connection(found, first, false, total);
  }
  const [, heldOn, ordinal] = JSON.parse(Buffer.from(after, 'base64url').toString());
  const stretch = (/** @type {string} */ beyond) =>
    `SELECT ${columns} FROM result WHERE ${standing} AND ${beyond}`;
  const found = await all(
    `${stretch('held_on = ? AND ordinal > ?')} UNION ALL ${stretch('held_on < ?')} ${ordered}`,
    [heldOn, ordinal, heldOn, first + 1],
  );
  return connection(found, first, true, total);
};

const inBase = /** @type {Record<string, string>} */ ({
  GOOD: "level = 'GOOD'",
  GOOD_OR_BETTER: "level IN ('GOOD', 'EXCELLENT')",
  ALL_RATED: 'level IS NOT NULL',
  ALL_MEMBERS: 'TRUE',
});

const resolvers = {
  Query: {
    node: async (/** @type {unknown} */ _, /** @type {any} */ { id }) => {
      const [person] = await all('SELECT id, full_name AS fullName FROM person WHERE id = ?', [id]);
      return person ? { __typename: 'Person', ...person } : null;
    },
    results: (/** @type {unknown} */ _, /** @type {any} */ { first, after, filter }) =>
      filter?.search ? named(filter.search, first) : page(first, after),
    statistics: (/** @type {unknown} */ _, /** @type {any} */ { by, base }) => {
      const keys = by.map((/** @type {string} */ key) => key.toLowerCase()).join(', ');
      return all(`SELECT ${keys}, SUM(count) AS count,
        COALESCE(SUM((level = 'EXCELLENT') * count), 0) AS excellent, COALESCE(SUM((${inBase[base]}) * count), 0) AS baseCount
        FROM result_count GROUP BY ${keys} ORDER BY ${keys}`);
    },
  },
  // This resolver calls the function, because the code that the JIT makes does not call functions that are values of fields.
  ResultConnection: { totalCount: (/** @type {any} */ { count }) => count() },
  Person: {
    results: async (/** @type {any} */ { id }, /** @type {any} */ { first }) => {
      const where = `person_id = ? AND ${standing}`;
      const found = await all(`SELECT ${columns} FROM result WHERE ${where} ${ordered}`, [id, first + 1]);
      return connection(found, first, false, async () => {
        return (await all(`SELECT COUNT(*) AS total FROM result WHERE ${where}`, [id]))[0].total;
      });
    },
  },
};

/** @param {any[]} queries */
const ids = (queries, /** @type {string} */ key) =>
  JSON.stringify([...new Set(queries.map(({ obj }) => obj[key]))]);

const loaders = {
  Result: {
    session: async (/** @type {any[]} */ queries) => {
      const found = await all(
        'SELECT id, title, held_on AS heldOn FROM session WHERE id IN (SELECT value FROM json_each(?))',
        [ids(queries, 'sessionId')],
      );
      const sessions = new Map(found.map((row) => [row.id, row]));
      return queries.map(({ obj }) => sessions.get(obj.sessionId) ?? null);
    },
    decisions: async (/** @type {any[]} */ queries) => {
      const found = await all(
        `SELECT result_id, level, status, decided_by AS decidedBy, at_ms FROM decision
         WHERE result_id IN (SELECT value FROM json_each(?)) ORDER BY result_id, seq`,
        [ids(queries, 'id')],
      );
      return queries.map(({ obj }) =>
        found.filter((row) => row.result_id === obj.id).map((row) => ({ ...row, at: iso(row.at_ms) })),
      );
    },
  },
};

const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest();
const known = digest(process.env.TOKEN ?? '');

const app = Fastify();
app.addHook('onRequest', async (request, reply) => {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (!timingSafeEqual(digest(token), known)) return reply.code(401).send();
});
app.register(mercurius, {
  schema: typeDefs,
  resolvers: /** @type {any} */ (resolvers),
  loaders,
  jit: 1,
  persistedQueries: Object.fromEntries(Object.values(documents).map((text) => [hashOf(text), text])),
  onlyPersisted: true,
});

await app.listen({ host: '127.0.0.1', port: 0 });
const { port } = /** @type {import('node:net').AddressInfo} */ (app.server.address());
announce(port);
