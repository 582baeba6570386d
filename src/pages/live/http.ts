import type { TypedDocumentString } from '../../../schema/operations/typed.ts';
import { tabStorage } from '../browser-storage.ts';
import { commonWords, language, say } from '../words.ts';
import { backoffMs } from './backoff.ts';
import { AskError, askErrorOf, type ExecutionResult } from './connection.ts';

// HTTP carries what is too large for a message on the socket, and what must work without a socket.

/** How long an answer is waited for, because something on the way may drop the request. */
const patienceMs = 10_000;

/** Returns what `read` makes of the server's answer. Rejects with an AskError, also where the connection breaks off in the middle. */
async function ask<Read>(
  path: string,
  request: RequestInit,
  read: (response: Response) => Promise<Read>,
): Promise<Read> {
  let refused: ExecutionResult<never>;
  try {
    const response = await fetch(path, { ...request, cache: 'no-store' });
    if (response.ok) return await read(response);
    // A proxy answers in its own form.
    refused = await response.json().catch(() => ({}));
  } catch {
    throw new AskError(say(commonWords).notNow, 'NOT_REACHED', null);
  }
  throw askErrorOf(refused.errors);
}

/** Returns the data of one operation, by whoever is signed in. It is sent once, so where it rejects it may have arrived. */
export function post<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return postWith(tabStorage.get<string>('token'), document, variables);
}

/** Returns the data of one operation, by the holder of this token, or by a stranger. It is sent again until the server answers. Rejects with an AskError. */
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
      // A proxy whose server is away answers without a message of this program.
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

/** Returns the file of a link, under the name that the server gives it. */
export function fileAt(path: string): Promise<File> {
  return ask(path, {}, async (response) => {
    const disposition = response.headers.get('content-disposition') ?? '';
    const [, name = ''] = /filename\*=UTF-8''([^;]+)/.exec(disposition) ?? [];
    return new File([await response.blob()], decodeURIComponent(name));
  });
}
