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

/** Every value that `extensions.code` of this API's errors can have. */
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

/** Returns the HTTP status for an error that kept the operation from starting. */
export function statusOf({ extensions }: GraphQLFormattedError): number {
  return httpStatus[extensions?.code as ErrorCode] ?? 500;
}

/**
 * Makes an error with a code. `message` is for the developers of clients and says what to do. `more` are further extensions, of which a client gets those that
 * `toldBeside` names.
 */
export function coded(
  code: ErrorCode,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
): GraphQLError {
  const status = httpStatus[code];
  const http = status === undefined ? {} : { http: { status } };
  return withoutStack(() => new CodedError(code, message, { code, ...http, ...more }));
}

/** Makes an error without its stack, because nobody reads the stack of an expected error, and recording it costs more than the rest of the error. */
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
 * Returns the error as the client gets it, with a code of this API. An unexpected error is written to the log under an id, and the client gets
 * INTERNAL_SERVER_ERROR with that id and no more of it [A1].
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
  // graphql and Apollo made this error because of the request, so the client is told it.
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

/** Returns the error and the errors that it wraps, outermost first, 10 at most. */
function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  for (let one = error; one !== undefined && one !== null && causes.length < 10; ) {
    causes.push(one);
    one = one instanceof GraphQLError ? one.originalError : undefined;
  }
  return causes;
}

/** Returns the code of an error that this API made, because a library that wrapped it may have given the wrapper another one. */
function ownCode(error: unknown): ErrorCode | undefined {
  return error instanceof CodedError ? error.ownCode : undefined;
}

const alteredMessage =
  'The journal of this session is not as the server wrote it: somebody changed the database. Nothing of it is shown or taken. The administrator finds more in the log.';
const keyMessage = 'after and before take the cursor of an edge of this same connection.';

/** The extensions that an error may have beside its code. */
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

/** Returns what the log says of the errors of an answer: the code of each, and its id where the log has the error itself. */
export function codesOf(errors: readonly { readonly extensions?: unknown }[]): readonly string[] {
  return errors.map(({ extensions }) => {
    const { code, id } = (extensions ?? {}) as { readonly code?: unknown; readonly id?: unknown };
    return id === undefined ? String(code) : `${code} ${id}`;
  });
}

/** Returns the result with its errors as the client gets them. */
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
