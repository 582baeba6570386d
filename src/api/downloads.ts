import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Pass } from '../clerk/doorkeeper.ts';
import type { Language } from '../words/words.ts';
import { type Complain, coded, type Present } from './errors.ts';

// Files for browsers and command lines, which follow a link and cannot send a token with it. A link is a secret of its own: it opens
// one file, for a few minutes, and only as long as the token that asked for it opens anything.

export interface OutgoingFile {
  /** As it is saved; with its ending. */
  readonly fileName: string;
  /** With its charset, where it is text. */
  readonly contentType: string;
  /** Whole, or in parts that are made as fast as they are taken. */
  readonly body: Buffer | AsyncIterable<string | Uint8Array>;
}

export interface Follower {
  readonly pass: Pass;
  readonly language: Language;
  readonly address: string;
}

/** Makes the file when the link is followed, by the rights of that moment; null when there is nothing to see any more. */
export type MakeFile = (follower: Follower) => Promise<OutgoingFile | null>;

export interface DownloadsOptions {
  readonly nowMs: () => number;
  readonly isLive: (pass: Pass) => boolean;
}

interface Link {
  readonly follower: Follower;
  readonly expiresAtMs: number;
  readonly make: MakeFile;
}

const lifetimeMs = 5 * 60_000;
/** Links that one token may have at a time; a further one ends the oldest. */
const mostOfOne = 20;
const mostHolders = 10_000;

export class Downloads {
  readonly #options: DownloadsOptions;
  readonly #links = new Map<string, Link>();
  /** By token, its links, oldest first. Whoever falls out of it loses them. */
  readonly #held = new LRUCache<string, string[]>({
    max: mostHolders,
    dispose: (secrets) => {
      for (const secret of secrets) this.#links.delete(secret);
    },
    noDisposeOnSet: true,
  });

  constructor(options: DownloadsOptions) {
    this.#options = options;
  }

  /** A link to a file, below the server's address. */
  link(follower: Follower, make: MakeFile): { readonly path: string; readonly expiresAtMs: number } {
    const secret = randomBytes(32).toString('base64url');
    const expiresAtMs = this.#options.nowMs() + lifetimeMs;
    const held = [...(this.#held.get(follower.pass.hash) ?? []), secret];
    for (const former of held.splice(0, held.length - mostOfOne)) this.#links.delete(former);
    this.#held.set(follower.pass.hash, held);
    this.#links.set(secret, { follower, expiresAtMs, make });
    return { path: `/downloads/${secret}`, expiresAtMs };
  }

  /** The file of a link; null when the link opens nothing, or nothing any more. */
  async follow(secret: string): Promise<OutgoingFile | null> {
    const link = this.#links.get(secret);
    if (link === undefined) return null;
    const { nowMs, isLive } = this.#options;
    if (link.expiresAtMs > nowMs() && isLive(link.follower.pass)) return link.make(link.follower);
    this.#links.delete(secret);
    return null;
  }
}

const ended = 'This link opens nothing, or nothing any more. Ask for a new one where you found it.';

export function serveDownloads(
  app: FastifyInstance,
  { downloads, present, complain }: { downloads: Downloads; present: Present; complain: Complain },
): void {
  app.get<{ Params: { secret: string } }>(
    '/downloads/:secret',
    { exposeHeadRoute: false },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const file = await downloads.follow(request.params.secret);
      if (file === null) {
        const error = coded('FORBIDDEN', ended);
        reply.code(404);
        return { errors: [present(error.toJSON(), error)] };
      }
      const { fileName, contentType, body } = file;
      reply.header('content-type', contentType).header('content-disposition', attachment(fileName));
      if (Buffer.isBuffer(body)) return reply.send(body);
      const stream = Readable.from(body, { objectMode: false });
      // The answer has begun: the connection breaks off, so that nobody takes a part for the whole.
      stream.on('error', (error) => complain(`a download of ${fileName} broke off`, error));
      return reply.send(stream);
    },
  );
}

/** RFC 6266: the name with its marks, and one in ASCII for who cannot read that. */
function attachment(fileName: string): string {
  const plain = fileName
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, (letter) => (letter === 'đ' ? 'd' : 'D'))
    .replace(/[^\w.-]+/g, '-');
  const exact = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
