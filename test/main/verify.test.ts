import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writer } from '../../ormconfig.ts';
import { cursorOf } from '../../src/clerk/cursor.ts';
import { openTestHouse, temporaryFolder } from '../support/house.ts';
import { runTool } from '../support/program.ts';
import { convene, type Meeting, preparation, settleAll } from '../support/session.ts';
import { vote } from '../verify/busy-record.ts';

// The built command line, on files that a server wrote and may still be writing.

interface Files {
  readonly folder: string;
  readonly file: string;
  readonly meeting: Meeting;
  readonly stop: () => Promise<void>;
}

/** A session that is adjourned and one with a secret round open; the server runs. */
async function running(): Promise<Files> {
  const { path: folder, remove } = temporaryFolder();
  const file = join(folder, 'house.sqlite');
  const house = await openTestHouse({ file });
  let stopped = false;
  const stop = async () => {
    if (!stopped) await house.stop();
    stopped = true;
  };
  onTestFinished(async () => {
    await stop();
    remove();
  });
  const meeting = await convene(house, preparation({ voters: 3 }));
  await settleAll(house, meeting, ['GOOD']);
  const open = await convene(house, preparation({ voters: 4 }));
  await vote(house, open, open.reviewIds, { choices: ['GOOD', 'GOOD', 'EXCELLENT'] });
  return { folder, file, meeting, stop };
}

test('[V1] [V2] while the server runs: everything fits, heads are printed, and read again they are found', async () => {
  const { folder, file, meeting } = await running();
  const first = await runTool('verify', file);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/^2 sessions, \d+ entries: \d+ counts and judgements made anew, 1 results and$/m);
  expect(first.out).toMatch(/, 3 sealed ballots in open rounds\.$/m);
  expect(first.out).toContain('That these ballots are those that were cast is not to be seen in the file');
  expect(first.out).toMatch(/^Everything fits\.$/m);
  const heads = first.out.match(/^(?:house|ses_\w+) \d+ [0-9a-f]{64}$/gm) ?? [];
  expect(heads).toHaveLength(3);
  const noted = join(folder, 'heads.txt');
  writeFileSync(noted, `# after the meeting\n\n${heads.join('\r\n')}\n`);
  const second = await runTool('verify', '--database', file, '--heads', noted);
  expect(second.code).toBe(0);
  expect(second.out.match(/^The published head [0-9a-f]{64} of \S+ is entry \d+\.$/gm)).toHaveLength(3);

  const [seq = '', hash = ''] =
    heads
      .find((line) => line.startsWith(meeting.sessionId))
      ?.split(' ')
      .slice(1) ?? [];
  const cursor = cursorOf({ seq: Number(seq), hash });
  for (const head of [hash, hash.toUpperCase(), cursor]) {
    const said = await runTool('verify', file, '--head', `${meeting.sessionId}=${head}`);
    expect([said.code, said.out]).toEqual([0, expect.stringContaining(`is entry ${seq}.`)]);
  }
  const wrong = await runTool('verify', file, '--head', `${meeting.sessionId}=${'0'.repeat(64)}`);
  expect(wrong.code).toBe(1);
  expect(wrong.out).toContain(`of ${meeting.sessionId} is NOT in this database.`);
  expect(wrong.out).toContain(`DOES NOT FIT:\n${meeting.sessionId}, the published head: expected 000`);
});

test('[V1] of a copy, without keys, nothing is left beside it, nor in it; as JSON it says the same', async () => {
  const { folder, file, stop } = await running();
  await stop();
  const apart = join(folder, 'apart');
  mkdirSync(apart);
  const copy = join(apart, 'a copy #1?.sqlite');
  copyFileSync(file, copy);
  chmodSync(copy, 0o400);
  const before = readFileSync(copy);
  const said = await runTool('verify', copy, '--json');
  expect(said).toMatchObject({ code: 0, err: '' });
  const verdict = JSON.parse(said.out);
  expect(verdict).toMatchObject({ findings: [], sessions: 2, envelopes: 3, published: [] });
  expect(verdict.rows).toMatchObject({ session: 2, result: 1, open_round: 1 });
  expect(verdict.heads).toHaveLength(3);
  expect(readdirSync(apart)).toEqual(['a copy #1?.sqlite']);
  expect(readFileSync(copy).equals(before)).toBe(true);
});

test('[V1] what does not fit is named: journal, entry, what, expected and found; the code is 1', async () => {
  const { file, meeting, stop } = await running();
  await stop();
  const source = writer({ file });
  await source.initialize();
  const [guard] = await source.query("SELECT sql FROM sqlite_master WHERE name = 'entry_is_not_changed'");
  await source.query('DROP TRIGGER entry_is_not_changed');
  await source.query('UPDATE entry SET at_ms = at_ms - 1 WHERE journal_id = ? AND seq = 3', [
    meeting.sessionId,
  ]);
  await source.query("UPDATE session SET title = 'Hội nghị khác' WHERE id = ?", [meeting.sessionId]);
  await source.query(guard.sql);
  await source.destroy();
  const { code, out } = await runTool('verify', file);
  expect(code).toBe(1);
  const entry = `${meeting.sessionId}, entry 3, hash: expected [0-9a-f]{64}; found [0-9a-f]{64}`;
  const row = `database, session ${meeting.sessionId}, title: expected Hội nghị thử; found Hội nghị khác`;
  expect(out).toMatch(new RegExp(`^DOES NOT FIT:\n${entry}\nAnd 1 more:\n${row}\n$`, 'm'));
});

test('what cannot be looked at is said in one sentence; the code is 2', async () => {
  const { path: folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const missing = await runTool('verify', join(folder, 'none.sqlite'));
  expect(missing).toMatchObject({ code: 2, out: '' });
  expect(missing.err).toContain('There is no database');
  const other = join(folder, 'other.txt');
  writeFileSync(other, 'a list of names\n'.repeat(1_000));
  expect(await runTool('verify', other)).toMatchObject({ code: 2, out: '' });
  const empty = join(folder, 'empty.sqlite');
  writeFileSync(empty, '');
  expect((await runTool('verify', empty)).err).toContain('It is no database of this program.');
  const head = await runTool('verify', empty, '--head', 'ses_x=abc');
  expect(head.err).toContain('"ses_x=abc" is no head; write <session>=<hash>');

  const house = await openTestHouse({ file: join(folder, 'house.sqlite') });
  await house.stop();
  for (const [change, message] of [
    [
      "UPDATE migrations SET name = 'Later1800000000000' WHERE id = (SELECT MAX(id) FROM migrations)",
      'that this version does not know',
    ],
    [
      'DELETE FROM migrations WHERE id = (SELECT MAX(id) FROM migrations)',
      'An older version of this program wrote it',
    ],
  ] as const) {
    const file = join(folder, `${message.slice(0, 4)}.sqlite`);
    copyFileSync(join(folder, 'house.sqlite'), file);
    const { default: sqlite3 } = await import('sqlite3');
    await new Promise<void>((resolve, reject) => {
      const database = new sqlite3.Database(file);
      database.exec(change, (error) => (error ? reject(error) : database.close(() => resolve())));
    });
    expect(await runTool('verify', file)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  }
});

test('an empty database fits', async () => {
  const { path: folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const file = join(folder, 'house.sqlite');
  await (await openTestHouse({ file })).stop();
  expect((await runTool('verify', file)).out).toMatch(/^0 sessions, 0 entries: [\s\S]*Everything fits\.\n$/);
});
