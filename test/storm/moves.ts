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
import { basename, dirname, join } from 'node:path';
import { reader } from '../../ormconfig.ts';
import type { Power } from '../faults/power.ts';
import type { Chance } from '../support/chance.ts';
import { runTool } from '../support/program.ts';
import { Audit } from './audit.ts';
import type { Run } from './server.ts';
import { statusAt, type World } from './world.ts';

// What is done to the files between two lives of the server, by people who mean well: a start on an older file or on what is no database, a copy
// that is restored elsewhere. What comes of each is looked at, everything is put back, and the storm goes on as if nothing had been.

const kinds = ['an older file', 'no database', 'a restored copy'] as const;
type Move = (typeof kinds)[number];

/** How often the older file is replaced by the file as it is then. */
const olderShare = 0.3;
/** Of those who were in, so many try to come in to a restored copy. */
const tokensTried = 5;

export interface Stage {
  readonly world: World;
  readonly file: string;
  /** For what is out of the way meanwhile; on the same file system, and not the file's own folder. */
  readonly folder: string;
  /** Null where the power never goes. */
  readonly power: Power | null;
  /** A server for a file that has not opened it yet. */
  load(file: string): Run;
}

export class Moves {
  readonly #stage: Stage;
  readonly #chance: Chance;
  readonly #made: { [move: string]: number } = {};
  /** Each kind comes once before one comes again. */
  #left: readonly Move[] = [];

  constructor(stage: Stage, chance: Chance) {
    this.#stage = stage;
    this.#chance = chance;
    mkdirSync(this.#place('held'));
  }

  /** How often each was made. */
  get made(): Readonly<Record<string, number>> {
    return this.#made;
  }

  /** How many were made. */
  get count(): number {
    return Object.values(this.#made).reduce((sum, count) => sum + count, 0);
  }

  /** After a kill: makes a move where one is due, and keeps the file now and then as the older one. No server has the files. */
  async make(isDue: boolean): Promise<void> {
    const chance = this.#chance.branch();
    const keepsOlder = chance.is(olderShare);
    if (!existsSync(this.#stage.file)) return;
    if (isDue) await this.#make(chance);
    if (keepsOlder || !this.#hasOlder) await this.#keepOlder();
  }

  async #make(chance: Chance): Promise<void> {
    // What people copy and move is on disk.
    this.#stage.power?.settle();
    const needed = await this.#neededRounds();
    if (this.#left.length === 0) this.#left = kinds;
    const canBe = (move: Move) => move !== 'an older file' || (this.#hasOlder && needed !== null);
    const possible = this.#left.some(canBe) ? this.#left : kinds;
    const move = chance.of(possible.filter(canBe));
    this.#left = this.#left.filter((one) => one !== move);
    if (move === 'an older file') await this.#startOnOlder(needed ?? []);
    else if (move === 'no database') await this.#startOnNoDatabase();
    else await this.#restoreCopy();
    this.#made[move] = (this.#made[move] ?? 0) + 1;
    // Also what was only there meanwhile: the disk may give its inode to another file.
    this.#stage.power?.settle();
  }

  #place(name: 'older' | 'held' | 'copy' | 'seen'): string {
    return join(this.#stage.folder, name);
  }

  #fault(what: string): void {
    this.#stage.world.fault(what);
  }

  get #hasOlder(): boolean {
    return existsSync(this.#place('older'));
  }

  /** The database with its log, where they are; what SQLite maps it makes anew. */
  #databaseFiles(): readonly string[] {
    return ['', '-wal'].map((ending) => `${this.#stage.file}${ending}`).filter((path) => existsSync(path));
  }

  /** A copy of the database as it lies, as somebody makes who stops the server for it; the open rounds in it. */
  async #copyTo(folder: string): Promise<readonly OpenRound[]> {
    mkdirSync(folder);
    for (const path of this.#databaseFiles()) copyFileSync(path, join(folder, basename(path)));
    const rounds = await openRounds(join(folder, basename(this.#stage.file)));
    rmSync(join(folder, `${basename(this.#stage.file)}-shm`), { force: true });
    return rounds;
  }

  /** Without rounds that the clock ends: a start on it would end them, and rightly destroy their keys. */
  async #keepOlder(): Promise<void> {
    const seen = this.#place('seen');
    const rounds = await this.#copyTo(seen);
    if (rounds.some(({ closesAtMs }) => closesAtMs !== null)) return rmSync(seen, { recursive: true });
    rmSync(this.#place('older'), { recursive: true, force: true });
    renameSync(seen, this.#place('older'));
  }

  /**
   * The open rounds whose keys a start on an older file must leave; null where one of them has no ballot yet, because it may look as if it
   * had never been opened: then its key goes rightly.
   */
  async #neededRounds(): Promise<readonly string[] | null> {
    // Of a copy, because reading would make what SQLite maps anew.
    const seen = this.#place('seen');
    const rounds = await this.#copyTo(seen);
    rmSync(seen, { recursive: true });
    const isNew = ({ id, envelopes }: OpenRound) =>
      envelopes === 0 && existsSync(`${this.#stage.file}.keys/${id}.key`);
    return rounds.some(isNew) ? null : rounds.map(({ id }) => id);
  }

  /** With the database out of the way and something in its place; then it is put back as it was. */
  async #instead(put: () => void, act: (run: Run) => Promise<void>): Promise<void> {
    const { file, load } = this.#stage;
    const held = this.#place('held');
    const clear = () => rmSync(`${file}-shm`, { force: true });
    clear();
    for (const path of this.#databaseFiles()) renameSync(path, join(held, basename(path)));
    put();
    await living(load(file), act);
    clear();
    for (const path of this.#databaseFiles()) rmSync(path);
    for (const name of readdirSync(held)) renameSync(join(held, name), join(dirname(file), name));
  }

  /** It starts, and no key that the right file needs is lost. */
  async #startOnOlder(needed: readonly string[]): Promise<void> {
    const older = this.#place('older');
    const before = this.#keysOf(needed);
    const put = () => {
      for (const name of readdirSync(older))
        copyFileSync(join(older, name), join(dirname(this.#stage.file), name));
    };
    await this.#instead(put, async (run) => {
      await this.#served(run, 'an older file');
    });
    const after = this.#keysOf(needed);
    for (const [roundId, key] of before)
      if (after.get(roundId) !== key) this.#fault(`a start on an older file took the key of ${roundId}`);
  }

  /** By round, wherever the keys lie. */
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

  /** It ends with 78, and no file among the keys is another one after it. */
  async #startOnNoDatabase(): Promise<void> {
    const { file } = this.#stage;
    const keys = () =>
      readdirSync(`${file}.keys`, { withFileTypes: true })
        .filter((one) => one.isFile())
        .map(({ name }) => `${name} ${readFileSync(join(`${file}.keys`, name), 'hex')}`)
        .sort()
        .join('\n');
    const before = keys();
    const put = () => writeFileSync(file, 'not a database '.repeat(500));
    await this.#instead(put, async (run) => {
      const ended = await Promise.race([run.address, run.ended]);
      if (typeof ended === 'string') return this.#fault('a server serves what is no database');
      if (ended.code !== 78)
        this.#fault(`a start on what is no database ended with ${ended.code}: ${ended.err}`);
    });
    if (keys() !== before) this.#fault('a start on what is no database changed the keys');
  }

  /** A backup put elsewhere with the keys: everything answered is in it, nobody is in any more, and everything in it fits. */
  async #restoreCopy(): Promise<void> {
    const { file, world, load } = this.#stage;
    const at = this.#place('copy');
    rmSync(at, { recursive: true, force: true });
    mkdirSync(at);
    const copy = join(at, 'copy.sqlite');
    await this.#toolSays('Everything fits.', 'backup', '--database', file, '--to', copy);
    if (!existsSync(copy)) return;
    cpSync(`${file}.keys`, `${copy}.keys`, { recursive: true });
    const err = await living(load(copy), async (run) => {
      const address = await this.#served(run, 'a restored copy');
      if (address === null) return;
      for (const fault of await new Audit(copy).look(world.promised))
        this.#fault(`a restored copy: ${fault}`);
      const checkedIn = world.promised.filter(({ field }) => field === 'checkIn').slice(-tokensTried);
      for (const { token } of checkedIn) {
        const status = await statusAt(address, token);
        if (status !== 401) this.#fault(`a token opens a restored copy: ${status}`);
      }
    });
    if (!err.includes('is a copy that')) this.#fault(`a restored copy is not told: ${err}`);
    await this.#toolSays('issue it anew', 'restored', '--database', copy);
    await this.#toolSays('Everything fits.', 'verify', '--database', copy);
  }

  /** Where it listens; null, and a fault, where it ended instead. */
  async #served(run: Run, what: Move): Promise<string | null> {
    const said = await Promise.race([run.address, run.ended]);
    if (typeof said === 'string') return said;
    this.#fault(`${what}: the server ended with ${said.code}: ${said.err}`);
    return null;
  }

  async #toolSays(sentence: string, name: string, ...given: readonly string[]): Promise<void> {
    const { code, out, err } = await runTool(name, ...given);
    if (code !== 0 || !out.includes(sentence))
      this.#fault(`npm run ${name} ended with ${code}: ${out}${err}`);
  }
}

/** Opens the files and kills the server after it; the end of what it said on stderr. */
async function living(run: Run, act: (run: Run) => Promise<void>): Promise<string> {
  try {
    run.open();
    await act(run);
  } finally {
    run.kill('SIGKILL');
  }
  return (await run.ended).err;
}

interface OpenRound {
  readonly id: string;
  /** Null where the chair closes it. */
  readonly closesAtMs: number | null;
  readonly envelopes: number;
}

async function openRounds(file: string): Promise<readonly OpenRound[]> {
  const source = reader({ file });
  if (source === null) throw new Error('the storm needs a file');
  await source.initialize();
  try {
    return await source.query(
      `SELECT round_id AS id, closes_at_ms AS closesAtMs,
         (SELECT COUNT(*) FROM envelope WHERE envelope.round_id = open_round.round_id) AS envelopes FROM open_round`,
    );
  } finally {
    await source.destroy();
  }
}
