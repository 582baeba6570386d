import { createDecipheriv, createHash } from 'node:crypto';
import { hashOf } from '../../src/clerk/chain.ts';
import { filler } from '../../src/core/round.ts';
import { type BallotChoice, ballotChoices } from '../../src/core/vocabulary.ts';
import type { Copy, EnvelopeRow } from './insider.ts';
import type { Guess } from './measure.ts';
import { type Evidence, letters, type Trace } from './meeting.ts';

// Ways to find out who cast what. Each takes everything that an insider has, and says of every ballot what it held. Where there is
// nothing to go on it says what most have chosen: no attack is worse than the tally alone.

export type Attack = (evidence: Evidence) => Guess;

const marksOf = ({ marks }: Evidence): readonly BallotChoice[] =>
  [...marks].map((letter) => letters[letter] ?? 'BLANK');

/** What was chosen, the most frequent first. */
function ranked(evidence: Evidence): readonly { readonly choice: BallotChoice; readonly count: number }[] {
  const marks = marksOf(evidence);
  return ballotChoices
    .map((choice) => ({ choice, count: marks.filter((one) => one === choice).length }))
    .sort((one, other) => other.count - one.count);
}

function byTally(evidence: Evidence): Guess {
  const most = ranked(evidence)[0]?.choice ?? 'BLANK';
  return evidence.traces.map(() => most);
}

/** The stored marks, dealt out to the ballots in the order of something about them. */
function along(evidence: Evidence, values: readonly number[], turn: 1 | -1): Guess {
  const marks = marksOf(evidence);
  const places = values
    .map((_, at) => at)
    .sort((a, b) => turn * ((values[a] ?? 0) - (values[b] ?? 0)) || a - b);
  const guess = [...byTally(evidence)];
  for (const [rank, place] of places.entries()) guess[place] = marks[rank] ?? 'BLANK';
  return guess;
}

/** Ballots that are alike in something were cast alike: the largest lot chose what most chose. */
function inLots(evidence: Evidence, values: readonly (number | string)[]): Guess {
  const lots = new Map<number | string, number[]>();
  for (const [at, value] of values.entries()) lots.set(value, [...(lots.get(value) ?? []), at]);
  const left = ranked(evidence).map(({ choice, count }) => ({ choice, count }));
  const guess = [...byTally(evidence)];
  for (const lot of [...lots.values()].sort((one, other) => other.length - one.length)) {
    left.sort((one, other) => other.count - one.count);
    const [most] = left;
    if (most === undefined) break;
    most.count -= lot.length;
    for (const at of lot) guess[at] = most.choice;
  }
  return guess;
}

/** Something about each ballot that can be told by number. */
type Feature = (trace: Trace, at: number, evidence: Evidence) => number;

const hexNumber = (text: string) => Number.parseInt(text.replaceAll('-', '').slice(0, 12), 16);
const placeIn = ({ envelopes }: Copy, { id }: EnvelopeRow) => envelopes.findIndex((one) => one.id === id);
const offsetIn = ({ bytes }: Copy, { id }: EnvelopeRow) => bytes.indexOf(id);
const metric = ({ metrics }: Trace, name: string) =>
  Number(new RegExp(`^${name} (.+)$`, 'm').exec(metrics)?.[1] ?? 0);
const growth =
  (of: (trace: Trace) => number): Feature =>
  (trace, at, { traces }) => {
    const before = traces[at - 1];
    return of(trace) - (before === undefined ? 0 : of(before));
  };

const features: Readonly<Record<string, Feature>> = {
  'order of the journal': (_trace, at) => at,
  'order of the rows': ({ envelope }, _at, { whole }) => placeIn(whole, envelope),
  'offsets in the file and its log': ({ envelope }, _at, { whole }) => offsetIn(whole, envelope),
  'order of the rows, copy at half': ({ envelope }, _at, { half }) => placeIn(half, envelope),
  'offsets in a backup': ({ envelope }, _at, { wholeBackup }) => offsetIn(wholeBackup, envelope),
  'difference of two backups': ({ envelope }, _at, { halfBackup }) =>
    placeIn(halfBackup, envelope) === -1 ? 1 : 0,
  'commits: how many pages': ({ pages }) => pages.length,
  'commits: which pages': ({ pages }) => pages.reduce((one, other) => (one * 31 + other) % 1_000_003, 7),
  'time of the entry': ({ seal }) => seal.at_ms,
  'time between entries': growth(({ seal }) => seal.at_ms),
  'time of the answer': ({ answerMs }) => answerMs,
  'append time, by metrics': growth((trace) => metric(trace, 'hoinghi_append_seconds_sum')),
  'bytes of metrics': growth(({ metrics }) => metrics.length),
  'length of the log': ({ logged }) => logged.length,
  'bytes of frames': ({ framed }) => framed.reduce((one, other) => one + other, 0),
  'size of the envelope': ({ envelope }) => envelope.sealed.length,
  'first byte of the envelope': ({ envelope }) => envelope.sealed[0] ?? 0,
  'last byte before the tag': ({ envelope }) => envelope.sealed.at(-17) ?? 0,
  'id of the envelope': ({ envelope }) => hexNumber(envelope.id),
  'nonce of the envelope': ({ envelope }) => hexNumber(envelope.nonce.toString('hex')),
  'size of the entry': ({ seal }) => seal.body.length,
  'hash of the entry': ({ seal }) => hexNumber(seal.hash),
  'salt of the entry': ({ seal }) => hexNumber(seal.salt),
  'digest of the command': ({ seal }) => hexNumber(seal.digest),
  'note beside the key': ({ note }) => hexNumber(note.toString('hex', 4)),
  'note beside the key, what it grew by': ({ note }, at, { traces }) => {
    const before = traces[at - 1]?.note ?? Buffer.alloc(note.length);
    const grown = note.map((byte, place) => byte ^ (before[place] ?? 0));
    return hexNumber(Buffer.from(grown).toString('hex', 4));
  },
};

const valuesOf = (feature: Feature, evidence: Evidence) =>
  evidence.traces.map((trace, at) => feature(trace, at, evidence));

const byFeatures: [string, Attack][] = Object.entries(features).flatMap(([name, feature]) => [
  [name, (evidence): Guess => along(evidence, valuesOf(feature, evidence), 1)],
  [`${name}, backwards`, (evidence): Guess => along(evidence, valuesOf(feature, evidence), -1)],
  [`${name}, alike`, (evidence): Guess => inLots(evidence, valuesOf(feature, evidence))],
]);

/** Envelopes that are the same hold the same. */
const sameBytes: Attack = (evidence) =>
  inLots(
    evidence,
    evidence.traces.map(({ envelope }) => envelope.sealed.subarray(0, -16).toString('hex')),
  );

/** Tries every choice: does a digest or a hash that is kept follow from it? */
const preimages: Attack = (evidence) => {
  const most = byTally(evidence);
  return evidence.traces.map(
    ({ seal }, at) =>
      ballotChoices.find((choice) =>
        [...preimagesOf(evidence, at, choice)].some((made) => kept(seal).has(made)),
      ) ??
      most[at] ??
      'BLANK',
  );
};

function kept({ digest, hash, salt, command_id: commandId, body }: Trace['seal']): ReadonlySet<string> {
  return new Set([digest, hash, salt, commandId, ...(body.match(/[0-9a-f]{64}/g) ?? [])]);
}

/** What could have been hashed, had the choice been in it: bare, by its byte, salted, in the command, in the entry. */
function* preimagesOf({ traces }: Evidence, at: number, choice: BallotChoice): Iterable<string> {
  const seal = traces[at]?.seal;
  if (seal === undefined) return;
  const byte = ballotChoices.indexOf(choice);
  const event = JSON.parse(seal.body);
  for (const text of [choice, String(byte), JSON.stringify([choice]), JSON.stringify([byte])]) {
    for (const salt of ['', seal.salt, seal.command_id, event.seatId]) {
      yield createHash('sha256').update(`${salt}${text}`).digest('hex');
    }
  }
  const before = traces[at - 1]?.seal.hash ?? '';
  for (const told of [{ choices: [choice] }, { choice }, { marks: [byte] }]) {
    const { command_id: commandId, at_ms: atMs, actor: by, ...rest } = seal;
    const body = JSON.stringify({ ...event, ...told });
    yield hashOf(before, { ...rest, journalId: event.roundId, commandId, atMs, by, body } as never);
    yield createHash('sha256').update(body).digest('hex');
  }
}

/** A key that is left anywhere after the round is closed opens the envelopes that were copied before. */
const keyLeftBehind: Attack = (evidence) => {
  const { closed, stopped, roundId } = evidence;
  for (const files of [closed, stopped]) {
    const key = files.get(`${roundId}.key`);
    if (key !== undefined) return opened(evidence, key);
  }
  return byTally(evidence);
};

/** What each ballot's own envelope holds: whoever saw every commit knows whose it is. */
function opened(evidence: Evidence, key: Buffer): Guess {
  return evidence.traces.map(({ envelope }) => choiceIn(envelope, key));
}

function choiceIn(row: EnvelopeRow, key: Buffer): BallotChoice {
  return ballotChoices[sheetIn(row, key)[1] ?? 0] ?? 'BLANK';
}

/** Whoever reads does not ask whether an envelope is in its place. */
function sheetIn({ nonce, sealed }: EnvelopeRow, key: Buffer): Buffer {
  return createDecipheriv('aes-256-gcm', key, nonce).update(sealed.subarray(0, -16));
}

/** Attacks without the key: none may do better than the tally. */
export const attacks: readonly (readonly [string, Attack])[] = [
  ...byFeatures,
  ['envelopes of the same bytes', sameBytes],
  ['hash preimages', preimages],
  ['a key left behind', keyLeftBehind],
];

/** With the key as well, and one copy: the order of the rows in it must still tell nothing. */
export const withKey: readonly (readonly [string, Attack])[] = [
  ['key and one copy: order of the rows', (evidence) => inOrder(evidence, evidence.whole, placeIn)],
  ['key and one backup: offsets', (evidence) => inOrder(evidence, evidence.wholeBackup, offsetIn)],
  ['key and one backup: offsets, backwards', (evidence) => inOrder(evidence, evidence.wholeBackup, fromEnd)],
];

const fromEnd = (copy: Copy, row: EnvelopeRow) => -offsetIn(copy, row);

function inOrder(evidence: Evidence, copy: Copy, at: (copy: Copy, row: EnvelopeRow) => number): Guess {
  const rows = copy.envelopes
    .map((row) => ({ row, at: at(copy, row) }))
    .sort((one, other) => one.at - other.at);
  return rows.map(({ row }) => choiceIn(row, evidence.key));
}

/** With the key and what tells the order in which envelopes reached the disk: the key is all that stands before it. */
export const outOfReach: readonly (readonly [string, Attack])[] = [
  ['key and every commit', (evidence) => opened(evidence, evidence.key)],
  ['key and one copy with its log: offsets', (evidence) => inOrder(evidence, evidence.whole, offsetIn)],
];

/** The key and one copy, however the rows lie: a filler tells the sheet of the one who is recused, and so the rest of it. */
export function sheetOfRecused(evidence: Evidence): BallotChoice | null {
  const sheets = evidence.whole.envelopes.map((row) => sheetIn(row, evidence.key));
  const theirs = sheets.find(([first]) => first === filler);
  return theirs === undefined ? null : (ballotChoices[theirs[1] ?? filler] ?? null);
}

/** What of envelopes and of the key is still in a file after the round was closed, by the file. */
export function leftovers({ traces, key, closed, stopped }: Evidence): readonly string[] {
  const parts = traces.flatMap(({ envelope: { id, nonce, sealed } }) => [Buffer.from(id), nonce, sealed]);
  return [...closed, ...stopped]
    .filter(([, bytes]) => [key, ...parts].some((part) => bytes.includes(part)))
    .map(([name]) => name);
}
