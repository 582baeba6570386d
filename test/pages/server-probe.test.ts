import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { TypedDocumentString } from '../../schema/operations/typed.ts';
import { Connection } from '../../src/pages/live/connection.ts';
import type { Any } from '../support/client.ts';
import { openTestHouse, type TestHouse } from '../support/house.ts';

// What a page does while its server is lost: it asks /health, and opens a websocket only where that is worth it.

const kind = { toString: () => '{ viewer { kind } }' } as TypedDocumentString<Any, Any>;

type Say = (response: ServerResponse) => unknown;

/** What is in front of the server: sockets go through while it says so, and /health is answered in its own way. */
interface Front {
  readonly host: string;
  /** Websockets that were asked for. */
  readonly upgrades: number;
  /** Null: the server's own answer. */
  say: Say | null;
  passes: boolean;
  /** With what code the next websocket is closed as soon as it is open; null: it is not. */
  closesNext: number | null;
  /** How long a websocket takes to open. */
  takesMs: number;
  /** Called when a websocket is asked for. */
  upgrading: () => void;
  cut(): void;
  /** Resolves when /health was asked for so many times more. */
  asked(times: number): Promise<void>;
}

async function openFront(house: TestHouse): Promise<Front> {
  const { hostname, port } = new URL(house.address);
  const sockets = new Set<Socket>();
  let upgrades = 0;
  let waited = { times: 0, end: () => {} };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    expect(request.url).toBe('/health');
    waited.times -= 1;
    if (waited.times === 0) waited.end();
    if (front.say !== null) return front.say(response);
    const own = await fetch(`${house.address}/health`);
    response.writeHead(own.status).end(await own.text());
  };
  const closing = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => void answer(request, response));
  server.on('connection', (socket) => sockets.add(socket));
  server.on('upgrade', async (request, near: Socket, head) => {
    upgrades += 1;
    front.upgrading();
    if (!front.passes) return near.destroy();
    if (front.closesNext !== null) {
      const code = front.closesNext;
      front.closesNext = null;
      return closing.handleUpgrade(request, near, head, (socket) => socket.close(code));
    }
    await new Promise((passed) => setTimeout(passed, front.takesMs));
    const far = connect(Number(port), hostname);
    const lines = request.rawHeaders.map((text, at) => (at % 2 === 0 ? `\r\n${text}: ` : text)).join('');
    far.write(`GET ${request.url} HTTP/1.1${lines}\r\n\r\n`);
    far.write(head);
    near.pipe(far).pipe(near);
    for (const one of [near, far]) one.on('error', () => one.destroy());
    near.on('close', () => far.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const front: Front = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get upgrades() {
      return upgrades;
    },
    say: null,
    passes: true,
    closesNext: null,
    takesMs: 0,
    upgrading: () => {},
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy();
      sockets.clear();
    },
    asked: (times) =>
      new Promise((end) => {
        waited = { times, end };
      }),
  };
  onTestFinished(() => {
    front.cut();
    server.close();
  });
  return front;
}

/** The window, which all pages of this file share: what it tells them, by the event's name. */
const told: Record<string, () => void> = {};
/** What they said on their sockets. */
let sent: string[] = [];

class HeardSocket extends WebSocket {
  override send(data: string) {
    sent.push(data);
    super.send(data);
  }
}

/** Here a page waits a third of the time that it waits for people. */
const faster = 3;

beforeAll(() => {
  const addEventListener = (name: string, listener: () => void) => {
    told[name] = listener;
  };
  const sooner = (work: () => void, ms: number) => setTimeout(work, ms / faster);
  vi.stubGlobal('window', {
    setTimeout: sooner,
    ...{ clearTimeout, addEventListener, removeEventListener: () => {} },
  });
  vi.stubGlobal('document', { visibilityState: 'visible' });
  vi.stubGlobal('WebSocket', HeardSocket);
});

interface Opened {
  readonly page: Connection;
  readonly front: Front;
}

/** A page that is live, in a browser of that name. */
async function open(house: TestHouse, userAgent: string): Promise<Opened> {
  const front = await openFront(house);
  sent = [];
  vi.stubGlobal('navigator', { userAgent });
  vi.stubGlobal('location', { protocol: 'http:', host: front.host });
  const page = new Connection({ token: null, language: () => 'vi' });
  onTestFinished(() => page.close());
  await page.ask(kind, {});
  return { page, front };
}

async function openHouse(): Promise<TestHouse> {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  return house;
}

const json = (response: ServerResponse, status: number, body: object) =>
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ now: new Date().toISOString(), ...body }));

const absences: Readonly<Record<string, Say>> = {
  'nobody listens': (response) => response.socket?.destroy(),
  'a server that is stopping': (response) => json(response, 503, { status: 'draining', reasons: [] }),
  'a proxy without a server': (response) => response.writeHead(502).end('<html>Bad Gateway</html>'),
  'a page of somebody else': (response) => response.writeHead(200).end('<html>Sign in to Wi-Fi</html>'),
  'somebody else’s JSON': (response) => json(response, 200, { status: 'UP' }),
};

test('a page that follows nothing comes back from a code that ends its client', async () => {
  const { page, front } = await open(await openHouse(), 'Firefox');
  for (const code of [1002, 1009, 4400, 4500]) {
    const { upgrades } = front;
    front.closesNext = code;
    front.cut();
    await expect
      .poll(() => [code, front.upgrades, page.reach.value.is])
      .toEqual([code, upgrades + 2, 'live']);
  }
});

test('where the server does not say that it is there, no websocket is tried; where it does, the page is back', async () => {
  const { page, front } = await open(await openHouse(), 'Firefox');
  for (const [index, [absence, say]] of Object.entries(absences).entries()) {
    front.say = say;
    const first = front.asked(1);
    front.cut();
    await first;
    // Woken, the page asks at once, and not only a second later.
    const second = front.asked(1);
    told.online?.();
    await second;
    expect([absence, page.reach.value.is, front.upgrades]).toEqual([absence, 'lost', index + 1]);
    front.say = null;
    told.online?.();
    await page.ask(kind, {});
    expect([absence, page.reach.value.is, front.upgrades]).toEqual([absence, 'live', index + 2]);
  }
});

test('where nothing is answered no websocket is tried, and the page is back with the first answer', async () => {
  const { page, front } = await open(await openHouse(), 'Firefox');
  const kept: ServerResponse[] = [];
  front.say = (response) => kept.push(response);
  const asked = front.asked(2);
  front.cut();
  await asked;
  expect(front.upgrades).toBe(1);
  for (const response of kept) json(response, 200, { status: 'ready', reasons: [] });
  await page.ask(kind, {});
});

test('a server that is degraded is there', async () => {
  const { page, front } = await open(await openHouse(), 'Firefox');
  front.say = (response) => json(response, 200, { status: 'degraded', reasons: [] });
  front.cut();
  await page.ask(kind, {});
  expect(page.reach.value.is).toBe('live');
});

test('a server that says it is there and opens no socket is asked again before each attempt', async () => {
  const { page, front } = await open(await openHouse(), 'Firefox');
  front.passes = false;
  const asked = front.asked(3);
  front.cut();
  await asked;
  expect(front.upgrades).toBeLessThanOrEqual(1 + 3);
  front.passes = true;
  await page.ask(kind, {});
});

test('where requests share a beginning that is lost, as Chromium’s do, a websocket is tried in silence', async () => {
  const { page, front } = await open(await openHouse(), 'Chrome/143.0.0.0');
  front.say = () => {};
  front.cut();
  await page.ask(kind, {});
  expect(page.reach.value.is).toBe('live');
});

test('a websocket that was tried in silence is waited for once the server answers: the way is slow', async () => {
  const { page, front } = await open(await openHouse(), 'Chrome/143.0.0.0');
  const kept: ServerResponse[] = [];
  front.say = (response) => kept.push(response);
  // Longer than a socket is waited for where nothing is heard.
  front.takesMs = 2_500 / faster;
  front.upgrading = () => {
    for (const response of kept.splice(0)) json(response, 200, { status: 'ready', reasons: [] });
  };
  front.cut();
  await page.ask(kind, {});
  expect(front.upgrades).toBe(2);
});

test('a page that wakes asks its socket at once whether it lives', async () => {
  await open(await openHouse(), 'Firefox');
  const pings = () => sent.filter((message) => message === '{"type":"ping"}').length;
  for (const [index, event] of ['online', 'pageshow', 'visibilitychange'].entries()) {
    told[event]?.();
    expect([event, pings()]).toEqual([event, index + 1]);
  }
});

test('a page that is left closes its socket, and opens one when it is shown again', async () => {
  const { page, front } = await open(await openHouse(), 'Firefox');
  told.pagehide?.();
  expect(page.reach.value.is).toBe('lost');
  told.pageshow?.();
  await page.ask(kind, {});
  expect(front.upgrades).toBe(2);
  expect(sent.filter((message) => message.includes('connection_init'))).toHaveLength(2);
});
