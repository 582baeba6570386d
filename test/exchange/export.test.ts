import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  type ExportSource,
  exportFormats,
  exportPageLength,
  exportResults,
} from '../../src/exchange/write.ts';
import type { ResultRow } from '../../src/history/history.ts';
import { collectedHeapBytes } from '../support/heap.ts';

// A source of as many results as wanted that counts what is read of it, and what of it is still held.

function resultRow(number: number): ResultRow {
  return {
    id: `res_${String(number).padStart(16, '0')}`,
    sessionId: null,
    recorded: {
      id: '',
      reviewId: null,
      organizationId: 'org_one',
      organizationName: 'Đảng bộ xã',
      period: { kind: 'YEAR', year: 2020, quarter: null },
      kind: 'PARTY_CELL',
      name: `Chi bộ ${number}`,
      position: null,
      peerGroup: 'PARTY_CELL',
      subjectOrganizationId: 'org_one',
      subjectOrganizationName: 'Đảng bộ xã',
      personId: null,
      personName: null,
      authority: 'DECIDE',
      tally: null,
      outcome: {
        level: 'GOOD',
        status: 'DECIDED',
        authority: 'DECIDE',
        final: true,
        trace: [],
        ruled: null,
        settledReason: null,
      },
      imported: { sessionId: null, title: null, ordinal: null, heldOn: null, policyId: null },
    },
    level: 'GOOD',
    status: 'DECIDED',
    recordedAtMs: 0,
    decisions: async () => [],
    supersedesId: null,
    supersededById: null,
  };
}

function source(total: number) {
  const read = { pages: 0, organizations: 0 };
  const pages: WeakRef<object>[] = [];
  const history: ExportSource = {
    async results({ from, size }) {
      read.pages += 1;
      const first = from === null ? 0 : Number(from);
      const last = Math.min(total, first + size);
      const rows = Array.from({ length: last - first }, (_, index) => ({
        key: String(first + index + 1),
        row: resultRow(first + index),
      }));
      pages.push(new WeakRef(rows));
      return {
        rows,
        direction: 'FORWARD',
        hasMore: last < total,
        hasBehind: async () => first > 0,
        total: async () => total,
      };
    },
    async organizationsById(ids) {
      read.organizations += 1;
      return ids.map((id) => ({ id, name: 'Đảng bộ xã', superiorId: null }));
    },
    origins: async () => [],
  };
  return { history, read, held: () => pages.filter((page) => page.deref() !== undefined).length };
}

/** A weak reference holds until the turn that read it is over. */
async function collected(): Promise<void> {
  await turn();
  collectedHeapBytes();
}

const query = { scope: { of: 'ALL' } } as const;
/** The one that is given out, and the one that is read meanwhile. */
const maxPages = 2;

test.each(exportFormats)('%s: at most one page is read ahead, however many there are', async (format) => {
  const pages = 40;
  const { history, read } = source(pages * exportPageLength);
  let taken = 0;
  for await (const chunk of exportResults({ history, query, format })) {
    if (chunk.length > 1_000) taken += 1;
    expect(read.pages - taken).toBeLessThanOrEqual(1);
  }
  expect({ taken, pages: read.pages, organizations: read.organizations }).toEqual({
    taken: pages,
    pages,
    organizations: 1,
  });
});

/** When nothing of what is under way reads another page. */
async function settled(read: { readonly pages: number }): Promise<number> {
  for (let before = -1; before !== read.pages; await turn()) {
    before = read.pages;
    for (let turns = 0; turns < 20; turns += 1) await turn();
  }
  return read.pages;
}

test('a reader that takes nothing more stops the reading', async () => {
  const { history, read } = source(1_000 * exportPageLength);
  const waiting: (() => void)[] = [];
  const slow = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => {
      waiting.push(done);
    },
  });
  const ended = pipeline(
    Readable.from(exportResults({ history, query, format: 'JSON_LINES' }), { objectMode: false }),
    slow,
  );
  // Each of the two streams holds one more.
  const first = await settled(read);
  expect(first).toBeLessThanOrEqual(maxPages + 2);
  for (let taken = 1; taken <= 10; taken += 1) {
    waiting.shift()?.();
    expect(await settled(read)).toBeLessThanOrEqual(first + taken);
  }
  slow.destroy();
  await expect(ended).rejects.toThrow();
  expect(await settled(read)).toBeLessThanOrEqual(first + 11);
});

test('pages that were given out are held by nobody', async () => {
  const { history, held } = source(12 * exportPageLength);
  const most = { held: 0 };
  for await (const _ of exportResults({ history, query, format: 'CSV' })) {
    await collected();
    most.held = Math.max(most.held, held());
  }
  expect(most.held).toBeGreaterThan(0);
  // A generator that waits may still name the one before.
  expect(most.held).toBeLessThanOrEqual(maxPages + 1);
});

test('what goes wrong while a page is read ahead is told when its turn comes, and whoever leaves waits for it', async () => {
  const { history, read } = source(3 * exportPageLength);
  let reading = 0;
  const broken: ExportSource = {
    ...history,
    async results(request, wanted) {
      reading += 1;
      const page = await history.results(request, wanted);
      await turn();
      reading -= 1;
      if (request.from !== null) throw new Error('the disk went away');
      return page;
    },
  };
  const lines = exportResults({ history: broken, query, format: 'JSON_LINES' });
  expect((await lines.next()).value).toContain('Chi bộ 0');
  // Whoever takes his time hears of it all the same, and the process of nothing before.
  expect(await settled(read)).toBe(2);
  await expect(lines.next()).rejects.toThrow('the disk went away');
  const left = exportResults({ history: broken, query, format: 'JSON_LINES' });
  await left.next();
  expect(reading).toBe(1);
  await left.return(undefined);
  expect(reading).toBe(0);
});
