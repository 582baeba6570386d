import { spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { reader } from '../../ormconfig.ts';
import type { Power } from '../faults/power.ts';
import type { Chance } from '../support/chance.ts';
import { Audit } from './audit.ts';
import type { Run } from './server.ts';
import type { World } from './world.ts';

// What is done to the files between two lives of the server, by people who mean well: a start on an older file or on none of ours, a copy that is
// restored elsewhere. Each is looked at by itself, everything is put back, and the storm goes on as if nothing had been.

const moveShare = 0.12;
const olderShare = 0.3;

export interface Stage {
  readonly world: World;
  readonly file: string;
  /** For what is out of the way meanwhile; on the same file system. */
  readonly folder: string;
  readonly power: Power | null;
  /** A server for a file; opened by whoever asked for it. */
  load(file: string): Run;
}

export class Moves {
  readonly #stage: Stage;
  readonly #chance: Chance;
  readonly #made: { [move: string]: number } = {};
  #hasOlder = false;

  constructor(stage: Stage, chance: Chance) {
    this.#stage = stage;
    this.#chance = chance;
    for (const name of ['older', 'held', 'copy']) mkdirSync(join(stage.folder, name));
  }

  /** How often each was made. */
  get made(): Readonly<Record<string, number>> {
    return this.#made;
  }

  /** Mostly nothing. No server has the files. */
  async make(): Promise<void> {
    const chance = this.#chance.branch();
    if (!existsSync(this.#stage.file)) return;
    const rounds = await openRounds(this.#stage.file);
    if (chance.is(moveShare)) {
      const canBeOlder = this.#hasOlder && rounds.every(({ id, ballots }) => ballots > 0 || !this.#hasKey(id));
      const moves = ['no database', 'a restored copy', ...(canBeOlder ? ['an older file'] : [])] as const;
      const move = chance.of(moves);
      // What people copy and move, the disk has got.
      this.#stage.power?.settle();
      if (move === 'an older file') await this.#older(rounds.map(({ id }) => id));
      else if (move === 'no database') await this.#garbage();
      else await this.#restored();
      this.#made[move] = (this.#made[move] ?? 0) + 1;
      // Also what was only there meanwhile: another file may have its place on the disk next.
      this.#stage.power?.settle();
    }
    const isTimed = rounds.some(({ closesAtMs }) => closesAtMs !== null);
    if (!isTimed && (!this.#hasOlder || chance.is(olderShare))) this.#keepOlder();
  }

  #hasKey(roundId: string): boolean {
    return existsSync(`${this.#stage.file}.keys/${roundId}.key`);
  }

  #fault(what: string): void {
    this.#stage.world.fault(what);
  }

  /** A copy of the files as they lie, as somebody makes who stops the server for it. */
  #keepOlder(): void {
    const older = join(this.#stage.folder, 'older');
    for (const name of readdirSync(older)) rmSync(join(older, name));
    for (const path of this.#database()) copyFileSync(path, join(older, basename(path)));
    this.#hasOlder = true;
  }

  /** The database with its log; what SQLite maps is made anew. */
  #database(): readonly string[] {
    return ['', '-wal'].map((ending) => `${this.#stage.file}${ending}`).filter((path) => existsSync(path));
  }

  /** With the database out of the way, and put back as it was after it. */
  async #instead(place: () => void, act: () => Promise<void>): Promise<void> {
    const { folder, file } = this.#stage;
    const held = join(folder, 'held');
    const clear = () => rmSync(`${file}-shm`, { force: true });
    clear();
    for (const path of this.#database()) renameSync(path, join(held, basename(path)));
    place();
    await act();
    clear();
    for (const path of this.#database()) rmSync(path);
    for (const name of readdirSync(held)) renameSync(join(held, name), join(join(file, '..'), name));
  }

  /**
   * A start on an older file harms no key that the right one needs. Two things are left out, because they are so by design: a round that the clock
   * ends in the older file loses its key, and one that nobody has voted in may look as if it had never been opened.
   */
  async #older(needed: readonly string[]): Promise<void> {
    const { folder, file } = this.#stage;
    const older = join(folder, 'older');
    const before = this.#keysOf(needed);
    const place = () => {
      for (const name of readdirSync(older)) copyFileSync(join(older, name), join(join(file, '..'), name));
    };
    await this.#instead(place, async () => {
      const run = this.#stage.load(file);
      run.open();
      const said = await Promise.race([run.address, run.ended]);
      if (typeof said !== 'string')
        this.#fault(`an older file: the server ended with ${said.code}: ${said.err}`);
      run.kill('SIGKILL');
      await run.ended;
    });
    const after = this.#keysOf(needed);
    for (const [roundId, key] of before)
      if (after.get(roundId) !== key) this.#fault(`a start on an older file took the key of ${roundId}`);
  }

  /** Of these rounds, wherever the keys lie. */
  #keysOf(rounds: readonly string[]): ReadonlyMap<string, string> {
    const folder = `${this.#stage.file}.keys`;
    return new Map(
      rounds.flatMap((roundId) => {
        const paths = [folder, join(folder, 'aside')].map((one) => join(one, `${roundId}.key`));
        const path = paths.find((one) => existsSync(one));
        return path === undefined ? [] : [[roundId, readFileSync(path, 'hex')] as const];
      }),
    );
  }

  /** What is no database ends the start with code 78, and no key is another one after it. */
  async #garbage(): Promise<void> {
    const { file } = this.#stage;
    const keys = () =>
      readdirSync(`${file}.keys`, { withFileTypes: true })
        .filter((one) => one.isFile())
        .map(({ name }) => `${name} ${readFileSync(join(`${file}.keys`, name), 'hex')}`)
        .sort()
        .join('\n');
    const before = keys();
    const place = () => writeFileSync(file, 'not a database '.repeat(500));
    await this.#instead(place, async () => {
      const run = this.#stage.load(file);
      run.open();
      const { code, err } = await run.ended;
      if (code !== 78) this.#fault(`a start on what is no database ended with ${code}: ${err}`);
    });
    if (keys() !== before) this.#fault('a start on what is no database changed the keys');
  }

  /** A backup put elsewhere with the keys: everything answered is in it, whoever was in signs in again, and everything in it fits. */
  async #restored(): Promise<void> {
    const { file, folder, world } = this.#stage;
    const at = join(folder, 'copy');
    rmSync(at, { recursive: true });
    mkdirSync(at);
    const copy = join(at, 'copy.sqlite');
    const made = await tool('backup', '--database', file, '--to', copy);
    if (!existsSync(copy)) return this.#fault(`no backup was made: ${made}`);
    cpSync(`${file}.keys`, `${copy}.keys`, { recursive: true });
    const run = this.#stage.load(copy);
    run.open();
    const address = await Promise.race([run.address, run.ended]);
    if (typeof address !== 'string')
      return this.#fault(`a restored copy: the server ended with ${address.code}: ${address.err}`);
    for (const fault of await new Audit(copy).look(world.promised)) this.#fault(`a restored copy: ${fault}`);
    const present = world.promised.filter(({ field }) => field === 'checkIn');
    for (const { token } of present.slice(-5)) {
      const { status } = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: '{"query":"{ viewer { kind } }"}',
      });
      if (status !== 401) this.#fault(`a token opens a restored copy: ${status}`);
    }
    run.kill('SIGKILL');
    const { err } = await run.ended;
    if (!err.includes('is a copy that')) this.#fault(`a restored copy is not told: ${err}`);
    const told = await tool('restored', '--database', copy);
    if (!told.includes('issue it anew')) this.#fault(`npm run restored: ${told}`);
    const verified = await tool('verify', '--database', copy);
    if (!verified.includes('Everything fits.')) this.#fault(`a restored copy does not fit: ${verified}`);
  }
}

interface OpenRound {
  readonly id: string;
  readonly closesAtMs: number | null;
  readonly ballots: number;
}

async function openRounds(file: string): Promise<readonly OpenRound[]> {
  const source = reader({ file });
  if (source === null) throw new Error('the storm needs a file');
  await source.initialize();
  try {
    return await source.query(
      `SELECT round_id AS id, closes_at_ms AS closesAtMs,
         (SELECT COUNT(*) FROM envelope WHERE envelope.round_id = open_round.round_id) AS ballots FROM open_round`,
    );
  } finally {
    await source.destroy();
  }
}

/** A command of the product on files; all that it says. */
export function tool(
  name: 'backup' | 'restored' | 'verify' | 'recount',
  ...given: readonly string[]
): Promise<string> {
  const child = spawn(process.execPath, [resolve(`dist/src/tools/${name}.js`), ...given]);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      said += data;
    });
  return new Promise((done) => child.once('close', () => done(said)));
}
