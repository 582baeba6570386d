import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { StoreFailed } from '../../src/clerk/answer.ts';
import type { Actor } from '../../src/core/command.ts';
import type { ImportRow } from '../../src/core/import/row.ts';
import { readFile } from '../../src/exchange/read.ts';
import { importCountsOf } from '../../src/history/import.ts';
import { type Fate, memoryStore } from '../support/memory-store.ts';
import { cast, convene, openRoom, openRound, type Room } from './room.ts';

// More rows than one part holds.

const count = 700;
const heading = 'organization_name,period_kind,year,subject_kind,subject_name,level,status,authority';

function rowsOf(level: string): readonly ImportRow[] {
  const lines = Array.from(
    { length: count },
    (_, at) => `Đảng bộ xã,YEAR,2019,PARTY_MEMBER,Lê ${at},${level},DECIDED,DECIDE`,
  );
  const read = readFile([heading, ...lines].join('\n'), 'CSV');
  if (read.faults.length > 0) throw new Error(JSON.stringify(read.faults));
  return read.rows.filter((row) => row !== null);
}

async function take(
  room: Room,
  level: string,
  { commandId = randomUUID(), by = { kind: 'ADMIN' } as Actor } = {},
) {
  const command = { type: 'ImportResults', rows: rowsOf(level) } as const;
  const answer = await room.clerk.handle({ command, by, sessionId: null, commandId });
  return answer.accepted ? importCountsOf(answer.events) : answer.refusal.code;
}

const created = { rows: count, created: count, unchanged: 0, superseding: 0 };
const parts = ['OrganizationRegistered', 'ResultsImported', 'ResultsImported'];

test.each<[string, readonly Fate[]]>([
  ['at once', []],
  ['after an append that failed', ['FAILS_BEFORE']],
  ['by an append that failed when it was written', ['FAILS_AFTER']],
  ['after one and by another', ['FAILS_BEFORE', 'FAILS_AFTER']],
])('[R82] [C4] an import is written %s: once, all of it, and answered as written', async (_, fates) => {
  const room = openRoom(memoryStore());
  room.store.decree(...fates);
  const commandId = randomUUID();
  expect(await take(room, 'GOOD', { commandId })).toEqual(created);
  expect(await take(room, 'GOOD', { commandId })).toEqual(created);
  expect(room.store.entries.map(({ type }) => type)).toEqual(parts);
  expect(await take(room, 'COMPLETED', { commandId })).toBe('COMMAND_ID_REUSED');
  expect(room.store.entries).toHaveLength(parts.length);
});

test('[R82] [C4] an import whose appends all fail writes nothing, and may be sent again', async () => {
  const room = openRoom(memoryStore());
  room.store.decree('FAILS_BEFORE', 'FAILS_BEFORE', 'FAILS_BEFORE');
  const commandId = randomUUID();
  await expect(take(room, 'GOOD', { commandId })).rejects.toBeInstanceOf(StoreFailed);
  expect(room.store.entries).toEqual([]);
  expect(await take(room, 'GOOD', { commandId })).toEqual(created);
});

test('[R84] the same rows at the same time are imported once; others of the same subjects supersede them', async () => {
  const room = openRoom(memoryStore());
  const answers = await Promise.all([take(room, 'GOOD'), take(room, 'GOOD'), take(room, 'COMPLETED')]);
  expect(answers).toEqual([
    created,
    { ...created, created: 0, unchanged: count },
    { ...created, superseding: count },
  ]);
  // Each was decided on what the one before left, and none had to be tried again.
  expect(room.complaints).toEqual([]);
  expect(await take(room, 'GOOD')).toEqual({ ...created, created: 0, unchanged: count });
});

test('[R82] nobody but the administrator imports, and the ballots that wait behind an import are sealed', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 3 });
  const roundId = await openRound(room, meeting);
  const seat: Actor = { kind: 'SEAT', sessionId: meeting.sessionId, seatId: meeting.seatIds[0] ?? '' };
  for (const by of [seat, { kind: 'CLIENT', keyId: 'key_one', organizationId: null } as Actor]) {
    expect(await take(room, 'GOOD', { by })).toBe('NOT_ALLOWED');
  }
  const [imported, ballot] = await Promise.all([take(room, 'GOOD'), cast(room, meeting, 1, roundId)]);
  expect(imported).toEqual(created);
  expect(ballot.accepted).toBe(true);
  expect(room.store.envelopes).toHaveLength(1);
});
