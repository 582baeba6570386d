import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { PaperOrder } from '../../src/papers/order.ts';
import { PaperTooLarge, Printer, type PrinterLimits } from '../../src/papers/printer.ts';

// Papers that take too long, too much memory, or fail: only whoever asked for them is told. The thread here is slow by itself.

const thread = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ kind }) => {
  if (kind === 'for ever') for (;;);
  if (kind === 'much memory') { const kept = []; for (;;) kept.push(new Array(100_000).fill(kept.length)); }
  if (kind === 'throws') throw new Error('thrown');
  if (kind === 'ends') process.exit(1);
  if (kind === 'fails') parentPort.postMessage({ error: 'no such font' });
  else parentPort.postMessage({ bytes: Buffer.from(kind) });
});`;

function openPrinter(limits: Partial<PrinterLimits> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hoinghi-printer-'));
  const script = join(folder, 'thread.cjs');
  writeFileSync(script, thread);
  const printer = new Printer(script, limits);
  onTestFinished(async () => {
    await printer.stop();
    rmSync(folder, { recursive: true });
  });
  return (kind: string) => printer.print({ kind } as unknown as PaperOrder);
}

const textOf = async (printing: Promise<Buffer> | null) => String(await printing);

test('a paper that takes too long is given up, and delays no other', async () => {
  const print = openPrinter({ paperMs: 2_000 });
  const slow = expect(print('for ever')).rejects.toEqual(new PaperTooLarge('2 s'));
  const others = await Promise.all(['one', 'two', 'three'].map((kind) => textOf(print(kind))));
  expect(others).toEqual(['one', 'two', 'three']);
  await slow;
  expect(await textOf(print('afterwards'))).toBe('afterwards');
});

test('so is one that takes too much memory', async () => {
  const print = openPrinter({ paperMebibytes: 32 });
  const large = expect(print('much memory')).rejects.toEqual(new PaperTooLarge('32 MiB'));
  expect(await textOf(print('one'))).toBe('one');
  await large;
  expect(await textOf(print('afterwards'))).toBe('afterwards');
});

test.each([
  ['fails', 'no such font'],
  ['throws', 'thrown'],
  ['ends', 'the printing thread ended'],
])('one that %s is told to whoever asked for it alone', async (kind, message) => {
  const print = openPrinter();
  const papers = ['one', kind, 'two', kind, 'three'].map((one) => print(one));
  const came = await Promise.allSettled(papers);
  expect(came.map((one) => (one.status === 'fulfilled' ? String(one.value) : one.reason.message))).toEqual([
    'one',
    message,
    'two',
    message,
    'three',
  ]);
});

test('no more than twenty wait; whoever waits when the server stops is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hoinghi-printer-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'thread.cjs'), thread);
  const printer = new Printer(join(folder, 'thread.cjs'));
  const printing = Array.from({ length: 22 }, () =>
    printer.print({ kind: 'for ever' } as unknown as PaperOrder),
  );
  expect(printer.print({ kind: 'one' } as unknown as PaperOrder)).toBe(null);
  const told = Promise.allSettled(printing);
  await printer.stop();
  expect(new Set((await told).map(({ status }) => status))).toEqual(new Set(['rejected']));
});
