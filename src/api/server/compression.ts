import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Pass } from '../../clerk/doorkeeper.ts';

// Beside the pages' files only history by GET, and its files, are compressed. The length of a compressed answer tells something of its contents (BREACH) to
// somebody who sees the length and can put words of his own into the answer. So answers to the tokens of seats and screens are not compressed, nor
// answers to POST and on websockets, and proxies are told to compress nothing.

const gzipped = promisify(gzip);

/** A smaller answer fits one packet, compressed or not. */
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

/** Says whether a GET gives this asker nothing but history and policies. */
export function readsRecordAlone(pass: Pass | null): boolean {
  return pass === null || pass.actor.kind === 'CLIENT';
}

/** Says whether the links of this asker lead to exports alone, which have no more than history. */
export function mayPackFiles({ actor }: Pass): boolean {
  return actor.kind === 'CLIENT' || actor.kind === 'ADMIN';
}

/** Compresses a body; null where that gains nothing. */
export async function compressed(body: string): Promise<Buffer | null> {
  if (body.length < minBytes) return null;
  return gzipped(body);
}
