import type { FastifyRequest } from 'fastify';
import type { Question } from './fast-path.ts';

type Given = Readonly<Record<string, unknown>>;

/** The parameters of a request (GraphQL over HTTP, 6) that decide how it is answered. Apollo checks the rest. */
export interface RequestParameters {
  readonly documentId: string | undefined;
  readonly query: string | undefined;
  readonly operationName: string | undefined;
  /** As JSON. */
  readonly variables: string | undefined;
}

function givenOf({ method, query: search, body }: FastifyRequest): Given | null | undefined {
  return (method === 'GET' ? search : body) as Given | null | undefined;
}

/** Reads the parameters of a request by GET or POST. */
export function parametersOf(request: FastifyRequest): RequestParameters {
  const given = givenOf(request);
  const text = (name: string) => (typeof given?.[name] === 'string' ? given[name] : undefined);
  const variables = given?.variables;
  return {
    documentId: text('documentId'),
    query: text('query'),
    operationName: text('operationName'),
    variables:
      variables === undefined || variables === null
        ? undefined
        : typeof variables === 'string'
          ? variables
          : JSON.stringify(variables),
  };
}

/** Reads the question of a request in plain form; null where Apollo must judge the request. */
export function questionOf(request: FastifyRequest): Omit<Question, 'text'> | null {
  const { operationName = null, variables = null, extensions = null } = givenOf(request) ?? {};
  if (operationName === '' || (operationName !== null && typeof operationName !== 'string')) return null;
  if (extensions !== null) return null;
  if (request.method === 'GET' && request.headers['content-type'] !== undefined) return null;
  const read = request.method === 'GET' ? fromJson(variables) : variables;
  if (read === null) return { operationName, variables: {} };
  if (typeof read !== 'object' || Array.isArray(read)) return null;
  return { operationName, variables: read as Given };
}

/** Reads JSON; undefined where it is none. */
function fromJson(text: unknown): unknown {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(String(text));
    return value ?? undefined;
  } catch {
    return undefined;
  }
}

/** Returns the media types that a request accepts. */
export function acceptOf({ headers }: FastifyRequest): string {
  return headers.accept ?? '*/*';
}
