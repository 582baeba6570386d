import { randomUUID } from 'node:crypto';
import {
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
} from 'graphql';
import { StoreFailed } from '../clerk/answer.ts';
import { JournalAltered, StoreAway } from '../clerk/ports.ts';
import { KeyInvalid } from '../history/history.ts';

/** Every `extensions.code` that this API gives. */
export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'GRAPHQL_VALIDATION_FAILED',
  'CURSOR_INVALID',
  'LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'PERSISTED_DOCUMENT_NOT_FOUND',
  'SESSION_ALTERED',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

const httpStatus: Partial<Record<ErrorCode, number>> = { UNAUTHENTICATED: 401, RATE_LIMITED: 429 };

/** Of HTTP, for an operation that is not begun. */
export function statusOf({ extensions }: GraphQLFormattedError): number {
  return httpStatus[extensions?.code as ErrorCode] ?? 500;
}

/** An error that says what to do; its message is for the developers of clients. */
export function coded(
  code: ErrorCode,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
): GraphQLError {
  const status = httpStatus[code];
  const http = status === undefined ? {} : { http: { status } };
  return withoutStack(() => new CodedError(code, message, { code, ...http, ...more }));
}

/** Nobody looks for where an error was made that was meant to be; finding that out costs more than the rest of it. */
function withoutStack<Made extends Error>(make: () => Made): Made {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

class CodedError extends GraphQLError {
  readonly ownCode: ErrorCode;

  constructor(code: ErrorCode, message: string, extensions: Readonly<Record<string, unknown>>) {
    super(message, { extensions });
    this.ownCode = code;
  }
}

export const unauthenticated = () =>
  coded(
    'UNAUTHENTICATED',
    'Sign in first: send "Authorization: Bearer <token>", or {"token"} in connection_init.',
  );

export type Complain = (problem: string, error: unknown) => void;
export type Present = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/**
 * An error as it leaves: with a code of this API; whatever nobody meant to happen is told to the log under an id, and the client
 * gets the id alone.
 */
export function presentable(
  formatted: GraphQLFormattedError,
  error: unknown,
  complain: Complain,
): GraphQLFormattedError {
  const causes = causesOf(error);
  const own = causes.map(ownCode).find((code) => code !== undefined);
  if (own !== undefined) return rewritten(formatted, own, formatted.message);
  if (causes.some((cause) => cause instanceof KeyInvalid))
    return rewritten(formatted, 'CURSOR_INVALID', keyMessage);
  if (causes.some((cause) => cause instanceof JournalAltered))
    return rewritten(formatted, 'SESSION_ALTERED', alteredMessage);
  if (/^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(formatted.message)) {
    return rewritten(formatted, 'LIMIT_EXCEEDED', 'The document is too long; ask in smaller parts.');
  }
  const code = String(formatted.extensions?.code);
  if (code === 'GRAPHQL_PARSE_FAILED' || formatted.message.startsWith('Syntax Error')) {
    return rewritten(formatted, 'GRAPHQL_VALIDATION_FAILED', formatted.message);
  }
  const known = errorCodes.find((one) => one === code && one !== 'INTERNAL_SERVER_ERROR');
  if (known !== undefined) return rewritten(formatted, known, formatted.message);
  // What graphql and Apollo say of a request by themselves is for whoever made it.
  if (saidOfRequests.has(code) || causes.every((cause) => cause instanceof GraphQLError)) {
    return rewritten(formatted, 'BAD_USER_INPUT', formatted.message);
  }
  const id = randomUUID();
  const cause = causes.at(-1) ?? error;
  complain(`error ${id}`, cause);
  const message =
    cause instanceof StoreFailed
      ? `The database could not be written; nothing is lost. Send the same command again. (${id})`
      : cause instanceof StoreAway
        ? `The database cannot be reached; nothing is lost. Try again in a moment. (${id})`
        : `Something went wrong on the server. (${id})`;
  return {
    ...rewritten(formatted, 'INTERNAL_SERVER_ERROR', message),
    extensions: { code: 'INTERNAL_SERVER_ERROR', id },
  };
}

const saidOfRequests = new Set([
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** The error and what it was made of, outermost first. */
function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  for (let one = error; one !== undefined && one !== null && causes.length < 10; ) {
    causes.push(one);
    one = one instanceof GraphQLError ? one.originalError : undefined;
  }
  return causes;
}

/** The code of an error that this API made; libraries may have given another to what they wrapped around it. */
function ownCode(error: unknown): ErrorCode | undefined {
  return error instanceof CodedError ? error.ownCode : undefined;
}

const alteredMessage =
  'The journal of this session is not as the server wrote it: somebody changed the database. Nothing of it is shown or taken. The administrator finds more in the log.';
const keyMessage = 'after and before take the cursor of an edge of this same connection.';

/** What an error of this API may say beside its code. */
const toldBeside = ['retryAfterSeconds', 'cost', 'mostCost'];

function rewritten(
  formatted: GraphQLFormattedError,
  code: ErrorCode,
  message: string,
): GraphQLFormattedError {
  const { locations, path, extensions } = formatted;
  const told = Object.fromEntries(
    toldBeside.flatMap((name) => (extensions?.[name] === undefined ? [] : [[name, extensions[name]]])),
  );
  return {
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { code, ...told },
  };
}

/** What a log says of errors that leave: their codes, and the ids of those that it has more of. */
export function codesOf(errors: readonly { readonly extensions?: unknown }[]): readonly string[] {
  return errors.map(({ extensions }) => {
    const { code, id } = (extensions ?? {}) as { readonly code?: unknown; readonly id?: unknown };
    return id === undefined ? String(code) : `${code} ${id}`;
  });
}

/** A result with its errors as they leave. */
export function presented({ errors, ...rest }: ExecutionResult, present: Present): FormattedExecutionResult {
  return errors === undefined
    ? rest
    : { ...rest, errors: errors.map((error) => presentedError(error, present)) };
}

export function presentedError(
  error: GraphQLError | GraphQLFormattedError,
  present: Present,
): GraphQLFormattedError {
  return present(error instanceof GraphQLError ? error.toJSON() : error, error);
}
