import type { TypedDocumentString } from '../../../schema/operations/typed.ts';
import { tabStorage } from '../browser-storage.ts';
import { commonWords, language, say } from '../words.ts';
import { backoffMs } from './backoff.ts';
import { AskError, askErrorOf, type ExecutionResult } from './connection.ts';

// Over HTTP goes what is too large for a message on the socket, and what must not depend on whether there is room for a socket.

/** Something on the way may swallow what is sent. */
const patienceMs = 10_000;

/** What `read` makes of the server's answer. Rejects with an AskError, where the connection broke off in the middle too. */
async function ask<Read>(
  path: string,
  request: RequestInit,
  read: (response: Response) => Promise<Read>,
): Promise<Read> {
  let refused: ExecutionResult<never>;
  try {
    const response = await fetch(path, { ...request, cache: 'no-store' });
    if (response.ok) return await read(response);
    // A proxy in between says no in words of its own.
    refused = await response.json().catch(() => ({}));
  } catch {
    throw new AskError(say(commonWords).notNow, 'NOT_REACHED', null);
  }
  throw askErrorOf(refused.errors);
}

/** The data of one operation, as whoever is signed in. Sent once: whether it arrived is not known where it rejects. */
export function post<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return postWith(tabStorage.get<string>('token'), document, variables);
}

/** The data of one operation, as whoever has this token, or as a stranger; sent again until the server answers it. Rejects with an AskError. */
export async function postUntilAnswered<Data, Variables>(
  token: string | null,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  for (let retries = 0; ; retries += 1) {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), patienceMs);
    try {
      return await postWith(token, document, variables, giveUp.signal);
    } catch (error) {
      // A proxy before a server that is away answers without a sentence of ours.
      if (!(error instanceof AskError) || (error.code !== 'NOT_REACHED' && error.message !== '')) throw error;
    } finally {
      clearTimeout(timer);
    }
    await new Promise((resolve) => setTimeout(resolve, backoffMs(retries, Math.random())));
  }
}

async function postWith<Data, Variables>(
  token: string | null,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  signal: AbortSignal | null = null,
): Promise<Data> {
  const request: RequestInit = {
    method: 'POST',
    signal,
    headers: {
      accept: 'application/graphql-response+json',
      'accept-language': language.value,
      'content-type': 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query: document.toString(), variables }),
  };
  const { data, errors } = await ask<ExecutionResult<Data>>('/graphql', request, (response) =>
    response.json(),
  );
  if (data && !errors) return data;
  throw askErrorOf(errors);
}

/** The file of a link, whole, with the name that the server gives it. */
export function fileAt(path: string): Promise<File> {
  return ask(path, {}, async (response) => {
    const disposition = response.headers.get('content-disposition') ?? '';
    const [, name = ''] = /filename\*=UTF-8''([^;]+)/.exec(disposition) ?? [];
    return new File([await response.blob()], decodeURIComponent(name));
  });
}
