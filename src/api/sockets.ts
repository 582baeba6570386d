import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  subscribe,
} from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Pass } from '../clerk/doorkeeper.ts';
import { type Language, languageOf } from '../words/words.ts';
import { Context, type House } from './context.ts';
import { costOf, tooCostly } from './cost.ts';
import type { Documents } from './documents.ts';
import { coded, codesOf, type Present, presented, presentedError } from './errors.ts';
import { type Frames, rootField } from './frames.ts';
import { Line, sendPaced } from './line.ts';
import type { Metrics } from './metrics.ts';
import { type Requests, rootFieldsOf } from './requests.ts';
import { rateLimited } from './throttle.ts';

/** What a socket is known by once it is open. */
interface Extra {
  readonly socket: WebSocket;
  readonly address: string;
  who: { readonly pass: Pass | null; readonly token: string | null; readonly language: Language } | null;
  forget: () => void;
  underWay: () => number;
}

export interface SocketOptions {
  readonly house: House;
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly frames: Frames;
  readonly present: Present;
  readonly complain: (problem: string, error: unknown) => void;
  readonly requests: Requests;
  readonly metrics: Pick<Metrics, 'socketClosed'>;
  readonly addressOf: (request: IncomingMessage) => string;
}

export const mostMessageBytes = 256 * 1024;
const pingIntervalMs = 12_000;
export const mostOperationsPerSocket = 50;
const drainGraceMs = 1_000;
const lastWordMs = 50;
/** Tells clients to come back: the server restarts. */
const serviceRestart = 1012;

export interface Sockets {
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  readonly size: () => number;
  /** Operations under way on all of them. */
  readonly operations: () => number;
  /** Asks every client to come back, and waits a moment for them to go. */
  close(): Promise<void>;
}

/** GraphQL over websockets, with the rights, limits and masks of HTTP. */
export function openSockets(options: SocketOptions): Sockets {
  const { house, complain } = options;
  const open = new Set<Extra>();
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: mostMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  const server = makeServer<{ token?: unknown; language?: unknown }, Extra>({
    onConnect: async (ctx) => {
      const who = await whoConnects(house, ctx.connectionParams);
      if (who === null) return false;
      ctx.extra.underWay = () => Object.keys(ctx.subscriptions).length;
      ctx.extra.who = who;
      watchPass(house, ctx.extra, who.pass);
      return true;
    },
    onSubscribe: (ctx, id, payload) => {
      if (Object.keys(ctx.subscriptions).length > mostOperationsPerSocket) {
        return [
          coded(
            'LIMIT_EXCEEDED',
            `A socket carries at most ${mostOperationsPerSocket} operations at a time.`,
          ),
        ];
      }
      return prepared(options, ctx.extra, id, payload);
    },
    execute: (args) => execute(args),
    subscribe: (args) => follow(options, args),
    onNext: (_ctx, _id, _payload, args, result) => {
      const shown = presented(result as ExecutionResult, options.present);
      noteOperation(options.requests, args, shown);
      return shown;
    },
    onError: (_ctx, _id, _payload, errors) => errors.map((error) => presentedError(error, options.present)),
  });

  wss.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    const address = options.addressOf(request);
    const extra: Extra = { socket, address, who: null, forget: () => {}, underWay: () => 0 };
    open.add(extra);
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (message) => sendPaced(socket, request.socket, message),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) => {
          socket.on('message', (data) => {
            take(String(data)).catch((error: unknown) => {
              complain('a message could not be handled', error);
              socket.close(CloseCode.InternalServerError, 'Internal server error');
            });
          });
        },
      },
      extra,
    );
    const stopPinging = keepAlive(socket);
    socket.on('error', () => socket.terminate());
    socket.once('close', (code, reason) => {
      options.metrics.socketClosed(code);
      stopPinging();
      extra.forget();
      open.delete(extra);
      closed(code, String(reason)).catch((error: unknown) => complain('a socket could not be closed', error));
    });
  });

  return {
    upgrade: (request, stream, head) =>
      wss.handleUpgrade(request, stream, head, (socket) => wss.emit('connection', socket, request)),
    size: () => wss.clients.size,
    operations: () => [...open].reduce((sum, { underWay }) => sum + underWay(), 0),
    async close() {
      for (const socket of wss.clients) socket.close(serviceRestart, 'The server restarts; come back.');
      const grace = setTimeout(() => {
        for (const socket of wss.clients) socket.terminate();
      }, drainGraceMs);
      await new Promise<void>((resolve) => wss.close(() => resolve()));
      clearTimeout(grace);
    },
  };
}

/** Null for a token that opens nothing; without a token one is anonymous. */
async function whoConnects(
  house: House,
  parameters: { token?: unknown; language?: unknown } | undefined,
): Promise<NonNullable<Extra['who']> | null> {
  const language = languageOf(parameters?.language);
  const token = parameters?.token;
  if (token === undefined || token === null) return { pass: null, token: null, language };
  if (typeof token !== 'string') return null;
  const pass = await house.doorkeeper.passOf(token);
  return pass === null ? null : { pass, token, language };
}

/** Closes the socket when its pass ends, or expires. */
function watchPass(house: House, extra: Extra, pass: Pass | null): void {
  // The socket may have closed while its token was looked up.
  if (pass === null || extra.socket.readyState !== extra.socket.OPEN) return;
  const close = () => extra.socket.close(CloseCode.Forbidden, 'Forbidden');
  // What was answered before the pass ended, to signOut say, is still on its way.
  const end = () => setTimeout(close, lastWordMs);
  pass.onEnd.add(end);
  const leftMs = pass.expiresAtMs === null ? null : pass.expiresAtMs - house.nowMs();
  const timer = leftMs === null ? undefined : setTimeout(close, Math.max(0, leftMs));
  extra.forget = () => {
    pass.onEnd.delete(end);
    clearTimeout(timer);
  };
}

async function prepared(
  { schema, documents, house }: SocketOptions,
  extra: Extra,
  id: string,
  payload: {
    readonly query: string;
    readonly operationName?: string | null | undefined;
    readonly variables?: Record<string, unknown> | null | undefined;
  },
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { who, address } = extra;
  if (who === null) return [coded('UNAUTHENTICATED', 'Send connection_init first.')];
  if (who.pass !== null && !house.doorkeeper.isLive(who.pass)) {
    return [coded('UNAUTHENTICATED', 'The token has ended. Sign in again.')];
  }
  if (who.pass !== null) house.doorkeeper.noteUse(who.pass);
  const allowance = await house.countOperation(who.pass);
  if (allowance?.allowed === false) return [rateLimited(allowance)];
  const document = documents.read(payload.query);
  if (!('kind' in document)) return document;
  const operationName = payload.operationName ?? null;
  if (!getOperationAST(document, operationName)) {
    return [coded('BAD_USER_INPUT', 'The document has no such operation, or several and no operationName.')];
  }
  const variableValues = payload.variables ?? {};
  const costly = tooCostly(costOf(schema, { document, operationName, variables: variableValues }));
  if (costly !== null) return [costly];
  return {
    schema,
    document,
    operationName,
    variableValues,
    contextValue: new Context(house, { ...who, address, line: new Line(extra.socket, id) }),
  };
}

/** A query or mutation was answered. What a subscription sends is none. */
function noteOperation(requests: Requests, args: ExecutionArgs, { errors }: FormattedExecutionResult): void {
  const operation = getOperationAST(args.document, args.operationName);
  if (operation?.operation === 'subscription') return;
  const context = args.contextValue as Context;
  context.report.fields = rootFieldsOf(operation);
  context.report.errors = codesOf(errors ?? []);
  const tookMs = performance.now() - context.sinceMs;
  requests.finished({ requestId: randomUUID(), transport: 'websocket', context, tookMs });
}

/** Frames go the way of shared execution; every other subscription is executed for its follower alone. */
async function follow(
  { schema, frames }: SocketOptions,
  args: ExecutionArgs,
): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
  try {
    const operation = getOperationAST(args.document, args.operationName);
    const field = operation ? rootField(args.document, operation.selectionSet) : undefined;
    if (!operation || field?.name.value !== 'sessionWatch') return await subscribe(args);
    const { coerced, errors } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      args.variableValues ?? {},
      { maxErrors: 20 },
    );
    if (errors !== undefined) return { errors };
    const definition = schema.getSubscriptionType()?.getFields().sessionWatch;
    if (definition === undefined) throw new Error('the schema has no sessionWatch');
    const given = getArgumentValues(definition, field, coerced);
    return await frames.follow({
      args,
      variables: coerced,
      context: args.contextValue as Context,
      sessionId: String(given.sessionId),
      after: typeof given.after === 'string' ? given.after : null,
    });
  } catch (error) {
    const found =
      error instanceof GraphQLError ? error : new GraphQLError('internal', { originalError: error as Error });
    return { errors: [found] };
  }
}

/** A socket whose other end is gone is found by its silence. */
function keepAlive(socket: WebSocket): () => void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, pingIntervalMs);
  socket.on('pong', () => {
    answered = true;
  });
  return () => clearInterval(timer);
}
