import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Entry } from '../../../src/clerk/entry.ts';
import type { Journal, Store } from '../../../src/clerk/ports.ts';
import { batchOf, comments, entryOf, opening } from './batches.ts';

async function everything(journal: Journal, journalId: string): Promise<readonly Entry[]> {
  return journal.read(journalId, 0, 10_000);
}

/** The tests that every journal must pass. */
export function journalContract(open: () => Promise<Store>): void {
  test('[S1] what was appended is read as it was given', async () => {
    const { journal } = await open();
    const entries = comments('ses_one', 4);
    await journal.append(batchOf({ entries }));
    expect(await everything(journal, 'ses_one')).toEqual(entries);
    expect(await journal.head('ses_one')).toEqual(entries[3]);
  });

  test('[S1] one batch may write several journals, and each is read by itself', async () => {
    const { journal } = await open();
    const one = comments('ses_one', 3);
    const two = comments('ses_two', 2);
    await journal.append(batchOf({ entries: [...one, ...two] }));
    expect(await everything(journal, 'ses_one')).toEqual(one);
    expect(await everything(journal, 'ses_two')).toEqual(two);
  });

  test('a journal that nobody wrote is empty', async () => {
    const { journal } = await open();
    expect(await everything(journal, 'ses_none')).toEqual([]);
    expect(await journal.head('ses_none')).toBeNull();
    expect(await journal.entriesOf([randomUUID()])).toEqual([]);
    expect(await journal.openRounds()).toEqual([]);
  });

  test('pages begin after a number, hold at most so many, and leave nothing out', async () => {
    const { journal } = await open();
    const entries = comments('ses_one', 7);
    await journal.append(batchOf({ entries }));
    expect(await journal.read('ses_one', 2, 3)).toEqual(entries.slice(2, 5));
    expect(await journal.read('ses_one', 5, 3)).toEqual(entries.slice(5));
    expect(await journal.read('ses_one', 7, 3)).toEqual([]);
  });

  test('[S2] a taken seq refuses the whole batch', async () => {
    const { journal, access } = await open();
    const entries = comments('ses_one', 3);
    await journal.append(batchOf({ entries }));
    const taken = comments('ses_one', 3).slice(2);
    const free = comments('ses_two', 2);
    const code = { sessionId: 'ses_one', seatId: 'seat_1', hash: 'c0de', commandId: randomUUID() };
    await expect(
      journal.append(batchOf({ entries: [...free, ...taken], codes: [code] })),
    ).rejects.toBeDefined();
    expect(await everything(journal, 'ses_one')).toEqual(entries);
    expect(await everything(journal, 'ses_two')).toEqual([]);
    expect(await access.holderOfCode('c0de')).toBeNull();
    await journal.append(batchOf({ entries: free }));
    expect(await everything(journal, 'ses_two')).toEqual(free);
  });

  test('[S2] a taken (command, part) refuses the whole batch, in another journal too', async () => {
    const { journal } = await open();
    const commandId = randomUUID();
    const first = entryOf({ journalId: 'ses_one', seq: 1, event: opening('rnd_one'), commandId });
    await journal.append(batchOf({ entries: [first] }));
    const again = entryOf({ journalId: 'ses_two', seq: 1, event: opening('rnd_two'), commandId });
    const free = comments('ses_three', 1);
    await expect(journal.append(batchOf({ entries: [...free, again] }))).rejects.toBeDefined();
    expect(await everything(journal, 'ses_two')).toEqual([]);
    expect(await everything(journal, 'ses_three')).toEqual([]);
    expect(await journal.openRounds()).toHaveLength(1);
    const nextPart = entryOf({ journalId: 'ses_two', seq: 1, event: opening('rnd_two'), commandId, part: 1 });
    await journal.append(batchOf({ entries: [nextPart] }));
    expect(await everything(journal, 'ses_two')).toEqual([nextPart]);
  });

  test('[S2] what the clerk does by itself takes no part of a command', async () => {
    const { journal } = await open();
    const entries = [1, 2].map((seq) =>
      entryOf({ journalId: 'ses_one', seq, event: opening(`rnd_${seq}`), commandId: null }),
    );
    await journal.append(batchOf({ entries }));
    expect(await everything(journal, 'ses_one')).toHaveLength(2);
  });

  test('[C2] the entries of a command are found by its id, by part, from every journal', async () => {
    const { journal } = await open();
    const commandId = randomUUID();
    const house = entryOf({
      journalId: 'house',
      seq: 1,
      event: { type: 'PersonRegistered', personId: 'per_1', fullName: 'Nguyễn Thị Ánh' },
      commandId,
    });
    const opened = entryOf({ journalId: 'ses_one', seq: 1, event: opening('rnd_1'), commandId, part: 1 });
    const other = entryOf({ journalId: 'ses_two', seq: 1, event: opening('rnd_2') });
    await journal.append(batchOf({ entries: [house, opened, other] }));
    expect(await journal.entriesOf([commandId])).toEqual([house, opened]);
    expect(await journal.entriesOf([randomUUID(), commandId])).toEqual([house, opened]);
    expect(await journal.entriesOf([])).toEqual([]);
    const both = await journal.entriesOf([commandId, other.commandId ?? '']);
    expect(both.filter((entry) => entry.commandId === commandId)).toEqual([house, opened]);
    expect(both).toHaveLength(3);
  });

  test('[R24] rounds are open from their opening until they are closed or void', async () => {
    const { journal } = await open();
    const opened = [opening('rnd_1', 1_700_000_100_000), opening('rnd_2'), opening('rnd_3')];
    const entries = opened.map((event, at) => entryOf({ journalId: `ses_${at}`, seq: 1, event }));
    await journal.append(batchOf({ entries }));
    expect([...(await journal.openRounds())].sort((a, b) => (a.roundId < b.roundId ? -1 : 1))).toEqual([
      { sessionId: 'ses_0', roundId: 'rnd_1', closesAtMs: 1_700_000_100_000 },
      { sessionId: 'ses_1', roundId: 'rnd_2', closesAtMs: null },
      { sessionId: 'ses_2', roundId: 'rnd_3', closesAtMs: null },
    ]);
    const stopped = entryOf({
      journalId: 'ses_0',
      seq: 2,
      event: { type: 'RoundClockStopped', roundId: 'rnd_1' },
    });
    await journal.append(batchOf({ entries: [stopped] }));
    expect(await journal.openRounds()).toContainEqual({
      sessionId: 'ses_0',
      roundId: 'rnd_1',
      closesAtMs: null,
    });
    const closed = { type: 'RoundClosed', roundId: 'rnd_1', counted: [], dependents: [] } as const;
    const voided = { type: 'RoundVoided', roundId: 'rnd_2', reason: null } as const;
    const ends = [closed, voided].map((event, at) => entryOf({ journalId: `ses_${at}`, seq: 3, event }));
    await journal.append(batchOf({ entries: ends, emptiedRoundIds: ['rnd_1', 'rnd_2'] }));
    expect(await journal.openRounds()).toEqual([{ sessionId: 'ses_2', roundId: 'rnd_3', closesAtMs: null }]);
  });

  test('[S1] appends at the same time: whichever came first is whole, the other leaves nothing', async () => {
    const { journal } = await open();
    const rivals = [comments('ses_one', 3), comments('ses_one', 2)];
    const done = await Promise.allSettled(rivals.map((entries) => journal.append(batchOf({ entries }))));
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await everything(journal, 'ses_one')).toEqual(rivals[0]);
  });
}
