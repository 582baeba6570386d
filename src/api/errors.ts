import { randomUUID } from 'node:crypto';
import {
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
} from 'graphql';
import { StoreFailed } from '../clerk/clerk.ts';
import { KeyInvalid } from '../clerk/ports.ts';

/** Every `extensions.code` that this API gives. */
export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'GRAPHQL_VALIDATION_FAILED',
  'CURSOR_INVALID',
  'LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

const httpStatus: Partial<Record<ErrorCode, number>> = { UNAUTHENTICATED: 401, RATE_LIMITED: 429 };

/** An error that says what to do; its message is for the developers of clients. */
export function coded(
  code: ErrorCode,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
): GraphQLError {
  const status = httpStatus[code];
  const http = status === undefined ? {} : { http: { status } };
  return new GraphQLError(message, { extensions: { code, ...http, ...more } });
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
  const code = formatted.extensions?.code;
  const original = error instanceof GraphQLError ? error.originalError : error;
  if (original instanceof KeyInvalid) return rewritten(formatted, 'CURSOR_INVALID', keyMessage);
  if (/^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(formatted.message)) {
    return rewritten(formatted, 'LIMIT_EXCEEDED', 'The document is too long; ask in smaller parts.');
  }
  if (code === 'GRAPHQL_PARSE_FAILED' || formatted.message.startsWith('Syntax Error')) {
    return rewritten(formatted, 'GRAPHQL_VALIDATION_FAILED', formatted.message);
  }
  if (code === 'BAD_REQUEST') return rewritten(formatted, 'BAD_USER_INPUT', formatted.message);
  if (code !== 'INTERNAL_SERVER_ERROR' && errorCodes.some((known) => known === code))
    return withoutHttp(formatted);
  const fromClient = error instanceof GraphQLError && error.originalError === undefined && code === undefined;
  if (fromClient) return rewritten(formatted, 'BAD_USER_INPUT', formatted.message);
  const id = randomUUID();
  const stored = original instanceof StoreFailed;
  complain(`error ${id}`, original ?? error);
  const message = stored
    ? `The database could not be written; nothing is lost. Send the same command again. (${id})`
    : `Something went wrong on the server. (${id})`;
  return {
    ...rewritten(formatted, 'INTERNAL_SERVER_ERROR', message),
    extensions: { code: 'INTERNAL_SERVER_ERROR', id },
  };
}

const keyMessage = 'after and before take the cursor of an edge of this same connection.';

function rewritten(
  formatted: GraphQLFormattedError,
  code: ErrorCode,
  message: string,
): GraphQLFormattedError {
  const { locations, path } = formatted;
  return { message, ...(locations && { locations }), ...(path && { path }), extensions: { code } };
}

function withoutHttp(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { http: _, stacktrace: __, ...extensions } = formatted.extensions ?? {};
  return { ...formatted, extensions };
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
