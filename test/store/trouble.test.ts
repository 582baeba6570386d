import { existsSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lock, reader, writer, writerPragmas } from '../../ormconfig.ts';
import { keptAdminToken } from '../../src/compose.ts';
import { Gate } from '../../src/store/gate.ts';
import { lockInode } from '../../src/store/inode.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/house.ts';

function place() {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return { file: join(folder.path, 'trouble.sqlite') };
}

const open = (at: { file: string }) =>
  openStore({
    lock: lock(at),
    writer: writer(at),
    reader: reader(at),
    doorReader: reader(at),
    pragmas: writerPragmas,
    file: at.file,
  });

test('[C7] a second server of the same file is turned away before it touches a key; the next one after the first is not', async () => {
  const at = place();
  const first = await open(at);
  await first.ballotBox.forge('rnd_open');
  await expect(open(at)).rejects.toThrow(`${at.file} is in use by another server; stop it first.`);
  expect(existsSync(`${at.file}.keys/rnd_open.key`)).toBe(true);
  await first.close();
  const second = await open(at);
  expect(await second.keys.find('rnd_open')).not.toBeNull();
  await second.close();
});

test('[C7] a file that has a second name, a hard link, is opened by neither: nothing is written, and it says what to do', async () => {
  const at = place();
  await (await open(at)).close();
  const other = { file: `${at.file}.other` };
  linkSync(at.file, other.file);
  for (const one of [at, other])
    await expect(open(one)).rejects.toThrow(/has another name as well.*Remove the other name/s);
  expect(existsSync(`${other.file}.keys`)).toBe(false);
  rmSync(other.file);
  await (await open(at)).close();
});

test('[C7] the file itself is locked while a server has it: whoever has it by another name, as a bind mount gives it, is turned away', async () => {
  const at = place();
  const store = await open(at);
  // The same inode by another name, as a second server would see it, which meets no hard link.
  const other = `${at.file}.other`;
  linkSync(at.file, other);
  expect(await lockInode(other)).toBeNull();
  await store.close();
  const free = await lockInode(other);
  expect(free).toMatchObject({ release: expect.any(Function) });
  if (free === null || free === 'NONE') return;
  rmSync(other);
  await expect(open(at)).rejects.toThrow(/is in use by another server, which has it by another name/);
  free.release();
  await (await open(at)).close();
});

test.each([
  [
    'a migration that this one does not know',
    "INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Later9999999999999')",
    /Later9999999999999/,
  ],
  ['a format of its own', 'PRAGMA user_version = 99', /format 99/],
])(
  'a database that a newer program wrote to, with %s, is not opened and not changed',
  async (_, change, says) => {
    const at = place();
    await (await open(at)).close();
    const newer = writer(at);
    await newer.initialize();
    await newer.query(change);
    await newer.destroy();
    const before = readFileSync(at.file);
    await expect(open(at)).rejects.toThrow(/A newer version of this program has written/);
    await expect(open(at)).rejects.toThrow(says);
    expect(readFileSync(at.file).equals(before)).toBe(true);
  },
);

test('[S1] after a commit that failed and a reopening that failed, the database is opened again when it can be, with every pragma', async () => {
  const dataSource = writer(place());
  const gate = await Gate.open(dataSource, writerPragmas);
  onTestFinished(() => gate.close());
  await gate.write((query) => query('CREATE TABLE kept (value)'));
  const query = dataSource.query.bind(dataSource);
  const initialize = dataSource.initialize.bind(dataSource);
  const broken = new Set(['COMMIT', 'initialize', 'PRAGMA secure_delete = ON']);
  const failing = (what: string) => {
    if (broken.delete(what))
      throw Object.assign(new Error('disk I/O error'), { query: what, parameters: ['secret'] });
  };
  dataSource.query = (async (sql: string, parameters?: unknown[]) => {
    failing(sql);
    return query(sql, parameters);
  }) as typeof dataSource.query;
  dataSource.initialize = async () => {
    failing('initialize');
    return initialize();
  };
  const insert = () => gate.write((run) => run('INSERT INTO kept VALUES (1)'));
  const failures = [];
  for (let attempt = 0; attempt < 3; attempt += 1)
    failures.push(await insert().catch((error: unknown) => error));
  expect(failures.map(String)).toEqual(Array.from({ length: 3 }, () => 'Error: disk I/O error'));
  expect(failures[0]).not.toHaveProperty('parameters');
  await insert();
  expect(await gate.read((run) => run('SELECT COUNT(*) AS rows FROM kept'))).toEqual([{ rows: 1 }]);
  expect(await gate.read((run) => run('PRAGMA secure_delete'))).toEqual([{ secure_delete: 1 }]);
  expect(await gate.read((run) => run('PRAGMA synchronous'))).toEqual([{ synchronous: 2 }]);
});

test('the administrator’s token is made once, whole, for its owner alone; an empty file is no token', () => {
  const at = place();
  const token = 'x'.repeat(43);
  expect(keptAdminToken(at, () => token)).toEqual({ token, file: `${at.file}.admin-token` });
  expect(statSync(`${at.file}.admin-token`).mode & 0o777).toBe(0o600);
  expect(keptAdminToken(at, () => 'another')).toEqual({ token, file: `${at.file}.admin-token` });
  expect(readFileSync(`${at.file}.admin-token`, 'utf8')).toBe(`${token}\n`);
  writeFileSync(`${at.file}.admin-token`, '');
  expect(() => keptAdminToken(at, () => token)).toThrow('holds no token');
});
