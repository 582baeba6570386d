import { createCipheriv, createHash } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { writer, writerPragmas } from '../../ormconfig.ts';
import type { Entry } from '../../src/clerk/entry.ts';
import type { Batch } from '../../src/clerk/ports.ts';
import { ballotChoices } from '../../src/core/vocabulary.ts';
import { leftovers } from './attacks.ts';
import { excess, measure } from './measure.ts';
import { type Evidence, type Product, play, type Trace } from './meeting.ts';
import { everyAttack } from './trials.ts';

// Each attack against a product that was made worse on purpose: it must succeed, or its failing against the product says nothing.

const voters = 20;
const seed = 4;
/** In standard deviations above chance. */
const least = 4;

async function linkedBy(name: string, evidence: Evidence): Promise<number> {
  const attack = everyAttack.find(([one]) => one === name)?.[1];
  if (attack === undefined) throw new Error(`there is no attack by ${name}`);
  const found = measure(attack(evidence), evidence.truth);
  expect(excess(found), name).toBeGreaterThan(least);
  return found.linked;
}

/** Puts other marks into envelopes than were cast, or another envelope in their place. */
function sealing({ house }: Product, change: (marks: Uint8Array) => Uint8Array): void {
  const { ballotBox } = house.store;
  const seal = ballotBox.seal.bind(ballotBox);
  ballotBox.seal = (round, marks) => seal(round, change(marks));
}

/** Writes other entries than were decided on; is told which choice each ballot held, in the order of casting. */
function writing(product: Product, change: (entry: Entry, cast: readonly number[]) => Entry): void {
  const cast: number[] = [];
  sealing(product, (marks) => {
    cast.push(marks[1] ?? 0);
    return marks;
  });
  const { journal } = product.house.store;
  const append = journal.append.bind(journal);
  journal.append = (batch: Batch) => {
    const entries = batch.entries.map((entry) => change(entry, cast));
    const { envelopes, emptiedRoundIds, codes, endedSeatIds, keys, endedKeyIds } = batch;
    return append({ entries, envelopes, emptiedRoundIds, codes, endedSeatIds, keys, endedKeyIds });
  };
}

const sealed = ({ type }: Entry) => type === 'BallotSealed';

test('marks that are kept as they were cast', async () => {
  const sabotage = (product: Product) =>
    writing(product, (entry, cast) => {
      if (entry.type !== 'RoundClosed') return entry;
      const event = JSON.parse(entry.body);
      event.counted.at(-1).marks = cast.map((byte) => 'EGKFNB'[byte]).join('');
      return { ...entry, body: JSON.stringify(event) };
    });
  expect(await linkedBy('order of the journal', await play({ voters, seed, sabotage }))).toBe(voters);
});

test('envelopes whose length follows from the choice; the pages of a commit tell it too', async () => {
  const sabotage = (product: Product) =>
    sealing(product, (marks) => Buffer.concat([marks, Buffer.alloc(20_000 * (marks[1] ?? 0))]));
  // Pages tell it less sharply, so that more voters are needed to be sure of it.
  const many = 3 * voters;
  const evidence = await play({ voters: many, seed, sabotage });
  expect(await linkedBy('size of the envelope', evidence)).toBe(many);
  await linkedBy('commits: how many pages', evidence);
});

test('one nonce for all', async () => {
  const sabotage = ({ house: { store } }: Product) => {
    const seal = store.ballotBox.seal.bind(store.ballotBox);
    store.ballotBox.seal = async (round, marks) => {
      const [envelope, key] = [await seal(round, marks), await store.keys.find(round.id)];
      if (typeof envelope === 'string' || key === null) return 'BALLOTS_UNREADABLE';
      const nonce = Buffer.alloc(12);
      const place = JSON.stringify([round.binding, envelope.id]);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
      const parts = [cipher.update(marks), cipher.final(), cipher.getAuthTag()];
      return { ...envelope, nonce, sealed: Buffer.concat(parts) };
    };
  };
  await linkedBy('last byte before the tag, alike', await play({ voters: 60, seed: 1, sabotage }));
});

test('a digest that the choice goes into, even with a salt', async () => {
  const sabotage = (product: Product) =>
    writing(product, (entry, cast) => {
      if (!sealed(entry)) return entry;
      const digest = createHash('sha256')
        .update(`${entry.salt}${cast.at(-1)}`)
        .digest('hex');
      return { ...entry, digest };
    });
  expect(await linkedBy('hash preimages', await play({ voters, seed, sabotage }))).toBe(voters);
});

test('times, ids and salts that follow from the choice', async () => {
  const prefixed = (text: string, choice: number) => `${choice}${text.slice(1)}`;
  const sabotage = (product: Product) =>
    writing(product, (entry, cast) => {
      const choice = cast.at(-1) ?? 0;
      if (!sealed(entry)) return entry;
      return { ...entry, atMs: entry.atMs + choice * 1e9, salt: prefixed(entry.salt, choice) };
    });
  const evidence = await play({ voters, seed, sabotage });
  for (const name of ['time of the entry', 'salt of the entry']) {
    expect(await linkedBy(name, evidence)).toBe(voters);
  }
});

test('envelopes in the order of casting, for who has the key as well: by their ids, and by their rows', async () => {
  let count = 0;
  const byId = ({ house: { store } }: Product) => {
    const seal = store.ballotBox.seal.bind(store.ballotBox);
    store.ballotBox.seal = async (round, marks) => {
      count += 1;
      const [envelope, key] = [await seal(round, marks), await store.keys.find(round.id)];
      if (typeof envelope === 'string' || key === null) return 'BALLOTS_UNREADABLE';
      const [id, nonce] = [String(count).padStart(36, '0'), envelope.nonce];
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(
        Buffer.from(JSON.stringify([round.binding, id])),
      );
      return {
        ...envelope,
        id,
        sealed: Buffer.concat([cipher.update(marks), cipher.final(), cipher.getAuthTag()]),
      };
    };
  };
  const byRow = async ({ file }: Product) => {
    const source = writer({ file });
    await source.initialize();
    await source.query('DROP TABLE envelope');
    await source.query('CREATE TABLE envelope (id TEXT, round_id TEXT, nonce BLOB, sealed BLOB)');
    await source.destroy();
  };
  const [ordered, rows] = [
    await play({ voters, seed, sabotage: byId }),
    await play({ voters, seed, sabotage: byRow }),
  ];
  for (const evidence of [ordered, rows]) {
    expect(await linkedBy('key and one copy: order of the rows', evidence)).toBe(voters);
  }
  expect(await linkedBy('key and one backup: offsets, backwards', rows)).toBe(voters);
});

test('[C7] a key that is kept after closing', async () => {
  const sabotage = ({ house: { store } }: Product) => {
    store.ballotBox.destroy = async () => {};
  };
  const evidence = await play({ voters, seed, sabotage });
  expect(await linkedBy('a key left behind', evidence)).toBe(voters);
  expect(leftovers(evidence)).toContain(`${evidence.roundId}.key`);
});

const pragmas = [...writerPragmas];
afterEach(() => {
  writerPragmas.splice(0, writerPragmas.length, ...pragmas);
});

test('what is deleted and not overwritten is found in free pages', async () => {
  writerPragmas.splice(writerPragmas.indexOf('PRAGMA secure_delete = ON'), 1, 'PRAGMA secure_delete = OFF');
  expect(leftovers(await play({ voters, seed }))).toContain('db.sqlite');
});

test('a log that is not emptied has the envelopes', async () => {
  const sabotage = ({ house: { store } }: Product) => {
    store.ballotBox.destroy = (roundId) => store.keys.destroy(roundId);
  };
  expect(leftovers(await play({ voters, seed, sabotage }))).toContain('db.sqlite-wal');
});

// What the server says of itself and how long it takes: told by evidence that was made worse, for nothing in a product is as regular.

let honest: Evidence;
beforeAll(async () => {
  honest = await play({ voters, seed });
});

test.each<[string, (trace: Trace, choice: number) => Partial<Trace>]>([
  ['time of the answer', (_, choice) => ({ answerMs: choice })],
  ['length of the log', (_, choice) => ({ logged: 'x'.repeat(choice) })],
  ['bytes of frames', (_, choice) => ({ framed: [7, choice, 7] })],
  ['commits: which pages', (_, choice) => ({ pages: [choice] })],
  [
    'first byte of the envelope',
    ({ envelope }, choice) => ({ envelope: { ...envelope, sealed: Buffer.from([choice]) } }),
  ],
])('%s, if it followed from the choice', async (name, spoil) => {
  const traces = honest.traces.map((trace, at) => ({
    ...trace,
    ...spoil(trace, ballotChoices.indexOf(honest.truth[at] ?? 'BLANK')),
  }));
  expect(await linkedBy(name, { ...honest, traces })).toBe(voters);
});
