import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ResultRow } from '../../src/clerk/ports.ts';
import {
  type ExportSource,
  exportFormats,
  exportPageLength,
  exportResults,
} from '../../src/exchange/write.ts';

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
    decisions: [],
    supersedesId: null,
    supersededById: null,
  };
}

function source(total: number) {
  const read = { pages: 0, organizations: 0 };
  const archive: ExportSource = {
    async results({ from, size }) {
      read.pages += 1;
      const first = from === null ? 0 : Number(from);
      const last = Math.min(total, first + size);
      return {
        rows: Array.from({ length: last - first }, (_, index) => ({
          key: String(first + index + 1),
          row: resultRow(first + index),
        })),
        hasBefore: first > 0,
        hasAfter: last < total,
        total: async () => total,
      };
    },
    async organizationsById(ids) {
      read.organizations += 1;
      return ids.map((id) => ({ id, name: 'Đảng bộ xã', superiorId: null }));
    },
    sessionsById: async () => [],
    prepared: async () => [],
  };
  return { archive, read };
}

const query = { scope: { of: 'ALL' } } as const;

test.each(exportFormats)(
  '%s: a page is read when the one before was taken, however many there are',
  async (format) => {
    const pages = 40;
    const { archive, read } = source(pages * exportPageLength);
    let taken = 0;
    const text = exportResults({ archive, query, format });
    for await (const chunk of text) {
      if (chunk.length > 1_000) taken += 1;
      expect(read.pages - taken).toBeLessThanOrEqual(1);
    }
    expect({ taken, pages: read.pages, organizations: read.organizations }).toEqual({
      taken: pages,
      pages,
      organizations: 1,
    });
  },
);

test('a reader that takes nothing more stops the reading', async () => {
  const { archive, read } = source(1_000 * exportPageLength);
  const waiting: (() => void)[] = [];
  const slow = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => {
      waiting.push(done);
    },
  });
  const ended = pipeline(
    Readable.from(exportResults({ archive, query, format: 'JSON_LINES' }), { objectMode: false }),
    slow,
  );
  const settled = async () => {
    for (let before = -1; before !== read.pages; await turn()) {
      before = read.pages;
      for (let turns = 0; turns < 20; turns += 1) await turn();
    }
    return read.pages;
  };
  const first = await settled();
  expect(first).toBeLessThanOrEqual(4);
  waiting.shift()?.();
  expect(await settled()).toBeLessThanOrEqual(first + 1);
  slow.destroy();
  await expect(ended).rejects.toThrow();
  expect(await settled()).toBeLessThanOrEqual(first + 2);
});
