import { deepEqual } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startLoad, startPeer } from '../children.mjs';
import { documents, hashOf } from '../documents.mjs';
import { plain, quantile, ratios, told } from '../figures.mjs';
import { databaseIn, isBuilt, post, startProject } from '../project.mjs';
import { writeRecord } from '../record.mjs';

const maxGrowth = 1.5;
const connections = 4;
const first = 20;
const peopleAsked = 500;
const deepAsked = 50;
/** How deep in the record the cursors are: in the middle and near the end. */
const depths = [0.5, 0.95];
const growing = ['first page', 'deep page', "person's record"];

const createKey = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { __typename ... on ApiKey { key } ... on Refusal { code message } }
}`;

/**
 * @typedef {{ document: string, variables: Record<string, unknown> }} Question
 * @typedef {{ name: string, to: { port: number, token: string }, pid: number, bodyOf: (question: Question, kept?: boolean) => string }} Contender
 * @typedef {{ size: number, ours: Contender, peer: Contender, questions: Record<string, Question[]>, stop: () => Promise<void> }} Site
 * @typedef {{ p50: number, p99: number, perSecond: number, serverBusy: number, readerBusy: number }} Taken
 */

/** @param {Question} question @param {boolean} [kept] whether the same answer may serve again */
const ourBody = ({ document, variables }, kept = false) =>
  JSON.stringify({
    documentId: `sha256:${hashOf(/** @type {string} */ (documents[document]))}`,
    // The documents have no such variable. It makes each request different, so that no answer can have been kept.
    variables: kept ? variables : { ...variables, turn: '%TURN%' },
  });

/** @param {Question} question */
const peerBody = ({ document, variables }) =>
  JSON.stringify({
    persisted: true,
    query: hashOf(/** @type {string} */ (documents[document])),
    variables: { ...variables, turn: '%TURN%' },
  });

/** Makes a cursor as the pages of results give it. @param {string} heldOn @param {number} ordinal */
const cursorAt = (heldOn, ordinal) =>
  Buffer.from(JSON.stringify(['result,held_on-,ordinal+', heldOn, ordinal])).toString('base64url');

/** @param {string} folder @param {number} size @param {(line: string) => void} say @returns {Promise<Site>} */
const openSite = async (folder, size, say) => {
  const file = databaseIn(folder);
  // The project's server is started once, because it makes the tables.
  await (await startProject(folder)).stop();
  const began = performance.now();
  const { people, rare, deep } = await writeRecord(file, size, { depths, deepAsked });
  say(`${plain(size)} results written in ${plain((performance.now() - began) / 1000)} s`);
  rmSync(join(folder, 'server.log'));
  const server = await startProject(folder, { keyOperationsPerMinute: 1_000_000_000 });
  const input = { commandId: randomUUID(), name: 'bench' };
  const { key: token } = await post(server, server.adminToken, createKey, { input });
  for (const query of Object.values(documents)) await keep(server.port, token, query);
  const peer = await startPeer('peers/history.mjs', { FILE: file, TOKEN: token });
  const step = Math.max(1, Math.floor(people.length / peopleAsked));
  const asked = people.filter((_, at) => at % step === 0);
  return {
    size,
    ours: { name: 'this project', to: { port: server.port, token }, pid: server.pid, bodyOf: ourBody },
    peer: { name: 'Mercurius with JIT', to: { port: peer.port, token }, pid: peer.pid, bodyOf: peerBody },
    questions: {
      'first page': [{ document: 'page', variables: { first } }],
      'deep page': deep.map(({ heldOn, ordinal }) => ({
        document: 'page',
        variables: { first, after: cursorAt(heldOn, ordinal) },
      })),
      "person's record": asked.map((id) => ({ document: 'person', variables: { id, first } })),
      'statistics by year and level': [
        { document: 'statistics', variables: { by: ['YEAR', 'LEVEL'], base: 'GOOD' } },
      ],
      'search, many': [{ document: 'search', variables: { search: 'nguyen', first } }],
      'search, one name': [{ document: 'search', variables: { search: rare, first } }],
      'search, none': [{ document: 'search', variables: { search: 'khong ai', first } }],
    },
    stop: async () => {
      await peer.stop();
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
};

/** Sends a document once with its text, so that the server knows its hash from then on. The answer is an error, because its variables are missing. */
const keep = async (/** @type {number} */ port, /** @type {string} */ token, /** @type {string} */ query) => {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ documentId: `sha256:${hashOf(query)}`, query, variables: {} }),
  });
  await response.text();
};

/** @param {import('../run.mjs').Setting} setting @returns {Promise<import('../figures.mjs').Line[]>} */
export const history = async ({ quick, folder, say }) => {
  if (!isBuilt()) return [];
  const sizes = quick ? [1_000, 10_000, 100_000] : [10_000, 100_000, 1_000_000];
  const forMs = quick ? 400 : 1_500;
  const rounds = 4;
  const load = startLoad('load/requests.mjs');
  /** @type {Site[]} */
  const sites = [];
  for (const size of sizes) sites.push(await openSite(join(folder, `history-${size}`), size, say));
  let start = 0;
  /** @param {Contender} contender @param {Question[]} questions @param {boolean} [kept] @param {number} [lanes] @returns {Promise<Taken>} */
  const take = async ({ to, pid, bodyOf }, questions, kept = false, lanes = connections) => {
    const bodies = questions.map((question) => bodyOf(question, kept));
    const taken = await load.ask('drive', { to, serverPid: pid, bodies, connections: lanes, forMs, start });
    start = taken.next;
    return { ...taken, p50: quantile(taken.tookMs, 0.5), p99: quantile(taken.tookMs, 0.99) };
  };

  let compared = 0;
  for (const { ours, peer, questions } of sites) {
    for (const question of Object.values(questions).flatMap((list) => list.slice(0, 20))) {
      const [mine, theirs] = [
        await load.ask('one', { to: ours.to, body: ours.bodyOf(question) }),
        await load.ask('one', { to: peer.to, body: peer.bodyOf(question) }),
      ];
      deepEqual(theirs.data, mine.data);
      compared += 1;
    }
  }
  say(`${plain(compared)} answers are the same from both`);

  /** @type {import('../figures.mjs').Line[]} */
  const lines = [];
  for (const name of Object.keys(/** @type {Site} */ (sites[0]).questions)) {
    /** @type {Taken[][]} */
    const bySize = sites.map(() => []);
    /** @type {Taken[][]} */
    const alone = sites.map(() => []);
    /** @type {Taken[][]} */
    const theirs = sites.map(() => []);
    // The first round is not counted, because in it the JIT compilers warm up and the file's pages are loaded.
    for (let round = 0; round <= rounds; round++) {
      for (const [at, { ours, peer, questions }] of sites.entries()) {
        const list = /** @type {Question[]} */ (questions[name]);
        const one = await take(ours, list, false, 1);
        // The two servers take turns in going first.
        const peerFirst = round % 2 === 0;
        const before = peerFirst ? await take(peer, list) : null;
        const mine = await take(ours, list);
        const other = before ?? (await take(peer, list));
        if (round === 0) continue;
        alone[at]?.push(one);
        bySize[at]?.push(mine);
        theirs[at]?.push(other);
      }
    }
    const last = /** @type {Taken[]} */ (bySize.at(-1));
    say(
      `${name}: server ${plain(last[0]?.serverBusy ?? Number.NaN)} cores, reader ${plain(last[0]?.readerBusy ?? Number.NaN)}, ` +
        `none of the answers kept`,
    );
    const of = (/** @type {Taken[]} */ list, /** @type {'p50' | 'p99'} */ what) =>
      quantile(
        list.map((one) => one[what]),
        0.5,
      );
    const sizesTold = sites.map(({ size }) => size.toLocaleString('en-US')).join(' / ');
    for (const what of /** @type {const} */ (['p50', 'p99'])) {
      lines.push({
        what: `History, ${name}, ${what} at ${sizesTold} results`,
        figure: `${alone.map((list) => plain(of(list, what))).join(' / ')} ms`,
      });
    }
    if (growing.includes(name)) {
      const growth = ratios(
        /** @type {Taken[]} */ (alone.at(-1)).map(({ p50 }) => p50),
        /** @type {Taken[]} */ (alone[0]).map(({ p50 }) => p50),
      );
      lines.push({
        what: `History, ${name}, p50 of the largest to the smallest`,
        figure: told(growth, ' ×'),
        target: `< ${maxGrowth} ×`,
        met: growth.median < maxGrowth,
      });
    }
    const perSecond = (/** @type {Taken[]} */ list) => list.map((one) => one.perSecond);
    const bySizes = bySize.map((list, at) =>
      ratios(perSecond(list), perSecond(/** @type {Taken[]} */ (theirs[at]))),
    );
    const ratio = /** @type {import('../figures.mjs').Spread} */ (bySizes.at(-1));
    const median = (/** @type {Taken[]} */ list) => plain(quantile(perSecond(list), 0.5));
    lines.push({
      what: `History, ${name}, answers a second to Mercurius with JIT (${median(last)} to ${median(/** @type {Taken[]} */ (theirs.at(-1)))})`,
      figure: `${told(ratio, ' ×')}; by size ${bySizes.map(({ median }) => plain(median)).join(' / ')} ×`,
      target: '≥ 1 ×',
      met: ratio.median >= 1,
    });
  }

  const { ours, peer, questions } = /** @type {Site} */ (sites.at(-1));
  const page = /** @type {Question[]} */ (questions['first page']);
  await take(ours, page, true);
  const kept = await take(ours, page, true);
  const made = await take(peer, page);
  lines.push({
    what: 'History, first page kept from an answer before, answers a second to Mercurius with JIT',
    figure: `${plain(kept.perSecond)} to ${plain(made.perSecond)}: ${plain(kept.perSecond / made.perSecond)} ×`,
  });
  for (const { stop } of sites) await stop();
  await load.stop();
  return lines;
};
