import { expect, test } from 'vitest';
import { openZip, ZipError } from '../../src/pages/chair/prepare/spreadsheet/zip.ts';
import { bomb, type Entry, zipOf } from '../fuzz/books.ts';

const opened = (entries: readonly Entry[]) => openZip(new Uint8Array(zipOf(entries)));
const mebi = 1024 * 1024;

test('an entry that unpacks to gigabytes is refused before more than 16 MiB of it are held', async () => {
  const zip = opened([{ name: 'bomb', body: '', packed: bomb(1_900) }]);
  const before = process.memoryUsage().arrayBuffers;
  await expect(zip.text('bomb')).rejects.toThrow(ZipError);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * mebi);
});

test('all entries together unpack to 16 MiB at most, stored ones as often as they are read', async () => {
  const zip = opened([{ name: 'a', body: 'x'.repeat(6 * mebi), stored: true }]);
  expect((await zip.text('a'))?.length).toBe(6 * mebi);
  expect((await zip.text('a'))?.length).toBe(6 * mebi);
  await expect(zip.text('a')).rejects.toThrow(ZipError);
});

test.each([false, true])('no changed byte of an entry makes it another text (stored: %s)', async (stored) => {
  const body = 'Đào Văn Phi, Võ Thanh Điền';
  const bytes = zipOf([{ name: 'a', body, stored }]);
  const length = bytes.indexOf('PK\x01\x02') - 31;
  for (let at = 31; at < 31 + length; at += 1) {
    const changed = new Uint8Array(bytes);
    changed[at] = (changed[at] ?? 0) ^ 0x20;
    const text = await openZip(changed)
      .text('a')
      .catch((error: unknown) => {
        expect(error).toBeInstanceOf(ZipError);
        return body;
      });
    expect(text).toBe(body);
  }
  expect(await openZip(new Uint8Array(bytes)).text('a')).toBe(body);
});

test('a file of which any part is missing is a ZipError, or its entry is', async () => {
  const bytes = zipOf([{ name: 'a', body: 'x'.repeat(40) }]);
  for (let length = 0; length < bytes.length; length += 1) {
    expect(() => openZip(new Uint8Array(bytes.subarray(0, length)))).toThrow(ZipError);
  }
});
