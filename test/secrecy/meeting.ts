import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { type BallotChoice, ballotChoices } from '../../src/core/vocabulary.ts';
import { openLog } from '../../src/log.ts';
import { Chance } from '../support/chance.ts';
import { metricsOf } from '../support/client.ts';
import { openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import { cast, convene, type Meeting, openRound, order, preparation } from '../support/session.ts';
import { type Eyes, openEyes } from './eyes.ts';
import { type Copy, type EntryRow, type EnvelopeRow, filesBelow, growthOf, Insider } from './insider.ts';

/** What came of one ballot, as the insider saw it. */
export interface Trace {
  readonly seal: EntryRow;
  readonly envelope: EnvelopeRow;
  /** Of its commit in the write-ahead log. */
  readonly pages: readonly number[];
  /** Which envelopes there are, as it is noted beside the key. */
  readonly note: Buffer;
  readonly answerMs: number;
  readonly logged: string;
  readonly metrics: string;
  /** Bytes that each class of viewers was sent. */
  readonly framed: readonly number[];
}

/** One secret round and everything an insider can have of it; ballots in the order of the journal. */
export interface Evidence {
  readonly traces: readonly Trace[];
  /** Taken when half had cast and when all had, before the round was closed; and backups of the same moments. */
  readonly half: Copy;
  readonly whole: Copy;
  readonly halfBackup: Copy;
  readonly wholeBackup: Copy;
  /** Every file after the round was closed, and after the server stopped. */
  readonly closed: ReadonlyMap<string, Buffer>;
  readonly stopped: ReadonlyMap<string, Buffer>;
  readonly roundId: string;
  /** Which of the ballots is that of the member who is recused from the first review: a filler stands there. */
  readonly recused: number;
  /** What the record keeps of the last review's ballots. */
  readonly marks: string;
  /** The key while the round was open: what this insider has not got. */
  readonly key: Buffer;
  /** What each ballot held for the last review. */
  readonly truth: readonly BallotChoice[];
}

/** A product to be made worse before anybody votes. */
export interface Product {
  readonly house: TestHouse;
  readonly file: string;
}

export interface Play {
  readonly voters: number;
  readonly seed: number;
  readonly sabotage?: (product: Product) => unknown;
}

/** Plays a session whose secret round has two reviews: a member's, who is recused from it, and a cell's. */
export async function play({ voters, seed, sabotage }: Play): Promise<Evidence> {
  const folder = temporaryFolder();
  const file = join(folder.path, 'db.sqlite');
  const logFile = join(folder.path, 'server.log');
  const log = openLog('trace', pino.destination({ dest: logFile, sync: true }));
  const house = await openTestHouse({ file, log });
  const insider = await Insider.at(file);
  const eyes: Eyes[] = [];
  try {
    await sabotage?.({ house, file });
    const meeting = await convene(house, preparation({ voters, members: 1, cells: 1 }));
    const roundId = await openRound(house, meeting);
    const key = readFileSync(`${file}.keys/${roundId}.key`);
    eyes.push(...openEyes(house, meeting));
    const polled = await poll({ house, meeting, roundId, insider, eyes, logFile, chance: new Chance(seed) });
    const [whole, wholeBackup] = [await insider.copy(), await insider.backup()];
    const sessionId = meeting.sessionId;
    const closing = await order(house, meeting.tokens.chair ?? '', 'closeRound', { sessionId, roundId });
    if (closing.__typename !== 'Accepted') throw new Error(JSON.stringify(closing));
    const [closedEntry] = await insider.entries(sessionId, 'RoundClosed');
    const marks = JSON.parse(closedEntry?.body ?? '').counted.at(-1).marks;
    await Promise.all(eyes.splice(0).map((eye) => eye.close()));
    // What follows on an answer is done before the next command is looked at.
    await order(house, meeting.tokens.chair ?? '', 'checkIn', { sessionId });
    const closed = filesBelow(folder.path);
    await insider.leave();
    await house.stop();
    const stopped = filesBelow(folder.path);
    return { ...polled, whole, wholeBackup, closed, stopped, roundId, marks, key };
  } finally {
    await Promise.all(eyes.map((eye) => eye.close()));
    folder.remove();
  }
}

interface Polling {
  readonly house: TestHouse;
  readonly meeting: Meeting;
  readonly roundId: string;
  readonly insider: Insider;
  readonly eyes: readonly Eyes[];
  readonly logFile: string;
  readonly chance: Chance;
}

/** What people choose: no level so rare that everybody or nobody has it. */
const likely: readonly BallotChoice[] = [
  ...(['EXCELLENT', 'EXCELLENT', 'GOOD', 'GOOD', 'GOOD', 'COMPLETED'] as const),
  ...(['NOT_COMPLETED', 'BLANK'] as const),
];

async function poll({ house, meeting, roundId, insider, eyes, logFile, chance }: Polling) {
  const { sessionId, reviewIds, tokens } = meeting;
  const keys = shuffled(
    Object.keys(tokens).filter((key) => /^(?:chair|v\d+)$/.test(key)),
    chance,
  );
  const grown = growthOf(logFile);
  insider.newPages();
  const traces: Trace[] = [];
  const truth: BallotChoice[] = [];
  const known = new Set<string>();
  const copies: Copy[] = [];
  for (const [index, key] of keys.entries()) {
    const mine = key === 'chair' ? reviewIds.slice(1) : reviewIds;
    const choices = mine.map((reviewId) => ({ reviewId, choice: chance.of(likely) }));
    const sinceMs = performance.now();
    const answer = await cast(house, tokens[key] ?? '', { sessionId, roundId, choices });
    const answerMs = performance.now() - sinceMs;
    if (answer.__typename !== 'BallotReceipt') throw new Error(JSON.stringify(answer));
    await Promise.all(eyes.map((eye) => eye.sees(index + 1)));
    const envelope = (await insider.envelopes()).find(({ id }) => !known.has(id));
    const seal = (await insider.entries(sessionId, 'BallotSealed')).at(-1);
    if (envelope === undefined || seal === undefined) throw new Error('a ballot left nothing behind');
    known.add(envelope.id);
    const metrics = await metricsOf(house.address);
    const framed = eyes.map((eye) => eye.bytes());
    const note = readFileSync(`${insider.file}.keys/${roundId}.set`);
    traces.push({
      seal,
      envelope,
      pages: insider.newPages(),
      note,
      answerMs,
      logged: grown(),
      metrics,
      framed,
    });
    truth.push(choices.at(-1)?.choice ?? 'BLANK');
    if (index + 1 === Math.floor(keys.length / 2)) copies.push(await insider.copy(), await insider.backup());
  }
  const [half, halfBackup] = copies;
  if (half === undefined || halfBackup === undefined) throw new Error('nobody took a copy');
  return { traces, truth, half, halfBackup, recused: keys.indexOf('chair') };
}

function shuffled<One>(list: readonly One[], chance: Chance): readonly One[] {
  const rest = [...list];
  return list.map(() => rest.splice(chance.below(rest.length), 1)[0] as One);
}

/** The choice that a letter of the stored marks stands for. */
export const letters: Readonly<Record<string, BallotChoice>> = Object.fromEntries(
  [...'EGKFNB'].map((letter, at) => [letter, ballotChoices[at] ?? 'BLANK']),
);
