import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionResult, execute } from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Pass } from '../../clerk/doorkeeper.ts';
import { languageOf } from '../../words/words.ts';
import { coded, presented, presentedError } from '../errors.ts';
import { networkOf } from '../limits/network.ts';
import { askerOf } from '../limits/rate-limits.ts';
import type { Metrics } from '../monitoring/metrics.ts';
import type { Services } from '../schema/context.ts';
import { socketTokenOf } from '../server/bearer.ts';
import { type ConnectionLimiter, refuseUpgrade } from './connection-limits.ts';
import { Inbound } from './inbound.ts';
import {
  type Extra,
  follow,
  inTurn,
  mayHear,
  noteOperation,
  prepared,
  type SocketOptions,
  tire,
  tryAgainLater,
} from './operations.ts';
import { sendPaced } from './outbound.ts';
import { refusedSubprotocol } from './subprotocol.ts';

/** How long the server waits for a socket. */
export interface Patience {
  /** For its connection_init. */
  readonly initMs: number;
  /** The time between two pings. A client that has not answered one before the next is taken to be gone. */
  readonly pingMs: number;
}

/** The first is the protocol's usual one. */
const usualPatience: Patience = { initMs: 3_000, pingMs: 12_000 };

export interface SocketsOptions extends SocketOptions {
  readonly connectionLimiter: ConnectionLimiter;
  readonly metrics: Pick<Metrics, 'socketClosed'>;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly patience?: Partial<Patience> | undefined;
}

export const maxMessageBytes = 256 * 1024;
export const maxOperationsPerSocket = 50;
const drainGraceMs = 1_000;
/** Limits the bytes of a message, and the wait for the other end to close, which the types of ws lack. */
const limits = { maxPayload: maxMessageBytes, closeTimeout: 2_000 };
const lastWordMs = 50;
/** Tells clients to come back: the server restarts. */
const serviceRestart = 1012;
const restarts = 'The server restarts; come back.';
const stopping = { status: '503 Service Unavailable', reason: restarts, retryAfterSeconds: 1 };
/** RFC 6455, 5.5: a control frame carries 125 bytes, two of which are the code. */
const maxReasonBytes = 123;

export interface Sockets {
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  readonly size: () => number;
  /** Operations under way on all of them. */
  readonly operations: () => number;
  /** Bytes sent on all of them that the network has not taken yet. */
  readonly unsentBytes: () => number;
  /** Takes no new sockets and no new operations. Operations under way go on. */
  drain(): void;
  /** Waits a moment for answers that are under way, asks every client to come back, and waits a moment for them to go. */
  close(): Promise<void>;
}

/** GraphQL over websockets, with the rights, limits and masks of HTTP. */
export function openSockets(options: SocketsOptions): Sockets {
  const { services, connectionLimiter, complain, documents } = options;
  const { initMs, pingMs } = { ...usualPatience, ...options.patience };
  const open = new Set<Extra>();
  let draining = false;
  const wss = new WebSocketServer({
    ...limits,
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  const server = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: initMs,
    onConnect: async (ctx) => {
      const who = await whoConnects(services, ctx.extra.authorization, ctx.connectionParams);
      const { socket, inbound } = ctx.extra;
      if ('unusable' in who) socket.close(CloseCode.Forbidden, who.unusable);
      // The socket may have closed while its token was looked up.
      if ('unusable' in who || socket.readyState !== socket.OPEN) return false;
      if (!connectionLimiter.begin(askerOf(who.pass, ctx.extra.address).name)) {
        const whose = who.pass === null ? 'without a token from this address' : 'of this seat';
        socket.close(tryAgainLater, `Too many sockets ${whose}; close some.`);
        return false;
      }
      inbound.held = () => ctx.subscriptions;
      ctx.extra.who = who;
      watchPass(services, ctx.extra, who.pass);
      return true;
    },
    onSubscribe: (ctx, id, payload) => {
      if (ctx.extra.inbound.underWay >= maxOperationsPerSocket) {
        tire(ctx.extra);
        return [
          coded('LIMIT_EXCEEDED', `A socket carries at most ${maxOperationsPerSocket} operations at a time.`),
        ];
      }
      return prepared(options, ctx.extra, id, payload);
    },
    execute: (args) => inTurn(args, async () => execute(args)),
    subscribe: (args) => inTurn(args, () => follow(options, args)),
    onNext: (_ctx, _id, _payload, args, result) => {
      const shown = presented(result as ExecutionResult, options.present);
      noteOperation(options.operationLog, args, shown);
      return shown;
    },
    onError: (_ctx, _id, _payload, errors) => errors.map((error) => presentedError(error, options.present)),
  });

  wss.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    const address = options.addressOf(request);
    const failed = (error: unknown) => {
      complain('a message could not be handled', error);
      socket.close(CloseCode.InternalServerError, 'Internal server error');
    };
    // Ballots wait for no turn. Operations before the acknowledgement are refused at once.
    const inbound = new Inbound(socket, request.socket, failed, {
      mayHear: (bytes) => mayHear(options, extra, bytes),
      turnFor: (query) => {
        if (extra.who === null || documents.isBallot(query)) return null;
        const passed = services.turnstile.pass(askerOf(extra.who.pass, address).name);
        return documents.isOwn(query) ? passed : extra.pacing.then(() => passed);
      },
    });
    const extra: Extra = {
      socket,
      address,
      authorization: request.headers.authorization,
      who: null,
      forget: () => {},
      inbound,
      turnedAway: 0,
      pacing: Promise.resolve(),
    };
    open.add(extra);
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (message) => sendPaced(socket, request.socket, message),
        close: (code, reason) => socket.close(code, shortened(reason ?? '')),
        onMessage: (take) => {
          socket.on('message', (data, isBinary) => {
            // The protocol has text frames only.
            if (isBinary) socket.close(CloseCode.BadRequest, 'Binary frames are no messages');
            else inbound.put(String(data), take);
          });
        },
      },
      extra,
    );
    const stopPinging = keepAlive(socket, pingMs);
    socket.on('error', () => socket.terminate());
    socket.once('close', (code, reason) => {
      options.metrics.socketClosed(code);
      stopPinging();
      extra.forget();
      if (extra.who !== null) connectionLimiter.end(askerOf(extra.who.pass, address).name);
      open.delete(extra);
      closed(code, String(reason)).catch((error: unknown) => complain('a socket could not be closed', error));
    });
  });

  const opened = async (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const address = networkOf(options.addressOf(request));
    const turnedAway = await connectionLimiter.arrive(address);
    if (turnedAway !== null) return refuseUpgrade(stream, turnedAway);
    stream.once('close', () => connectionLimiter.leave(address));
    await services.turnstile.pass(address);
    if (!stream.destroyed)
      wss.handleUpgrade(request, stream, head, (socket) => wss.emit('connection', socket, request));
  };

  return {
    upgrade(request, stream, head) {
      const refused = draining ? stopping : refusedSubprotocol(request);
      if (refused !== null) return refuseUpgrade(stream, refused);
      opened(request, stream, head).catch((error: unknown) => {
        complain('a socket could not be opened', error);
        stream.destroy();
      });
    },
    size: () => wss.clients.size,
    operations: () => sumOf(open, ({ inbound }) => inbound.underWay),
    unsentBytes: () => sumOf(open, ({ socket }) => socket.bufferedAmount),
    drain() {
      draining = true;
      for (const { inbound } of open) inbound.close();
    },
    async close() {
      await withinGrace(Promise.all([...open].map(({ inbound }) => inbound.answered())));
      for (const socket of wss.clients) socket.close(serviceRestart, restarts);
      await withinGrace(new Promise<void>((resolve) => wss.close(() => resolve())));
      for (const socket of wss.clients) socket.terminate();
    },
  };
}

function sumOf<Item>(items: Iterable<Item>, numberOf: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) sum += numberOf(item);
  return sum;
}

/** Resolves when the promise does, or after a moment. */
async function withinGrace(done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise((resolve) => {
    timer = setTimeout(resolve, drainGraceMs);
  });
  await Promise.race([done, grace]);
  clearTimeout(timer);
}

/** Shortens a reason to what a close frame can carry, without cutting a character. */
function shortened(reason: string): string {
  return new TextDecoder().decode(Buffer.from(reason).subarray(0, maxReasonBytes), { stream: true });
}

/** Finds out who connects. A client without a token is anonymous. */
async function whoConnects(
  services: Services,
  authorization: string | undefined,
  parameters: Record<string, unknown> | undefined,
): Promise<NonNullable<Extra['who']> | { readonly unusable: string }> {
  const language = languageOf(parameters?.language);
  const token = socketTokenOf(authorization, parameters);
  if (token === null) return { pass: null, token, language };
  if (typeof token !== 'string') return token;
  const pass = await services.doorkeeper.passOf(token);
  return pass === null ? { unusable: 'Forbidden' } : { pass, token, language };
}

/** Closes the socket when its pass ends or expires. */
function watchPass(services: Services, extra: Extra, pass: Pass | null): void {
  if (pass === null) return;
  const close = () => extra.socket.close(CloseCode.Forbidden, 'Forbidden');
  if (!services.doorkeeper.isLive(pass)) {
    close();
    return;
  }
  // Answers from before the end are still on their way, for example that of signOut.
  const end = () => setTimeout(close, lastWordMs);
  pass.onEnd.add(end);
  const leftMs = services.doorkeeper.leftMs(pass);
  const timer = leftMs === null ? undefined : setTimeout(close, leftMs);
  extra.forget = () => {
    pass.onEnd.delete(end);
    clearTimeout(timer);
  };
}

/** Pings the client, and ends a socket that stays silent, because its other end is gone. */
function keepAlive(socket: WebSocket, pingMs: number): () => void {
  let heard = true;
  const timer = setInterval(() => {
    if (!heard) return socket.terminate();
    heard = false;
    socket.ping();
  }, pingMs);
  // A message counts as a sign too, because the pong of a client that sends much comes last.
  for (const sign of ['pong', 'message']) {
    socket.on(sign, () => {
      heard = true;
    });
  }
  return () => clearInterval(timer);
}
