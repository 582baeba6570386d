import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Context } from '../schema/context.ts';
import { compressed } from '../server/compression.ts';

// How long an answer of history holds. A client can always ask whether it still does (ETag, If-None-Match). An answer of recorded facts alone never
// changes, and clients may keep it for a year. A level can change by a later decision. The server keeps answers to API keys until something is
// written that history shows.

export const immutable = 'private, max-age=31536000, immutable';
export const revalidate = 'private, no-cache';
export const never = 'no-store';

function etagOf(body: string): string {
  return `"${createHash('sha256').update(body).digest('base64url')}"`;
}

/** The end of the ETag of a compressed answer, which differs from the plain one's (RFC 9110, 8.8.3.3). Proxies that compress write it in the same way. */
const coded = /-(?:gzip|br|zstd|deflate)(?="$)/;

/** Says whether an If-None-Match names this answer, in any coding. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const named = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, '').replace(coded, ''));
  return named.includes('*') || named.includes(etag);
}

/** An answer without errors. */
export class WholeResponse {
  /** The version of the record before the answer was made. */
  readonly version: number;
  readonly body: string;
  readonly contentType: string;
  /** Whether the answer can never change. */
  readonly lasts: boolean;
  readonly cost: number;
  #etag: string | null = null;
  #compressed: Promise<Buffer | null> | null = null;

  constructor(made: Omit<WholeResponse, 'etag' | 'compressed'>) {
    this.version = made.version;
    this.body = made.body;
    this.contentType = made.contentType;
    this.lasts = made.lasts;
    this.cost = made.cost;
  }

  /** It is made when it is first asked for, because answers to POST need none. */
  get etag(): string {
    this.#etag ??= etagOf(this.body);
    return this.#etag;
  }

  /** Compressed once for all askers; null where compressing is not worth it. */
  get compressed(): Promise<Buffer | null> {
    this.#compressed ??= compressed(this.body);
    return this.#compressed;
  }
}

const maxKeptBytes = 64 * 1024 * 1024;
const minOf = 500;

/** Keeps answers to API keys, by everything that they depend on, until something is written that history shows. */
export class ResponseCache {
  readonly #kept = new LRUCache<string, WholeResponse>({
    maxSize: maxKeptBytes,
    sizeCalculation: ({ body }, key) => minOf + key.length + 3 * body.length,
  });

  /** Makes the key of an answer; null for viewers who may see more than the record, because their answers depend on more. */
  keyOf({ pass, language }: Context, request: readonly (string | null)[]): string | null {
    if (pass?.actor.kind !== 'CLIENT') return null;
    return JSON.stringify([pass.actor.organizationId, language, ...request]);
  }

  get(key: string, version: number): WholeResponse | null {
    const kept = this.#kept.get(key);
    return kept?.version === version ? kept : null;
  }

  set(key: string, answer: WholeResponse): void {
    this.#kept.set(key, answer);
  }
}
