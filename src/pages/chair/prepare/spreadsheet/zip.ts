// Reads as much of ZIP as spreadsheets use: the directory at the end, and entries that are stored or deflated. The browser inflates them.

/** A spreadsheet of 2 MB that people made does not unpack to more. */
const maxUnpackedBytes = 16 * 1024 * 1024;

export class ZipError extends Error {}

interface ZipEntry {
  readonly method: number;
  readonly packed: number;
  readonly checksum: number;
  readonly offset: number;
}

export interface Zip {
  /** Returns the text of an entry, or null where there is none. Rejects with a ZipError. */
  text(name: string): Promise<string | null>;
}

const endMark = 0x06054b50;
const entryMark = 0x02014b50;

export function openZip(bytes: Uint8Array<ArrayBuffer>): Zip {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = directory(bytes, view);
  let budget = maxUnpackedBytes;
  return {
    async text(name) {
      const entry = entries.get(name.toLowerCase());
      if (entry === undefined) return null;
      const { method, packed, checksum, offset } = entry;
      if (offset + 30 > bytes.length) throw new ZipError('an entry is outside of the file');
      const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
      const body = bytes.subarray(start, start + packed);
      if (method !== 0 && method !== 8) throw new ZipError(`method ${method}`);
      const unpacked = method === 0 ? body : await inflated(body, budget);
      budget -= unpacked.length;
      // The directory may name a stored entry any number of times.
      if (budget < 0) throw new ZipError('unpacks to too much');
      if (checksumOf(unpacked) !== checksum) throw new ZipError('damaged');
      return new TextDecoder().decode(unpacked);
    },
  };
}

function directory(bytes: Uint8Array, view: DataView): ReadonlyMap<string, ZipEntry> {
  let end = bytes.length - 22;
  const minEnd = Math.max(0, end - 0xffff);
  while (end >= minEnd && view.getUint32(end, true) !== endMark) end -= 1;
  if (end < minEnd) throw new ZipError('no directory');
  const entries = new Map<string, ZipEntry>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== entryMark) throw new ZipError('bad directory');
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    entries.set(name.toLowerCase(), {
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

async function inflated(body: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<Uint8Array> {
  const reader = new Blob([body]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      length += value.length;
      if (length > maxBytes) throw new ZipError('unpacks to too much');
    }
  } catch (error) {
    void reader.cancel().catch(() => {});
    throw error instanceof ZipError ? error : new ZipError('damaged');
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The CRC-32 remainder of every byte (ISO 3309). */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

function checksumOf(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ (remainders[(sum ^ byte) & 0xff] as number);
  return (sum ^ 0xffffffff) >>> 0;
}
