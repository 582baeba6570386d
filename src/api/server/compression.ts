import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Pass } from '../../clerk/doorkeeper.ts';

// What leaves compressed, besides the pages' own files: history by GET, and files of it. How far an answer shrinks tells something of
// what is in it (BREACH), to whoever sees its length and can put a word of his own beside what he wants to know. So nothing that a seat's or
// a screen's token asks is compressed, no answer to POST or to a websocket, and proxies are told to compress nothing themselves.

const gzipped = promisify(gzip);

/** Smaller ones fill one packet either way. */
const minBytes = 1_400;

/** Says whether an Accept-Encoding takes gzip (RFC 9110, 12.5.3). */
export function takesGzip(acceptEncoding: string | string[] | undefined): boolean {
  const weights = new Map(
    String(acceptEncoding ?? '')
      .toLowerCase()
      .split(',')
      .map((one) => {
        const [coding = '', ...parameters] = one.split(';').map((part) => part.trim());
        const weight = parameters.find((parameter) => parameter.startsWith('q='));
        return [coding, weight === undefined ? 1 : Number(weight.slice(2))] as const;
      }),
  );
  const weight = weights.get('gzip') ?? weights.get('*') ?? 0;
  return weight > 0;
}

/** Says whether all that a GET can give to this asker is history and policies. */
export function readsRecordAlone(pass: Pass | null): boolean {
  return pass === null || pass.actor.kind === 'CLIENT';
}

/** Says whether the files of links that this asker made are of the record: exports, which hold no more than history does. */
export function mayPackFiles({ actor }: Pass): boolean {
  return actor.kind === 'CLIENT' || actor.kind === 'ADMIN';
}

/** Compresses a body; null where nothing would be gained. */
export async function compressed(body: string): Promise<Buffer | null> {
  if (body.length < minBytes) return null;
  return gzipped(body);
}
