/** Returns the token of an Authorization header (RFC 6750, 2.1); null where there is none, or another scheme. */
export function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer (\S{1,500})$/i.exec(authorization ?? '')?.[1] ?? null;
}

type Given = Readonly<Record<string, unknown>>;

/**
 * Returns the token of a websocket from any of its places: in connection_init `token`, `Authorization` or `headers`, or the header of the request that became
 * the socket, which browsers cannot set. Null where none was sent. `unusable` where what was sent is not one token.
 */
export function socketTokenOf(
  authorization: string | undefined,
  parameters: Given | null | undefined,
): string | null | { readonly unusable: string } {
  const { token, headers } = parameters ?? {};
  const sent = [token, authorizationIn(parameters), authorizationIn(headers)].filter(
    (value) => value !== undefined && value !== null,
  );
  const bare = typeof token === 'string' && !/^Bearer /i.test(token) ? token : null;
  const tokens = sent.map((value) =>
    value === bare ? bare : typeof value === 'string' ? bearerOf(value) : null,
  );
  if (tokens.includes(null)) return { unusable: 'Forbidden' };
  // A header of another scheme is meant for a proxy on the way.
  const before = bearerOf(authorization);
  const [one = null, ...others] = new Set(before === null ? tokens : [before, ...tokens]);
  return others.length === 0 ? one : { unusable: 'Two different tokens were sent: send one, in one place' };
}

/** Finds Authorization among headers, whose names may be in any case. */
function authorizationIn(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return undefined;
  return Object.entries(given).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
}
