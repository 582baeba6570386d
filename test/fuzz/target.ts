import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { openLog } from '../../src/log.ts';
import { newId, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import { cast, convene, type Meeting, marks, openRound, preparation, settleAll } from '../support/session.ts';
import { openReader, type Reader } from './reader.ts';
import { Tally } from './tally.ts';

/** What requests name when they are to get further than to the first lookup. */
export interface Scene {
  /** Null: none. The last is wrong. */
  readonly tokens: readonly (string | null)[];
  readonly ids: readonly string[];
  /** Those of the session that is under way, by what arguments call them. */
  readonly fitting: Readonly<Record<string, readonly string[]>>;
}

/** A server to be tried: one session over, one in the middle of a secret round, an API key, and what it was known to be asked. */
export interface Target extends Scene {
  readonly address: URL;
  readonly schema: GraphQLSchema;
  /** Documents that pages and other systems send. */
  readonly documents: readonly string[];
  /** What the server could not make sense of itself, as its log would have it. */
  readonly complaints: string[];
  readonly tally: Tally;
  /** Empty, for files that are tried. */
  readonly folder: string;
  /** Opened when it is first asked for. */
  reader(): Promise<Reader>;
  post(body: string, headers: Readonly<Record<string, string>>): Promise<Answer>;
  /** Another session under way and another key: inputs sign out, revoke, close rounds. */
  renew(): Promise<void>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

const connections = 8;

export async function openTarget(file: string): Promise<Target> {
  const complaints: string[] = [];
  const log = new PassThrough().on('data', (line) => complaints.push(String(line)));
  const house = await openTestHouse({ file, log: openLog('error', log as never) });
  const over = await convene(house, preparation({ voters: 3, cells: 4 }));
  await settleAll(house, over, ['EXCELLENT', 'GOOD', 'COMPLETED', null]);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const address = new URL(house.address);
  const { path: folder, remove } = temporaryFolder();
  let reader: Promise<Reader> | undefined;
  return {
    ...(await sceneOf(house, over)),
    address,
    complaints,
    tally: new Tally(),
    folder,
    schema: buildSchema(readFileSync('schema/api.graphql', 'utf8')),
    documents: ['schema/operations', 'schema/cookbook'].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.graphql'))
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    ),
    post: (body, headers) => post(agent, address, body, headers),
    async renew() {
      Object.assign(this, await sceneOf(house, over));
    },
    reader() {
      reader ??= openReader(house.address);
      return reader;
    },
    async stop() {
      agent.destroy();
      remove();
      await (await reader)?.close();
      await house.stop();
    },
  };
}

async function sceneOf(house: TestHouse, over: Meeting): Promise<Scene> {
  const now = await convene(house, preparation({ voters: 5, cells: 3 }));
  const { sessionId, reviewIds } = now;
  const roundId = await openRound(house, now);
  await cast(house, now.tokens.v1 ?? '', { sessionId, roundId, choices: marks(reviewIds) });
  const { createApiKey } = await told(
    house.address,
    adminToken,
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKey { id key } } }',
    { input: { commandId: newId(), name: 'Ban Tổ chức' } },
  );
  const history = await told(
    house.address,
    adminToken,
    '{ results(first: 4) { edges { cursor node { id subject { organization { id } } } } } organizations(first: 3) { edges { cursor node { id } } } people(first: 3) { edges { node { id } } } }',
  );
  const found = JSON.stringify(history).match(/"(?:id|cursor)":"[^"]+"/g) ?? [];
  const seatIds = Object.values(now.seatIds);
  return {
    tokens: [
      null,
      adminToken,
      now.tokens.chair ?? '',
      now.tokens.v2 ?? '',
      now.tokens.screen ?? '',
      over.tokens.v1 ?? '',
      createApiKey.key,
      'wrong',
    ],
    ids: [
      over.sessionId,
      sessionId,
      roundId,
      createApiKey.id,
      ...over.reviewIds,
      ...reviewIds,
      ...seatIds,
      ...found.map((one) => one.slice(one.indexOf(':') + 2, -1)),
      'vn-124-2023',
      'nothing',
    ],
    fitting: {
      sessionId: [sessionId],
      roundId: [roundId],
      reviewId: reviewIds,
      reviewIds,
      seatId: seatIds,
      policyId: ['vn-124-2023'],
    },
  };
}

function post(
  agent: Agent,
  address: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = address;
    const sent = request({ agent, hostname, port, path: '/graphql', method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    // The server may have closed a connection that was idle just as it was used again.
    sent.on('error', (error) =>
      sent.reusedSocket ? post(agent, address, body, headers).then(resolve, reject) : reject(error),
    );
    sent.end(body);
  });
}
