/** The token of an Authorization header (RFC 6750, 2.1); null where there is none, or another scheme. */
export function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer (\S{1,500})$/i.exec(authorization ?? '')?.[1] ?? null;
}
