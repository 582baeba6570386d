import { Chance } from '../support/chance.ts';
import { collectedHeapBytes } from '../support/heap.ts';
import { inputsOf, kinds } from './kinds.ts';
import type { Reader } from './reader.ts';
import { openTarget, type Target } from './target.ts';

export interface FuzzOptions {
  readonly file: string;
  readonly seed: number;
  readonly inputs: number;
  /** One kind alone. */
  readonly only?: string | undefined;
  /** The first input of each kind; one input of one kind is tried again with `only`, `from` and `inputs: 1`. */
  readonly from?: number;
  readonly say: (line: string) => void;
}

export interface Summary {
  readonly inputs: Readonly<Record<string, number>>;
  /** What the server did wrong, with how to try it again. */
  readonly faults: readonly string[];
  /** What the inputs were answered with, and how often. */
  readonly answers: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Megabytes: in use after a collection, and of the whole process; before all, when a fifth, and when all was done. */
  readonly memory: Readonly<Record<'start' | 'fifth' | 'end', Memory>>;
}

export interface Memory {
  readonly heap: number;
  readonly resident: number;
  /** Of the page that reads files; 0 before there is one. */
  readonly page: number;
}

/** Of each kind. */
const atOnce = 3;
const maxFaults = 20;
const maxInPart = 2_500;
/** Lines of progress. */
const progressEvery = 20;

/** Sends a server what nobody would, and tells what it answered that it must not. */
export async function fuzz(options: FuzzOptions): Promise<Summary> {
  const { seed, inputs, only, say } = options;
  const faults: string[] = [];
  const unhandled = (error: unknown) => faults.push(`unhandled: ${(error as Error)?.stack ?? error}`);
  process.on('unhandledRejection', unhandled);
  const target = await openTarget(options.file);
  const done: Record<string, number> = {};
  const work = Object.entries(kinds).filter(([name]) => only === undefined || name === only);
  const whole = work.reduce((sum, [, { share }]) => sum + share, 0);
  const start = await memory(null);
  let fifth = start;
  const sinceMs = performance.now();
  try {
    // In parts, so that every kind has met a server that the others have used.
    const reads = work.some(([name]) => name === 'tables' || name === 'sheets');
    const parts = progressEvery * Math.ceil(inputs / progressEvery / maxInPart);
    for (let part = 1; part <= parts; part += 1) {
      if (part > 1) await target.renew();
      const tryKind = async ([name, { share, attempt }]: (typeof work)[number]) => {
        const upTo = Math.ceil(((inputs * share) / whole / inputsOf(name)) * (part / parts));
        const from = done[name] ?? 0;
        await inParallel(from, upTo, async (at) => {
          const number = (options.from ?? 0) + at;
          const fault = await attempt(target, chanceOf(seed, name, number));
          if (fault)
            faults.push(`${fault}\n  again: --only ${name} --seed ${seed} --from ${number} --inputs 1`);
        });
        done[name] = Math.max(from, upTo);
      };
      await Promise.all(work.map(tryKind));
      faults.push(...target.complaints.splice(0).map((line) => `the log: ${line.slice(0, 1_000)}`));
      if (part === parts / 5) fifth = await memory(reads ? target.reader() : null);
      if (part % (parts / progressEvery) === 0)
        say(`${Math.round((100 * part) / parts)} %: ${sum(done)} inputs, ${faults.length} faults`);
      if (faults.length >= maxFaults) break;
    }
    await stillServes(target, faults);
    return {
      inputs: counted(done),
      faults,
      answers: target.tally.counts,
      seconds: Math.round((performance.now() - sinceMs) / 1_000),
      memory: { start, fifth, end: await memory(reads ? target.reader() : null) },
    };
  } finally {
    await target.stop();
    process.off('unhandledRejection', unhandled);
  }
}

const chanceOf = (seed: number, name: string, number: number) => new Chance(`${seed} ${name} ${number}`);

async function inParallel(from: number, upTo: number, work: (at: number) => Promise<void>): Promise<void> {
  let next = from;
  const worker = async () => {
    while (next < upTo) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function stillServes(target: Target, faults: string[]): Promise<void> {
  const { status, text } = await target.post('{"query":"{ viewer { kind } }"}', {
    'content-type': 'application/json',
  });
  if (status !== 200) faults.push(`afterwards: status ${status}: ${text}`);
}

const counted = (done: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(done).map(([name, count]) => [name, count * inputsOf(name)]));
const sum = (done: Readonly<Record<string, number>>) =>
  Object.values(counted(done)).reduce((all, one) => all + one, 0);

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);

async function memory(reader: Promise<Reader> | null): Promise<Memory> {
  return {
    heap: megabytes(collectedHeapBytes()),
    resident: megabytes(process.memoryUsage.rss()),
    page: megabytes((await (await reader)?.heapBytes()) ?? 0),
  };
}
