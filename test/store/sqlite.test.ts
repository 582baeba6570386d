import { closeSync, existsSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { writer, writerPragmas } from '../../ormconfig.ts';
import { Gate } from '../../src/store/gate.ts';
import { lastWriterOf } from '../../src/store/sqlite-version.ts';
import {
  cast,
  convene,
  expectWhole,
  idle,
  journalOf,
  lookAt,
  openRoom,
  openRound,
  order,
  restart,
  viewsOf,
  yes,
} from '../clerk/room.ts';
import { awkwardText, batchOf, comments, entryOf, opening } from '../support/contract/batches.ts';
import { openSqlite, sqliteInTheOpen, sqliteOnFile, temporaryDatabase } from '../support/contract/stores.ts';
import { runTool } from '../support/program.ts';
import { statementsOf } from '../support/statements.ts';

/** Another connection to the same file, past the store. */
async function connect(file: string): Promise<DataSource> {
  const database = new DataSource({ type: 'sqlite', database: file });
  await database.initialize();
  onTestFinished(async () => {
    if (database.isInitialized) await database.destroy();
  });
  return database;
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('the journal', () => {
  test.each([
    ['changed', 'UPDATE entry SET body = body'],
    ['changed', "UPDATE entry SET hash = '' WHERE seq = 1"],
    ['deleted', 'DELETE FROM entry WHERE seq = 3'],
  ])('[S2] is not %s: %s', async (_, statement) => {
    const { store, database } = await sqliteInTheOpen();
    const entries = comments('ses_one', 3);
    await store.journal.append(batchOf({ entries }));
    await expect(database.query(statement)).rejects.toThrow('append-only');
    expect(await store.journal.read('ses_one', 0, 10)).toEqual(entries);
  });

  test('[C5] is whole by the chain over what is stored, and a changed byte breaks it', async () => {
    const { store, database } = await sqliteInTheOpen();
    const room = openRoom(store);
    const meeting = await convene(room, { voters: 5 });
    const [reviewId = ''] = meeting.reviewIds;
    yes(await order(room, meeting, 0, { type: 'OpenReview', reviewId }));
    // What commands refuse (R7).
    const body = awkwardText.replace(/[\u2028\u200d]/g, '');
    yes(await order(room, meeting, 1, { type: 'AddComment', reviewId, body }));
    await expectWhole(store.journal, 'house');
    await expectWhole(store.journal, meeting.sessionId);
    await database.query('DROP TRIGGER entry_is_not_changed');
    await database.query("UPDATE entry SET body = replace(body, 'PRESENT', 'EXCUSED') WHERE seq = 2");
    await expect(expectWhole(store.journal, meeting.sessionId)).rejects.toThrow();
  });

  test('[S1] is the same after the file was closed and opened again', async () => {
    const file = temporaryDatabase();
    const store = await openSqlite(file);
    const room = openRoom(store);
    const meeting = await convene(room, { voters: 7 });
    const roundId = await openRound(room, meeting);
    for (const place of [0, 1, 2, 3]) yes(await cast(room, meeting, place, roundId));
    const entries = await journalOf(room, meeting.sessionId);
    const views = viewsOf((await lookAt(room, meeting.sessionId)).session);
    await room.clerk.stop();
    await store.close();
    const next = await restart({ ...room, store: await sqliteOnFile(file) });
    expect(await journalOf(next, meeting.sessionId)).toEqual(entries);
    expect(viewsOf((await lookAt(next, meeting.sessionId)).session)).toEqual(views);
    yes(await order(next, meeting, 0, { type: 'CloseRound', roundId }));
    await expectWhole(next.store.journal, meeting.sessionId);
  });

  test('[S1] is on disk when append returns: another connection reads it', async () => {
    const file = temporaryDatabase();
    const store = await sqliteOnFile(file);
    const other = await connect(file);
    await store.journal.append(batchOf({ entries: comments('ses_one', 2) }));
    expect(await other.query('SELECT COUNT(*) AS count FROM entry')).toEqual([{ count: 2 }]);
  });
});

test('[S1] the connection that writes waits for the disk, and overwrites what is deleted', async () => {
  const file = temporaryDatabase();
  const database = writer({ file });
  const gate = await Gate.open(database, writerPragmas);
  onTestFinished(() => gate.close());
  const pragma = async (name: string) => Object.values((await database.query(`PRAGMA ${name}`))[0])[0];
  expect(await pragma('synchronous')).toBe(2);
  expect(await pragma('secure_delete')).toBe(1);
  expect(await pragma('journal_mode')).toBe('wal');
  expect(await pragma('foreign_keys')).toBe(1);
});

test('what somebody who read for long made the log grow goes again with the next writes', async () => {
  const file = temporaryDatabase();
  const gate = await Gate.open(writer({ file }), writerPragmas);
  onTestFinished(() => gate.close());
  const logBytes = () => statSync(`${file}-wal`).size;
  await gate.write((query) => query('CREATE TABLE kept (bytes BLOB)'));
  const write = (bytes: number) =>
    gate.write((query) => query('INSERT INTO kept VALUES (zeroblob(?))', [bytes]));
  const long = await connect(file);
  await long.query('BEGIN');
  await long.query('SELECT count(*) FROM kept');
  while (logBytes() < 32 * 1024 * 1024) await write(8 * 1024 * 1024);
  await long.query('ROLLBACK');
  // One that finds nobody in the way of the checkpoint, and one that begins the log anew.
  await write(1);
  await write(1);
  expect(logBytes()).toBeLessThanOrEqual(16 * 1024 * 1024);
});

/** Says in the head of a file that is closed that another SQLite wrote to it last. */
function writtenBy(file: string, version: number): void {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(version);
  const handle = openSync(file, 'r+');
  writeSync(handle, head, 0, 4, 96);
  closeSync(handle);
}

/** Of an index, what it is over according to the schema, which alone is changed; the former text. */
async function redefine(file: string, index: string, from: string, to: string): Promise<void> {
  const database = await connect(file);
  await database.query('PRAGMA writable_schema = ON');
  await database.query('UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ?', [from, to, index]);
  await database.destroy();
}

test('which SQLite wrote last is known, and after another one the whole file is looked through, its indexes too', async () => {
  const file = temporaryDatabase();
  const first = await openSqlite(file);
  const { version } = first.sqlite;
  expect(first.sqlite).toEqual({ version, lastWriter: null, checked: true });
  await first.close();
  expect(lastWriterOf(file)).toBe(version);

  writtenBy(file, 3_040_001);
  const second = await openSqlite(file);
  expect(second.sqlite).toEqual({ version, lastWriter: '3.40.1', checked: true });
  await second.close();
  expect(lastWriterOf(file)).toBe(version);

  // An entry of an index as another version would have made it.
  await redefine(file, 'access_code_holder', "''", "'other'");
  const database = await connect(file);
  await database.query("INSERT INTO access_code (hash, session_id, command_id) VALUES ('h', 'ses_1', 'c')");
  await database.destroy();
  await redefine(file, 'access_code_holder', "'other'", "''");
  // The usual look at a start does not compare them.
  await (await openSqlite(file)).close();
  writtenBy(file, 3_040_001);
  await expect(openSqlite(file)).rejects.toThrow(/missing from index access_code_holder.*damaged/);
  const copied = await runTool('backup', '--database', file, '--to', `${file}.copy`);
  expect([copied.code, copied.out]).toEqual([
    1,
    expect.stringContaining('missing from index access_code_holder'),
  ]);
});

interface Column {
  readonly name: string;
  readonly type: string;
  /** 2 and 3: generated. */
  readonly hidden: number;
}

/** What two versions of SQLite may write differently, where a schema holds on to it: numbers made text in indexes and keys. */
async function numbersMadeText(database: DataSource): Promise<readonly string[]> {
  const made: { type: string; name: string; tbl_name: string; sql: string | null }[] = await database.query(
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index')",
  );
  const faults: string[] = [];
  for (const { type, name, tbl_name, sql } of made) {
    const columns: Column[] = await database.query(`PRAGMA table_xinfo('${tbl_name}')`);
    if (type === 'table') {
      for (const column of columns) {
        if (column.hidden > 1) faults.push(`${name}.${column.name} is generated`);
        // Virtual tables and the search's own have columns of no type.
        if (!/^(TEXT|INTEGER|BLOB|varchar|bigint|)$/.test(column.type))
          faults.push(`${name}.${column.name} is ${column.type}`);
      }
    } else {
      const keys: { cid: number }[] = await database.query(`PRAGMA index_xinfo('${name}')`);
      const condition = / WHERE (.*)$/s.exec(sql ?? '')?.[1] ?? '';
      const isExpression = keys.some(({ cid }) => cid === -2);
      const written = `${isExpression ? (sql ?? '') : ''} ${condition}`;
      const numbers = columns.filter(
        (column) => column.type !== 'TEXT' && new RegExp(`\\b${column.name}\\b`).test(written),
      );
      for (const column of numbers) faults.push(`${name} is over what is made of ${column.name}`);
    }
  }
  return faults;
}

test('no index, key or generated column is over a number made text, which another SQLite would write in another way', async () => {
  const database = writer({ file: null });
  await database.initialize();
  onTestFinished(() => database.destroy());
  expect(await numbersMadeText(database)).toEqual([]);
  // It sees what it looks for.
  await database.query("CREATE UNIQUE INDEX bad_key ON session (organization_id || '' || year)");
  await database.query("CREATE INDEX bad_part ON session (id) WHERE year || '' <> ''");
  await database.query("CREATE TABLE bad (share REAL, told TEXT GENERATED ALWAYS AS (share || '') STORED)");
  expect(await numbersMadeText(database)).toEqual([
    'bad_key is over what is made of year',
    'bad_part is over what is made of year',
    'bad.share is REAL',
    'bad.told is generated',
  ]);
});

describe('on a file', () => {
  test('[C7] a round’s key is a file for its owner alone, and is gone once the round is closed', async () => {
    const file = temporaryDatabase();
    const room = openRoom(await sqliteOnFile(file));
    const meeting = await convene(room, { voters: 5 });
    const roundId = await openRound(room, meeting);
    const folder = `${file}.keys`;
    const ofRounds = () => readdirSync(folder).filter((name) => name.startsWith('rnd_'));
    expect(ofRounds().sort()).toEqual([`${roundId}.key`, `${roundId}.set`]);
    expect(modeOf(folder)).toBe('700');
    expect(modeOf(`${folder}/${roundId}.key`)).toBe('600');
    expect(statSync(`${folder}/${roundId}.key`).size).toBe(32);
    for (const place of [0, 1, 2]) yes(await cast(room, meeting, place, roundId));
    yes(await order(room, meeting, 0, { type: 'CloseRound', roundId }));
    await idle(room);
    expect(ofRounds()).toEqual([]);
  });

  test('[C7] the pepper lasts, and sweeping leaves it', async () => {
    const file = temporaryDatabase();
    const store = await openSqlite(file);
    const pepper = Buffer.from(await store.keys.lasting('pepper'));
    await store.ballotBox.forge('rnd_one');
    await store.ballotBox.sweep([], []);
    await store.close();
    const next = await sqliteOnFile(file);
    expect(await next.keys.lasting('pepper')).toEqual(pepper);
    expect(readdirSync(`${file}.keys`)).toEqual(['heads.key', 'newest.set', 'pepper.key']);
    expect(modeOf(`${file}.keys/pepper.key`)).toBe('600');
  });

  test('[C7] the key of a round that is over is destroyed, where a start on an older file set it aside before it could be', async () => {
    const file = temporaryDatabase();
    const store = await sqliteOnFile(file);
    const opened = entryOf({ journalId: 'ses_one', seq: 1, event: opening('rnd_one') });
    const event = { type: 'RoundVoided', roundId: 'rnd_one', reason: 'Thử' } as const;
    const voided = entryOf({ journalId: 'ses_one', seq: 2, event, predecessor: opened });
    await store.ballotBox.forge('rnd_one');
    for (const entry of [opened, voided]) await store.journal.append(batchOf({ entries: [entry] }));
    // The process ended before the key was destroyed, and the next start was on a file that knows no such round.
    const [stray] = await store.ballotBox.sweep([], []);
    expect(stray).toMatchObject({ roundId: 'rnd_one', why: 'ROUND_UNKNOWN' });
    expect(await store.ballotBox.roundIds()).toEqual(['rnd_one']);
    expect(await store.ballotBox.sweep([], [{ roundId: 'rnd_one', hash: voided.hash }])).toEqual([]);
    expect(await store.ballotBox.roundIds()).toEqual([]);
    expect(readdirSync(stray?.folder ?? '')).toEqual([]);
  });

  test('the database and what lies beside it are their owner’s alone', async () => {
    const file = temporaryDatabase();
    const store = await sqliteOnFile(file);
    await store.journal.append(batchOf({ entries: comments('ses_one', 1) }));
    const files = [file, `${file}-wal`, `${file}-shm`].filter(existsSync);
    expect(files.length).toBeGreaterThan(1);
    expect(files.map(modeOf)).toEqual(files.map(() => '600'));
  });

  /** A round of forty ballots, and how many of their envelopes can be read from the files at this moment. */
  const fullRound = async () => {
    const file = temporaryDatabase();
    const store = await openSqlite(file);
    const room = openRoom(store);
    const meeting = await convene(room, { voters: 40, cells: 20 });
    const roundId = await openRound(room, meeting);
    await Promise.all(meeting.seatIds.map((_, place) => cast(room, meeting, place, roundId)));
    await idle(room);
    const other = await connect(file);
    const envelopes: { sealed: Buffer }[] = await other.query('SELECT sealed FROM envelope');
    await other.destroy();
    const legible = () => {
      const bytes = [file, `${file}-wal`].filter(existsSync).map((path) => readFileSync(path));
      return envelopes.filter(({ sealed }) => bytes.some((content) => content.includes(sealed))).length;
    };
    expect(legible()).toBe(40);
    const end = async (type: 'CloseRound' | 'VoidRound') => {
      yes(await order(room, meeting, 0, { type, roundId, reason: 'Làm lại' }));
      await idle(room);
    };
    const leave = async () => {
      await room.clerk.stop();
      await store.close();
    };
    return { end, leave, legible };
  };

  test.each(['CloseRound', 'VoidRound'] as const)('[C7] after %s the log holds no envelope', async (type) => {
    const { end, leave, legible } = await fullRound();
    await end(type);
    const left = legible();
    await leave();
    expect(left).toBe(0);
  });

  test.each(['CloseRound', 'VoidRound'] as const)(
    '[C7] after %s and a stop no file holds one',
    async (type) => {
      const { end, leave, legible } = await fullRound();
      await end(type);
      await leave();
      expect(legible()).toBe(0);
    },
  );
});

describe('the door', () => {
  test('whoever comes with what opens something or nothing is answered while a ballot waits to be written', async () => {
    const file = temporaryDatabase();
    const { access, journal } = await sqliteOnFile(file);
    const holder = { kind: 'SCREEN', sessionId: 'ses_one' } as const;
    const code = { sessionId: 'ses_one', seatId: null, hash: 'c1', commandId: 'order' };
    await journal.append(batchOf({ codes: [code] }));
    const writer = await connect(file);
    await writer.query('BEGIN IMMEDIATE');
    let written = false;
    const writing = access
      .addToken({ hash: 't1', holder, codeHash: 'c1', expiresAtMs: 9, atMs: 0 })
      .then((done) => {
        written = done;
      });
    expect(await access.holderOfCode('c1')).toEqual(holder);
    const strangers = [access.token('wrong'), access.key('wrong'), access.holderOfCode('wrong')];
    expect(await Promise.all(strangers)).toEqual([null, null, null]);
    expect(written).toBe(false);
    await writer.query('COMMIT');
    await writing;
    expect(await access.token('t1')).toEqual({ holder, expiresAtMs: 9 });
  });
});

describe('what was never issued', () => {
  /** A store that has looked up as much as it does in this minute of what it never issued. */
  const spent = async () => {
    const { store, database } = await sqliteInTheOpen();
    for (let at = 0; at < 30; at += 1) expect(await store.access.token(`stranger ${at}`)).toBeNull();
    return { ...store, database };
  };
  const grant = (seatId: string, hash: string) => ({ sessionId: 'ses_one', seatId, hash, commandId: hash });
  const holder = { kind: 'SEAT', sessionId: 'ses_one', seatId: 'seat_a' } as const;
  const token = { holder, codeHash: 'a1', expiresAtMs: 2_000, atMs: 0 };

  test('is looked up thirty times a minute, and no more', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const { access } = (await sqliteInTheOpen()).store;
    const lookUps = async (of: readonly ((hash: string) => Promise<unknown>)[]) => {
      const sent = await statementsOf(async () => {
        for (let at = 0; at < 300; at += 1) expect(await of[at % of.length]?.(`stranger ${at}`)).toBeNull();
      });
      return sent.length;
    };
    const all = [access.token, access.key, access.holderOfCode];
    expect(await lookUps(all)).toBe(30);
    expect(await lookUps(all)).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(await lookUps([access.token])).toBe(30);
  });

  test('is told from what is issued meanwhile, which opens at once, and is not looked up once it is ended', async () => {
    const { access, journal } = await spent();
    const key = { keyId: 'key_one', name: 'Sở', hash: 'k1', organizationId: null };
    await journal.append(batchOf({ codes: [grant('seat_a', 'a1'), grant('seat_b', 'b1')], keys: [key] }));
    for (const hash of ['t1', 't2', 't3']) expect(await access.addToken({ ...token, hash })).toBe(true);
    await access.addToken({ ...token, hash: 'early', expiresAtMs: 1_000 });
    expect(await access.holderOfCode('a1')).toEqual(holder);
    for (const hash of ['t1', 't2', 'early']) expect(await access.token(hash)).toMatchObject({ holder });
    expect(await access.key('k1')).toMatchObject({ keyId: 'key_one' });

    await access.removeToken('t1');
    await access.removeExpired(1_001);
    expect(await access.token('t2')).toMatchObject({ holder });
    await journal.append(batchOf({ codes: [grant('seat_a', 'a2')], endedKeyIds: ['key_one'] }));
    await journal.append(batchOf({ endedSeatIds: ['seat_b'] }));
    const sent = await statementsOf(async () => {
      for (const hash of ['t1', 't2', 't3', 'early']) expect(await access.token(hash)).toBeNull();
      for (const hash of ['a1', 'b1']) expect(await access.holderOfCode(hash)).toBeNull();
      expect(await access.key('k1')).toBeNull();
    });
    expect(sent).toEqual([]);
    expect(await access.holderOfCode('a2')).toEqual(holder);
  });

  test('[C4] is told from what a failed append wrote all the same', async () => {
    const { access, journal } = await spent();
    const { write } = Gate.prototype;
    const failing = vi.spyOn(Gate.prototype, 'write').mockImplementationOnce(async function (
      this: Gate,
      work,
    ) {
      await write.call(this, work);
      throw new Error('after the commit');
    });
    onTestFinished(() => failing.mockRestore());
    await expect(journal.append(batchOf({ codes: [grant('seat_a', 'a1')] }))).rejects.toThrow('after');
    expect(await access.holderOfCode('a1')).toEqual(holder);
  });

  test('is told from what was issued before a start', async () => {
    const file = temporaryDatabase();
    const before = await openSqlite(file);
    await before.journal.append(batchOf({ codes: [grant('seat_a', 'a1')] }));
    await before.access.addToken({ ...token, hash: 't1' });
    await before.close();
    const { access } = await sqliteOnFile(file);
    for (let at = 0; at < 30; at += 1) expect(await access.key(`stranger ${at}`)).toBeNull();
    expect(await access.token('t1')).toMatchObject({ holder });
    expect(await access.holderOfCode('a1')).toEqual(holder);
  });
});

describe('the gate', () => {
  const open = async () => {
    const database = writer({ file: null });
    const gate = await Gate.open(database, writerPragmas);
    onTestFinished(() => gate.close());
    await gate.write((query) => query('CREATE TABLE kept (name TEXT PRIMARY KEY)'));
    const names = async () =>
      (await gate.read((query) => query<{ name: string }>('SELECT name FROM kept ORDER BY name'))).map(
        ({ name }) => name,
      );
    return { gate, names };
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  test('[S1] a write that fails does not undo the one beside it', async () => {
    const { gate, names } = await open();
    const done = await Promise.allSettled([
      gate.write(async (query) => {
        await query("INSERT INTO kept VALUES ('first')");
        await turn();
        await query("INSERT INTO kept VALUES ('second')");
      }),
      gate.write(async (query) => {
        await query("INSERT INTO kept VALUES ('third')");
        await turn();
        throw new Error('of no use');
      }),
      gate.write((query) => query("INSERT INTO kept VALUES ('fourth')")),
    ]);
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await names()).toEqual(['first', 'fourth', 'second']);
  });

  test('[S1] a reader sees nothing of what is not yet written', async () => {
    const { gate, names } = await open();
    const seen: Promise<readonly string[]>[] = [];
    await gate.write(async (query) => {
      await query("INSERT INTO kept VALUES ('half')");
      seen.push(names());
      await turn();
      await query("INSERT INTO kept VALUES ('whole')");
    });
    expect(await seen[0]).toEqual(['half', 'whole']);
  });

  test('[S1] a statement that fails takes the whole of its write with it, and the next one goes on', async () => {
    const { gate, names } = await open();
    const twice = gate.write(async (query) => {
      await query("INSERT INTO kept VALUES ('one')");
      await query("INSERT INTO kept VALUES ('one')");
    });
    await expect(twice).rejects.toThrow('UNIQUE');
    expect(await names()).toEqual([]);
    await gate.write((query) => query("INSERT INTO kept VALUES ('two')"));
    expect(await names()).toEqual(['two']);
  });

  test('[S1] hundreds of writes, every third of which fails: the others are all there', async () => {
    const { gate, names } = await open();
    const writes = Array.from({ length: 300 }, (_, at) =>
      gate.write(async (query) => {
        await query('INSERT INTO kept VALUES (?)', [`w${String(at).padStart(3, '0')}`]);
        if (at % 3 === 0) throw new Error('of no use');
      }),
    );
    const done = await Promise.allSettled(writes);
    expect(done.filter(({ status }) => status === 'rejected')).toHaveLength(100);
    expect(await names()).toHaveLength(200);
  });
});
