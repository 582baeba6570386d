import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuSeconds } from '../children.mjs';
import { operation, signedIn, subprotocol } from '../protocol.mjs';
import { frameOf, Wire } from '../wire.mjs';
import { dear, dearWatch } from './dear.mjs';
import { serve } from './jobs.mjs';

/**
 * Floods the server in one of two ways. Strangers make attempts at a steady pace, each kind from an address of its own, and do not heed the answers. Or a few
 * clients send costly operations, each client a fixed number at a time, and the next ones as soon as these are answered.
 */

const stepMs = 5;
const maxUnderWay = 2_000;
const answerLimitMs = 20_000;

const viewer = JSON.stringify({ query: '{ viewer { kind } }' });
const wrongCode = () =>
  JSON.stringify({
    query: 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }',
    variables: { input: { code: randomBytes(7).toString('hex').slice(0, 13) } },
  });

/** Frames that are no messages of the protocol, or messages that are sent too early. */
const garbage = [
  () => randomBytes(200),
  () => frameOf('{"type":'),
  () => frameOf(randomBytes(5_000), 2),
  () => frameOf(randomBytes(50_000).toString('base64')),
  () => frameOf(JSON.stringify(operation('1', '{ viewer { kind } }', {}))),
];

/** @typedef {{ port: number, localAddress: string, agent: Agent }} From */

/** @param {From} from @param {string | Buffer} body @param {Record<string, string>} [headers] @returns {Promise<string>} the status */
const post = ({ port, localAddress, agent }, body, headers = {}) =>
  new Promise((resolve) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        localAddress,
        agent,
        path: '/graphql',
        method: 'POST',
        timeout: answerLimitMs,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(String(response.statusCode)));
        response.on('error', () => resolve('broken'));
      },
    );
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve('broken'));
    sent.end(body);
  });

/** @param {From} from */
const socketOf = ({ port, localAddress }) => Wire.open(port, { protocol: subprotocol, localAddress });

/** What each kind of stranger does. `turn` makes its attempts different. @type {Record<string, (from: From, turn: number) => Promise<string>>} */
const kinds = {
  anonymous: (from, turn) => post(from, turn % 2 === 0 ? viewer : wrongCode()),
  'wrong token': (from) => post(from, viewer, { authorization: `Bearer ${randomBytes(32).toString('hex')}` }),
  passing: async (from) => {
    (await socketOf(from)).leave();
    return '101';
  },
  garbage: async (from, turn) => {
    const wire = await socketOf(from);
    return new Promise((resolve) => {
      wire.onEnd = (why) => resolve(/\b\d{4}\b/.exec(why)?.[0] ?? 'cut off');
      wire.write(/** @type {() => Buffer} */ (garbage[turn % garbage.length])());
    });
  },
};

/**
 * Returns the figures of a flood that is over.
 * @param {{ began: number, cpu: number, made: number, fates: Map<string, number> }} flood
 */
const told = ({ began, cpu, made, fates }) => {
  const seconds = (performance.now() - began) / 1000;
  return {
    perSecond: made / seconds,
    busy: (cpuSeconds(process.pid) - cpu) / seconds,
    fates: [...fates].map(([key, count]) => `${key} × ${count}`).join(', '),
  };
};

/** The place in a body where its number is written. */
const unnumbered = '#'.repeat(9);

/**
 * Returns a function that makes bodies which differ by their number alone. It is cheap, because the voters need their part of the processor.
 * @param {string} text @returns {(turn: number) => Buffer}
 */
const numbered = (text) => {
  const template = Buffer.from(text);
  /** @type {number[]} */
  const places = [];
  for (let at = template.indexOf(unnumbered); at >= 0; at = template.indexOf(unnumbered, at + 1))
    places.push(at);
  return (turn) => {
    const body = Buffer.from(template);
    const number = String(turn).padStart(unnumbered.length, '0');
    for (const place of places) body.write(number, place, 'latin1');
    return body;
  };
};

/** How many operations one address has under way at a time. */
const dearAtOnce = 20;
const followed = 50;

/**
 * @typedef {{ port: number, sessionId: string, token?: string, addresses: number }} Dear the token of a delegate; without it strangers
 * @param {Dear} input
 */
const startDear = ({ port, sessionId, token, addresses }) => {
  /** @type {Map<string, number>} */
  const fates = new Map();
  const asked = (token === undefined ? dear.stranger : dear.delegate).map((make) =>
    numbered(JSON.stringify(make(unnumbered, sessionId))),
  );
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const began = performance.now();
  const cpu = cpuSeconds(process.pid);
  let made = 0;
  let isOver = false;
  const froms = Array.from({ length: addresses }, (_, nth) => ({
    port,
    localAddress: `127.0.0.${nth + 20}`,
    agent: new Agent({ keepAlive: true, maxSockets: dearAtOnce }),
  }));
  const go = async (/** @type {From} */ from) => {
    while (!isOver) {
      made += 1;
      const turn = made;
      const body = asked[turn % asked.length]?.(turn);
      const fate = await post(from, body ?? '', headers);
      fates.set(fate, (fates.get(fate) ?? 0) + 1);
      if (fate === '429') await pause(200);
    }
  };
  for (const from of froms) for (let nth = 0; nth < dearAtOnce; nth += 1) void go(from);
  /** @type {Wire | undefined} */
  let watch;
  if (token !== undefined) {
    void signedIn(port, token).then((wire) => {
      watch = wire;
      wire.listener = () => {};
      for (let nth = 0; nth < followed; nth += 1) {
        const turn = Math.floor(began) * followed + nth;
        wire.send(operation(String(nth), dearWatch(turn), { id: sessionId }));
      }
    });
  }
  end = () => {
    isOver = true;
    watch?.leave();
    for (const { agent } of froms) agent.destroy();
    return told({ began, cpu, made, fates });
  };
};

/** @type {(() => object) | undefined} */
let end;

/** @param {{ port: number, perSecond: number }} input all kinds together */
const start = ({ port, perSecond }) => {
  /** @type {Map<string, number>} */
  const fates = new Map();
  const names = Object.keys(kinds);
  const froms = names.map((_, nth) => ({
    port,
    localAddress: `127.0.0.${nth + 2}`,
    agent: new Agent({ keepAlive: true, maxSockets: 50 }),
  }));
  const began = performance.now();
  const cpu = cpuSeconds(process.pid);
  let made = 0;
  let underWay = 0;
  const attempt = async (/** @type {number} */ number) => {
    const nth = number % names.length;
    const name = /** @type {string} */ (names[nth]);
    const work = /** @type {typeof kinds[string]} */ (kinds[name]);
    underWay += 1;
    const fate = await work(/** @type {From} */ (froms[nth]), Math.floor(number / names.length)).catch(
      (/** @type {Error} */ error) => /\b\d{3}\b/.exec(error.message)?.[0] ?? error.message,
    );
    underWay -= 1;
    const key = `${name} ${fate}`;
    fates.set(key, (fates.get(key) ?? 0) + 1);
  };
  const timer = setInterval(() => {
    const due = ((performance.now() - began) / 1000) * perSecond;
    while (made < due && underWay < maxUnderWay) void attempt(made++);
  }, stepMs);
  end = () => {
    clearInterval(timer);
    for (const { agent } of froms) agent.destroy();
    return told({ began, cpu, made, fates });
  };
};

serve({
  start: async (input) => start(input),
  startDear: async (input) => startDear(input),
  stop: async () => end?.(),
});
