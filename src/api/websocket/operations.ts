import { randomUUID } from 'node:crypto';
import {
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  subscribe,
} from 'graphql';
import type { WebSocket } from 'ws';
import type { Pass } from '../../clerk/doorkeeper.ts';
import type { Language } from '../../words/words.ts';
import { coded, codesOf, type Present } from '../errors.ts';
import type { Documents } from '../limits/documents.ts';
import { admitOperation, codedErrors } from '../limits/operation.ts';
import { Turn } from '../limits/pacer.ts';
import { askerOf, rateLimited } from '../limits/rate-limits.ts';
import { bytesPerOperation, shortBytes } from '../limits/request-sizes.ts';
import { type OperationLog, rootFieldsOf } from '../monitoring/operation-log.ts';
import { Context, type Services } from '../schema/context.ts';
import { type Frames, rootField } from './frames.ts';
import type { Inbound } from './inbound.ts';
import { Outbound } from './outbound.ts';

// What happens to an operation on a socket before and after it runs.

/** What is known of an open socket. */
export interface Extra {
  readonly socket: WebSocket;
  readonly address: string;
  /** The header of the request that became it. */
  readonly authorization: string | undefined;
  who: { readonly pass: Pass | null; readonly token: string | null; readonly language: Language } | null;
  forget: () => void;
  readonly inbound: Inbound;
  /** How many operations were turned away since the last one that was not. */
  turnedAway: number;
  /** Resolves when the last operation may begin. Until then nothing is read that would wait behind it. */
  pacing: Promise<unknown>;
}

export interface SocketOptions {
  readonly services: Services;
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly frames: Frames;
  readonly present: Present;
  readonly complain: (problem: string, error: unknown) => void;
  readonly operationLog: OperationLog;
}

/** Tells clients to come back, but not at once. */
export const tryAgainLater = 1013;
const maxTurnedAway = 100;

interface AskedOperation {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** Says whether a long message may be read. It counts as several operations. */
export async function mayHear({ services }: SocketOptions, { who, address, socket }: Extra, bytes: number) {
  const allowance = await services.countOperation(
    who?.pass ?? null,
    address,
    Math.floor(bytes / bytesPerOperation),
  );
  if (allowance?.allowed !== false) return true;
  socket.close(tryAgainLater, 'Too much was sent; come back later.');
  return false;
}

export async function inTurn<Done>(args: ExecutionArgs, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } finally {
    (args.contextValue as Context).turn.end();
  }
}

export async function prepared(
  options: SocketOptions,
  extra: Extra,
  id: string,
  payload: AskedOperation,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { documents, services } = options;
  const { who, address } = extra;
  if (who === null) return [coded('UNAUTHENTICATED', 'Send connection_init first.')];
  if (who.pass !== null && !services.doorkeeper.isLive(who.pass)) return [tokenEnded()];
  if (who.pass !== null) services.doorkeeper.noteUse(who.pass);
  const allowance = await services.countOperation(who.pass, address);
  if (allowance?.allowed === false && !(await bringsCode(services, extra, payload))) {
    tire(extra);
    return [rateLimited(allowance)];
  }
  extra.turnedAway = 0;
  const asker = documents.isFirst(payload.query) ? null : askerOf(who.pass, address);
  const turn = new Turn(services.pacer, asker, () => extra.socket.readyState !== extra.socket.OPEN);
  const { bytes } = extra.inbound;
  const begun = bytes > shortBytes ? turn.begin({ bytes }) : Promise.resolve();
  const context = new Context(services, { ...who, address, frameSink: new Outbound(extra.socket, id), turn });
  const admitted = begun.then(() => executionArgsOf(options, context, payload)).catch(codedErrors);
  extra.pacing = admitted;
  const found = await admitted;
  if (!('contextValue' in found)) turn.end();
  return found;
}

/** Says whether a stranger whose address has used up its share sends a right access code. */
async function bringsCode(
  { signInLane }: Services,
  { who, address, inbound }: Extra,
  payload: AskedOperation,
): Promise<boolean> {
  if (who?.pass !== null || !(await signInLane.mayLook(address, inbound.bytes))) return false;
  return signInLane.bringsCode(JSON.stringify(payload));
}

/** Returns what is executed for an operation whose turn it is, or coded errors that say why nothing is. */
async function executionArgsOf(
  { schema, documents }: SocketOptions,
  context: Context,
  { query, operationName = null, variables }: AskedOperation,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const variableValues = variables ?? {};
  const asked = { text: query, operationName, variables: variableValues };
  const admission = await admitOperation({ schema, documents, tokenEnded }, asked, context);
  if ('errors' in admission) return admission.errors;
  const { document, operation } = admission;
  if (operation === null)
    return [coded('BAD_USER_INPUT', 'The document has no such operation, or several and no operationName.')];
  return { schema, document, operationName, variableValues, contextValue: context };
}

const tokenEnded = () => coded('UNAUTHENTICATED', 'The token has ended. Sign in again.');

/** Closes the socket of a client that goes on asking although all is turned away. */
export function tire(extra: Extra): void {
  extra.turnedAway += 1;
  if (extra.turnedAway > maxTurnedAway)
    extra.socket.close(tryAgainLater, 'Too many operations; come back later.');
}

/** Logs a query or mutation that was answered. Payloads of subscriptions are not logged. */
export function noteOperation(
  operationLog: OperationLog,
  args: ExecutionArgs,
  { errors }: FormattedExecutionResult,
): void {
  const operation = getOperationAST(args.document, args.operationName);
  if (operation?.operation === 'subscription') return;
  const context = args.contextValue as Context;
  context.report.fields = rootFieldsOf(operation);
  context.report.errors = codesOf(errors ?? []);
  const tookMs = performance.now() - context.sinceMs;
  operationLog.finished({ requestId: randomUUID(), transport: 'websocket', context, tookMs });
}

/** Follows a subscription. Frames are executed once for all followers, every other subscription for its follower alone. */
export async function follow(
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
