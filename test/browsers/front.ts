import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { troubleLength } from './browser.ts';

// Stands between a server and its clients and puts a script above those of every document: eyes for browsers that do not say what a page
// writes into its console, and whatever else has to be there before a page begins. All else goes through as it is.

export interface Front {
  /** http://127.0.0.1:port */
  readonly address: string;
  /** What pages told so far. */
  readonly troubles: readonly string[];
  close(): void;
}

const scriptPath = '/~before.js';
const toldPath = '/~told';

/** Tells what is written into the console as errors and warnings, and what browsers would write there. */
const eyes = `(() => {
  const tell = (text) => navigator.sendBeacon('${toldPath}', location.pathname + ': ' + text);
  for (const kind of ['error', 'warn']) {
    const own = console[kind];
    console[kind] = (...args) => (tell(kind + ': ' + args.map(String).join(' ')), own.apply(console, args));
  }
  addEventListener('error', (event) => tell('error: ' + (event.message || 'not loaded: ' + event.target.outerHTML)), true);
  addEventListener('unhandledrejection', ({ reason }) => tell('error: ' + reason));
  addEventListener('securitypolicyviolation', ({ blockedURI, violatedDirective }) => tell('error: ' + violatedDirective + ' ' + blockedURI));
})();`;

/** `before` is a script. */
export async function openFront(to: string, before = ''): Promise<Front> {
  const { hostname, port } = new URL(to);
  const troubles: string[] = [];
  const onward = (asked: IncomingMessage, answer: ServerResponse) => {
    const isDocument = asked.headers.accept?.includes('text/html') === true;
    const { 'accept-encoding': encoding, ...headers } = asked.headers;
    const sent = request(
      {
        hostname,
        port,
        path: asked.url,
        method: asked.method,
        headers: isDocument || encoding === undefined ? headers : { ...headers, 'accept-encoding': encoding },
      },
      (got) => void (isDocument ? withScript(got, answer) : asItIs(got, answer)),
    );
    sent.on('error', () => answer.destroy());
    asked.pipe(sent);
  };
  const server = createServer((asked, answer) => {
    if (asked.url === scriptPath) answer.setHeader('content-type', 'text/javascript').end(eyes + before);
    else if (asked.url === toldPath) {
      let text = '';
      asked.setEncoding('utf8').on('data', (data) => (text += data));
      asked.on('end', () => {
        troubles.push(text.slice(0, troubleLength));
        answer.writeHead(204).end();
      });
    } else onward(asked, answer);
  });
  const sockets = new Set<Duplex>();
  server.on('upgrade', (asked, near, head) => {
    const far = connect(Number(port), hostname);
    const lines = asked.rawHeaders.map((text, index) => text + (index % 2 === 0 ? ': ' : '\r\n')).join('');
    far.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${lines}\r\n`);
    far.write(head);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    troubles,
    close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

function asItIs(got: IncomingMessage, answer: ServerResponse): void {
  answer.writeHead(got.statusCode ?? 502, got.rawHeaders);
  got.pipe(answer);
}

async function withScript(got: IncomingMessage, answer: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of got) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const dressed = Buffer.from(text.replace('<head>', `<head><script src="${scriptPath}"></script>`));
  const { 'content-length': _, 'transfer-encoding': __, etag, ...headers } = got.headers;
  answer.writeHead(got.statusCode ?? 502, { ...headers, 'content-length': dressed.length }).end(dressed);
}
