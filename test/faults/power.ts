import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Chance } from '../support/chance.ts';
import { libraryOf } from './library.ts';

// Power loss. A process under power.c writes to the real files, and its log says what the disk has not got yet. After the process was
// killed, `lose` takes a drawn part of that away again, so that the files are as a disk may have them whose power went at the kill.
//
// What may be lost, as on a journalling file system of one machine:
// - of the bytes of a file since its last fsync or fdatasync: each sector (512 or 4,096 bytes, drawn) for itself is as after any of the writes
//   to it, or as before the first. So writes are dropped, torn, and reach the disk in another order;
// - the size of a file since then: a longer file is there with noughts in it, a cut one as it was;
// - names (made, removed, renamed, folders made) since the last fsync of their folder: the last ones of each chain of names that hang together, so
//   that a rename is done or not, and of two names that have nothing to do with each other either may be lost alone. This is stricter
//   than file systems that keep the order of all names.
// What was synced stays: also what a process wrote that was killed before. Outside of this: a disk that says it synced and did not; a sector that
// is half old and half new; bytes beside a write that it spoils (SQLite takes them to be safe); writes through mmap, which are SQLite's -shm alone.

const headBytes = 56;
const maxLoggedBytes = 64 * 1024 * 1024;
const kinds = ['', 'WRITE', 'TRUNCATE', 'SYNC', 'CREATE', 'UNLINK', 'RENAME', 'MKDIR'] as const;

/** What power.c wrote down of one call. */
interface Call {
  readonly kind: (typeof kinds)[number];
  /** Where it is in the log. A file that lost its name has another one by it. */
  readonly place: number;
  readonly inode: number;
  /** Where bytes were written, or the size that was set. */
  readonly at: number;
  /** The file's size before; of a rename 1 where the name was another file's. */
  readonly size: number;
  readonly length: number;
  /** Of a sync: what was written down before this place is on disk. */
  readonly upto: number;
  /** What the bytes were, or a path; of a rename the former one. */
  readonly first: Buffer;
  readonly second: Buffer;
}

/** What a power cut took. */
export interface Lost {
  /** Of those that no sync had let through: calls, and how many sectors, sizes and names went back. */
  readonly unsynced: number;
  readonly sectors: number;
  readonly sizes: number;
  readonly names: number;
}

/** What is under way to a disk for the files of one folder. */
export class Power {
  readonly env: Readonly<Record<string, string>>;
  /** What no sync has let through yet, and more. */
  readonly log: string;
  readonly #data: string;
  readonly #logFolder: string;
  readonly #last: string;

  /** `beside` is on the same file system, and not in `data`. */
  constructor(data: string, beside: string) {
    this.#data = data;
    this.#logFolder = join(beside, 'unsynced');
    this.log = join(this.#logFolder, 'log');
    this.#last = join(beside, 'last-cut');
    mkdirSync(this.#logFolder, { recursive: true });
    this.env = {
      LD_PRELOAD: libraryOf('power', beside),
      POWER_DATA: data,
      POWER_LOG: this.#logFolder,
      // Node's own calls go through libc, where they are seen.
      UV_USE_IO_URING: '0',
    };
  }

  /** The disk has got everything. No process may be using the files. */
  settle(): void {
    rmSync(this.#logFolder, { recursive: true });
    mkdirSync(this.#logFolder);
  }

  /** The same, where a file of the log has become so long that a disk would have got it by then. */
  settleLong(): void {
    if (existsSync(this.log) && statSync(this.log).size > maxLoggedBytes) this.settle();
  }

  /** Has the process end by SIGKILL instead of the so-manieth sync from now on, if one comes. To be followed by `lose`. */
  cutAtSync(sync: number): void {
    const cut = join(this.#logFolder, 'cut');
    writeFileSync(`${cut}.new`, String(sync));
    renameSync(`${cut}.new`, cut);
  }

  /**
   * Takes away what the disk may not have got; now and then everything. The processes that used the files are dead. How the files were before and
   * after, and the log, are kept in "last-cut" until the next time, for whoever has to find out what was wrong.
   */
  lose(chance: Chance, all = chance.is(0.25)): Lost {
    rmSync(this.#last, { recursive: true, force: true });
    cpSync(this.#data, join(this.#last, 'before'), { recursive: true });
    if (existsSync(this.log)) copyFileSync(this.log, join(this.#last, 'log'));
    const lost = this.#lose(chance, all);
    cpSync(this.#data, join(this.#last, 'after'), { recursive: true });
    this.settle();
    return lost;
  }

  #lose(chance: Chance, all: boolean): Lost {
    const calls = this.#unsynced();
    const sectorBytes = chance.of([512, 4_096]);
    const files = [...this.#files(this.#data), ...this.#files(this.#logFolder)];
    const lost = { unsynced: calls.length, sectors: 0, sizes: 0, names: 0 };
    for (const [inode, changes] of grouped(calls.filter(isOfBytes), ({ inode }) => inode)) {
      const path = files.find((file) => statSync(file).ino === inode);
      if (path === undefined) continue;
      const { sectors, size } = takeBytes(path, changes, sectorBytes, all, chance);
      lost.sectors += sectors;
      lost.sizes += size;
    }
    for (const chain of chainsOf(calls.filter((call) => !isOfBytes(call)))) {
      const kept = all ? 0 : chance.of([0, chain.length, chance.below(chain.length + 1)]);
      for (const call of chain.slice(kept).reverse()) this.#takeName(call);
      lost.names += chain.length - kept;
    }
    for (const file of this.#files(this.#data)) if (file.endsWith('-shm') && chance.is(0.5)) rmSync(file);
    return lost;
  }

  #files(folder: string): readonly string[] {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true });
    return found.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  }

  /** The calls that no sync of their file, or of their names' folders, has let through. */
  #unsynced(): readonly Call[] {
    const calls = existsSync(this.log) ? callsIn(readFileSync(this.log)) : [];
    const synced = new Map<number, number>();
    for (const { kind, inode, upto } of calls)
      if (kind === 'SYNC') synced.set(inode, Math.max(upto, synced.get(inode) ?? 0));
    const isSynced = (inode: number, { place }: Call) => place < (synced.get(inode) ?? 0);
    const folders = ({ first, second, kind }: Call) =>
      [first, ...(kind === 'RENAME' ? [second] : [])].map((path) => {
        const folder = statSync(dirname(path.toString()), { throwIfNoEntry: false });
        return folder?.ino ?? 0;
      });
    return calls.filter((call) => {
      if (call.kind === 'SYNC') return false;
      if (isOfBytes(call)) return !isSynced(call.inode, call);
      return !folders(call).every((inode) => isSynced(inode, call));
    });
  }

  #takeName({ kind, place, inode, size, first, second }: Call): void {
    const [from, to] = [first.toString(), second.toString()];
    const buried = join(this.#logFolder, String(place));
    // Killed between the log and the call, it was never done.
    if (kind === 'CREATE' || kind === 'MKDIR') rmSync(from, { recursive: true, force: true });
    else if (kind === 'UNLINK') renameSync(buried, from);
    else if (statSync(to, { throwIfNoEntry: false })?.ino === inode) {
      renameSync(to, from);
      if (size === 1) renameSync(buried, to);
    }
  }
}

const isOfBytes = ({ kind }: Call): boolean => kind === 'WRITE' || kind === 'TRUNCATE';

function callsIn(log: Buffer): readonly Call[] {
  const calls: Call[] = [];
  let place = 0;
  while (place + headBytes <= log.length) {
    const [kind, first, second] = [0, 4, 8].map((at) => log.readUInt32LE(place + at)) as [
      number,
      number,
      number,
    ];
    const [inode, at, size, length, upto] = [16, 24, 32, 40, 48].map((at) =>
      Number(log.readBigUInt64LE(place + at)),
    ) as [number, number, number, number, number];
    const from = place + headBytes;
    // Killed while it was written down: it was not done.
    if (from + first + second > log.length) break;
    const name = kinds[kind];
    if (!name) throw new Error(`the log of power.c cannot be read at ${place}`);
    calls.push({
      kind: name,
      place,
      inode,
      at,
      size,
      length,
      upto,
      first: log.subarray(from, from + first),
      second: log.subarray(from + first, from + first + second),
    });
    place = from + first + second;
  }
  return calls;
}

function grouped<One, Key>(list: readonly One[], keyOf: (one: One) => Key): Map<Key, One[]> {
  const groups = new Map<Key, One[]>();
  for (const one of list) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}

/** Takes changes of a file back, the newest first: in each sector down to a drawn one, and the size. */
function takeBytes(
  path: string,
  changes: readonly Call[],
  sectorBytes: number,
  all: boolean,
  chance: Chance,
): { sectors: number; size: number } {
  const mood = all ? 'NONE' : chance.of(['NONE', 'SOME', 'SOME', 'ALL'] as const);
  /** Of so many drawn, how many got there. */
  const drawn = (most: number) => (mood === 'NONE' ? 0 : mood === 'ALL' ? most : chance.below(most + 1));
  const writes = new Map<number, number>();
  for (const change of changes)
    for (const sector of sectorsOf(change, sectorBytes)) writes.set(sector, (writes.get(sector) ?? 0) + 1);
  /** By sector: how many of its writes are to be taken back still. */
  const left = new Map([...writes].map(([sector, most]) => [sector, most - drawn(most)]));
  const sectors = [...left.values()].filter((count) => count > 0).length;
  const sizesKept = drawn(changes.length);
  const size = changes[sizesKept]?.size ?? statSync(path).size;
  const isOtherSize = size !== statSync(path).size;
  const file = openSync(path, 'r+');
  try {
    // What lies behind a cut that got there is gone, whatever was there before.
    let end = Number.POSITIVE_INFINITY;
    for (const [index, change] of [...changes.entries()].reverse()) {
      const { kind, at, first } = change;
      if (kind === 'TRUNCATE' && index < sizesKept) end = Math.min(end, at);
      else if (kind === 'TRUNCATE') put(file, first, at, end);
      for (const sector of sectorsOf(change, sectorBytes)) {
        const count = left.get(sector) ?? 0;
        if (count === 0) continue;
        left.set(sector, count - 1);
        const from = Math.max(at, sector * sectorBytes);
        const to = Math.min(at + change.length, (sector + 1) * sectorBytes);
        const bytes = Buffer.alloc(to - from);
        first.subarray(from - at, to - at).copy(bytes);
        put(file, bytes, from, end);
      }
    }
    ftruncateSync(file, size);
  } finally {
    closeSync(file);
  }
  return { sectors, size: isOtherSize ? 1 : 0 };
}

function sectorsOf({ kind, at, length }: Call, sectorBytes: number): readonly number[] {
  if (kind !== 'WRITE') return [];
  const first = Math.floor(at / sectorBytes);
  return Array.from({ length: Math.ceil((at + length) / sectorBytes) - first }, (_, index) => first + index);
}

function put(file: number, bytes: Buffer, at: number, end: number): void {
  const length = Math.min(bytes.length, end - at);
  if (length > 0) writeSync(file, bytes, 0, length, at);
}

/** Calls whose names hang together, each chain in the order in which it was made. */
function chainsOf(calls: readonly Call[]): readonly (readonly Call[])[] {
  const chains: Call[][] = [];
  const namesOf = ({ kind, first, second }: Call) =>
    kind === 'RENAME' ? [first.toString(), second.toString()] : [first.toString()];
  const meet = (one: Call, other: Call) =>
    namesOf(one).some((name) =>
      namesOf(other).some(
        (another) => name === another || name.startsWith(`${another}/`) || another.startsWith(`${name}/`),
      ),
    );
  for (const call of calls) {
    const joined = chains.filter((chain) => chain.some((one) => meet(one, call)));
    for (const chain of joined) chains.splice(chains.indexOf(chain), 1);
    chains.push([...joined.flat(), call].sort((one, other) => one.place - other.place));
  }
  return chains;
}
