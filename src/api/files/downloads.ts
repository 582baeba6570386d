import { randomBytes } from 'node:crypto';
import { finished, pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { tokenHash } from '../../clerk/codes.ts';
import type { Pass } from '../../clerk/doorkeeper.ts';
import type { ServerClock } from '../../clerk/time.ts';
import type { Language } from '../../words/words.ts';
import { type Complain, coded, type Present, presentedError, statusOf } from '../errors.ts';
import { Counter } from '../limits/counter.ts';
import { askerOf, type RateLimits } from '../limits/rate-limits.ts';
import { mayPackFiles, takesGzip } from '../server/compression.ts';
import { sendRateHeaders } from '../server/rate-headers.ts';

// Serves files by links, because a browser that follows a link sends no token with it. The address of a link holds a secret of its own. It opens one file for
// five minutes, and only while the token that asked for it is valid. Following it counts as an operation of that token.

export interface OutgoingFile {
  /** The name under which it is saved, with its ending. */
  readonly fileName: string;
  /** The MIME type, with its charset where it is text. */
  readonly contentType: string;
  /** The whole body, or its parts, each of which is made when the client is ready to take it. */
  readonly body: Buffer | AsyncIterable<string | Uint8Array>;
}

export interface Follower {
  readonly pass: Pass;
  readonly language: Language;
  readonly address: string;
}

/** Makes the file when the link is followed, with the rights that the follower has then. Returns null where the follower may no longer see it. */
export type MakeFile = (follower: Follower) => Promise<OutgoingFile | null>;

export interface DownloadsOptions {
  readonly clock: Pick<ServerClock, 'nowMs' | 'monotonicMs'>;
  readonly isLive: (pass: Pass) => boolean;
}

interface Link {
  readonly follower: Follower;
  /** When the link ends, by the monotonic clock. */
  readonly endsAtMs: number;
  readonly make: MakeFile;
}

const lifetimeMs = 5 * 60_000;
/** How many links one seat, key or administrator may have at a time, with all tokens. A further one ends the oldest. */
const maxOfOne = 20;
const maxHolders = 10_000;
/** How many files of one asker may be made and sent at a time, so that nobody keeps the printer from others. */
export const maxFilesAtOnce = 5;
/** The `retry-after` of a refused file: within this time another file of the same asker has probably been sent. */
const retrySeconds = 5;

export class Downloads {
  readonly #options: DownloadsOptions;
  /** The links by the hash of their secrets, because the time of a lookup could otherwise reveal a secret. */
  readonly #links = new Map<string, Link>();
  /** The links of each asker, the oldest first. An asker that is dropped from the cache loses its links. */
  readonly #held = new LRUCache<string, string[]>({
    max: maxHolders,
    dispose: (hashes) => {
      for (const hash of hashes) this.#links.delete(hash);
    },
    noDisposeOnSet: true,
  });

  constructor(options: DownloadsOptions) {
    this.#options = options;
  }

  /** Makes a link to a file. Returns its path below the server's address, and when it ends in milliseconds since 1970. */
  link(follower: Follower, make: MakeFile): { readonly path: string; readonly expiresAtMs: number } {
    const secret = randomBytes(32).toString('base64url');
    const { clock } = this.#options;
    const endsAtMs = clock.monotonicMs() + lifetimeMs;
    const hash = tokenHash(secret);
    const asker = nameOf(follower);
    const held = [...(this.#held.get(asker) ?? []), hash];
    for (const former of held.splice(0, held.length - maxOfOne)) this.#links.delete(former);
    this.#held.set(asker, held);
    this.#links.set(hash, { follower, endsAtMs, make });
    return { path: `/downloads/${secret}`, expiresAtMs: clock.nowMs() + lifetimeMs };
  }

  /** Returns the link of a secret. Returns null where there is none, its time is over, or its token is no longer valid. */
  find(secret: string): Link | null {
    const hash = tokenHash(secret);
    const link = this.#links.get(hash);
    if (link === undefined) return null;
    const { clock, isLive } = this.#options;
    if (link.endsAtMs > clock.monotonicMs() && isLive(link.follower.pass)) return link;
    this.#links.delete(hash);
    return null;
  }
}

/** Returns the name under which an asker's links and files are counted. It is the same after signing in again, so that this gives nobody more of them. */
function nameOf({ pass, address }: Follower): string {
  const { of, name } = askerOf(pass, address);
  return `${of} ${name}`;
}

export interface ServingDownloads {
  readonly downloads: Downloads;
  readonly countOperation: RateLimits['countOperation'];
  readonly present: Present;
  readonly complain: Complain;
}

/** Serves links at /downloads. */
export function serveDownloads(app: FastifyInstance, serving: ServingDownloads): void {
  const { downloads, countOperation, present, complain } = serving;
  const underWay = new Counter();
  /** Makes the file. Throws the GraphQLError that the client is told. */
  const made = async (
    secret: string,
    address: string,
    reply: FastifyReply,
  ): Promise<OutgoingFile & Pick<Follower, 'pass'>> => {
    const link = downloads.find(secret);
    if (link === null) throw ended();
    const { follower, make } = link;
    const asker = nameOf(follower);
    if (!underWay.add(asker, maxFilesAtOnce)) throw tooMany();
    try {
      sendRateHeaders(reply, await countOperation(follower.pass, address));
      const file = await make(follower);
      if (file === null) throw ended();
      return { ...file, pass: follower.pass };
    } finally {
      // The file is counted until the answer ends. Where the client left earlier, it is counted until the file is made.
      finished(reply.raw, () => underWay.remove(asker));
    }
  };
  app.get<{ Params: { secret: string } }>(
    '/downloads/:secret',
    { exposeHeadRoute: false },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      let file: OutgoingFile & Pick<Follower, 'pass'>;
      try {
        file = await made(request.params.secret, request.ip, reply);
      } catch (error) {
        if (error instanceof GraphQLError) return refuse(reply, presentedError(error, present));
        throw error;
      }
      const { fileName, contentType, body, pass } = file;
      reply.header('content-type', contentType).header('content-disposition', attachment(fileName));
      if (Buffer.isBuffer(body)) return reply.send(body);
      const stream = Readable.from(body, { objectMode: false });
      // The answer has begun, so an error closes the connection. The client notices that the file is incomplete.
      stream.on('error', (error) => complain(`a download of ${fileName} broke off`, error));
      if (!mayPackFiles(pass)) return reply.send(stream);
      reply.header('vary', 'Accept-Encoding');
      if (!takesGzip(request.headers['accept-encoding'])) return reply.send(stream);
      reply.header('content-encoding', 'gzip');
      // The callback does nothing, because an error was reported above and ends both streams.
      return reply.send(pipeline(stream, createGzip(), () => {}));
    },
  );
}

function refuse(reply: FastifyReply, error: GraphQLFormattedError) {
  const { code, retryAfterSeconds } = error.extensions ?? {};
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  reply.code(code === 'FORBIDDEN' ? 404 : code === 'LIMIT_EXCEEDED' ? 422 : statusOf(error));
  return { errors: [error] };
}

const ended = () =>
  coded('FORBIDDEN', 'This link opens nothing, or nothing any more. Ask for a new one where you found it.');

const tooMany = () =>
  coded('RATE_LIMITED', `${maxFilesAtOnce} files are on their way already; wait until one has arrived.`, {
    retryAfterSeconds: retrySeconds,
  });

/** Returns the content-disposition header (RFC 6266): the file's name with its marks, and one in ASCII for clients that cannot read the first. */
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
