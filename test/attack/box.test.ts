import { type CipherGCM, createCipheriv, createDecipheriv } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Entry } from '../../src/clerk/entry.ts';
import { NotedSets } from '../../src/store/envelope-sets.ts';
import { told } from '../support/client.ts';
import { keysOf, Scene } from './box.ts';

// Whoever can write the file while a secret round is open, with the server running or down for a moment.

const turnoutOnly = { display: 'TURNOUT_ONLY' };
const others = (roundId: string) => `round_id = '${roundId}' AND id <> (SELECT MIN(id) FROM envelope)`;
const eventOf = ({ body }: Entry) => JSON.parse(body);

/** Nine cast, none of them shown. */
async function nineCast(): Promise<Scene> {
  const scene = await Scene.open(10, turnoutOnly);
  await scene.castAll(keysOf(1), 'NOT_COMPLETED', 'GOOD');
  await scene.castAll(keysOf(9).slice(1), 'EXCELLENT', 'COMPLETED');
  return scene;
}

const nineIn = (): Promise<Scene> => Scene.copied('nine in', nineCast);

type Attack = (source: DataSource, roundId: string) => Promise<unknown>;

const onEnvelopes: readonly (readonly [string, Attack])[] = [
  [
    'one copied over all others',
    (source, roundId) =>
      source.query(`UPDATE envelope SET (nonce, sealed) = (SELECT nonce, sealed FROM envelope ORDER BY id LIMIT 1)
        WHERE ${others(roundId)}`),
  ],
  [
    'two exchanged',
    async (source) => {
      const [one, two] = await source.query('SELECT id, nonce, sealed FROM envelope ORDER BY id LIMIT 2');
      const put = 'UPDATE envelope SET nonce = ?, sealed = ? WHERE id = ?';
      await source.query(put, [one.nonce, one.sealed, two.id]);
      await source.query(put, [two.nonce, two.sealed, one.id]);
    },
  ],
  ['one dropped', (source) => source.query('DELETE FROM envelope WHERE id = (SELECT MIN(id) FROM envelope)')],
  [
    'one added, a copy of another',
    (source) =>
      source.query(
        "INSERT INTO envelope SELECT substr(id, 1, 35) || 'x', round_id, nonce, sealed FROM envelope LIMIT 1",
      ),
  ],
  [
    'one replayed under another id in its place',
    (source) =>
      source.query(
        "UPDATE envelope SET id = substr(id, 1, 35) || 'x' WHERE id = (SELECT MIN(id) FROM envelope)",
      ),
  ],
  [
    'one bit turned',
    async (source) => {
      const [{ id, sealed }] = await source.query('SELECT id, sealed FROM envelope LIMIT 1');
      sealed[0] ^= 1;
      await source.query('UPDATE envelope SET sealed = ? WHERE id = ?', [sealed, id]);
    },
  ],
];

test.each(onEnvelopes)(
  '[S3] [S5] [R42] envelopes while the server runs, %s: refused and told',
  async (_, attack) => {
    const scene = await nineIn();
    await scene.tamper((source) => attack(source, scene.meeting.roundId));
    await scene.isRefused();
  },
);

test.each(onEnvelopes)(
  '[S3] [S5] [R42] envelopes while it is down, %s: refused at the start',
  async (_, attack) => {
    const scene = await nineIn();
    await scene.whileDown(() => scene.tamper((source) => attack(source, scene.meeting.roundId)));
    expect(scene.logged.join()).toContain('are not those that were cast');
    expect(await scene.cast('v9', 'GOOD')).toMatchObject({ code: 'BALLOTS_ALTERED' });
    await scene.isRefused();
  },
);

test('[S5] what is put back as it was is counted: nobody is told to void a round that is whole', async () => {
  const scene = await nineIn();
  const [former] = await new Promise<{ id: string; sealed: Buffer }[]>((resolve) =>
    scene.tamper(async (source) => {
      const rows = await source.query('SELECT id, sealed FROM envelope LIMIT 1');
      await source.query('UPDATE envelope SET sealed = zeroblob(30) WHERE id = ?', [rows[0].id]);
      resolve(rows);
    }),
  );
  expect(await scene.order('closeRound')).toMatchObject({ code: 'BALLOTS_ALTERED' });
  expect(await scene.cast('v9', 'GOOD')).toMatchObject({ code: 'BALLOTS_ALTERED' });
  await scene.tamper((source) =>
    source.query('UPDATE envelope SET sealed = ? WHERE id = ?', [former?.sealed, former?.id]),
  );
  expect(await scene.cast('v9', 'GOOD')).toMatchObject({ __typename: 'BallotReceipt' });
  expect(await scene.health()).toMatchObject({ status: 'ready' });
  expect(await scene.order('closeRound')).toMatchObject({ __typename: 'Accepted' });
});

test('[S5] [R42] a ballot read by copying it over all others before a step: no step is shown', async () => {
  const scene = await Scene.open(12);
  await scene.castAll(keysOf(9), 'EXCELLENT', 'COMPLETED');
  await scene.tamper((source) =>
    source.query(
      `UPDATE envelope SET (nonce, sealed) = (SELECT nonce, sealed FROM envelope ORDER BY id LIMIT 1)`,
    ),
  );
  await scene.castAll(['v9'], 'GOOD');
  // The step would follow on the receipt: whatever is asked next comes after it.
  expect(await scene.order('closeRound')).toMatchObject({ code: 'BALLOTS_ALTERED' });
  expect((await scene.shown()).tallies.map((one: { counted: number }) => one.counted)).toEqual([0, 0]);
  await scene.isRefused();
});

/** Three ballots, with their entries, the chain made anew. */
const takenOut = (scene: Scene) =>
  scene.whileDown(async () => {
    await scene.rewrite((entries) => {
      const gone = new Set(entries.filter(({ type }) => type === 'BallotSealed').slice(0, 3));
      return entries.filter((entry) => !gone.has(entry));
    });
    await scene.tamper((source) =>
      source.query('DELETE FROM envelope WHERE id IN (SELECT id FROM envelope LIMIT 3)'),
    );
  });

test('[S5] [R42] ballots taken out with their entries while the server is down, the chain made anew', async () => {
  const scene = await nineIn();
  await takenOut(scene);
  await scene.isRefused();
});

/** The sheet of the round the other way round, as its opening says it. */
const sheetExchanged: Parameters<Scene['rewrite']>[0] = (entries) =>
  entries.map((entry) => {
    if (entry.type !== 'RoundOpened') return entry;
    const event = eventOf(entry);
    return { ...entry, body: JSON.stringify({ ...event, reviewIds: event.reviewIds.toReversed() }) };
  });

test('[S3] [S5] [R42] the sheet of a round exchanged while the server is down, the chain made anew', async () => {
  const scene = await nineIn();
  await scene.whileDown(() => scene.rewrite(sheetExchanged));
  await scene.isRefused();
});

test('[S5] the sheet exchanged before anybody cast: no ballot is taken', async () => {
  const scene = await Scene.open(6, turnoutOnly);
  await scene.whileDown(() => scene.rewrite(sheetExchanged));
  expect(await scene.cast('v1', 'GOOD')).toMatchObject({ code: 'BALLOTS_ALTERED' });
  await scene.isRefused();
});

/** An event of the preparation in which two units of the agenda have each other's name. */
function namesExchanged(entry: Pick<Entry, 'body'>): string {
  const event = JSON.parse(entry.body);
  const [one, two] = event.preparation.agenda;
  [one.name, two.name] = [two.name, one.name];
  return JSON.stringify(event);
}

test('[S5] names on the agenda exchanged while the server is down, the chain made anew', async () => {
  const scene = await nineIn();
  await scene.whileDown(() =>
    scene.rewrite((entries) =>
      entries.map((entry) =>
        entry.type === 'SessionPrepared' ? { ...entry, body: namesExchanged(entry) } : entry,
      ),
    ),
  );
  expect(scene.wasRefused).toBe(true);
  await scene.isRefused();
});

test('[S5] [S7] names on the agenda exchanged while the server is down, the chain left: nothing of the session is taken, nor counted once it is accepted as it is', async () => {
  const scene = await nineIn();
  await scene.downWithout(() =>
    scene.tamper(async (source) => {
      const [row] = await source.query(
        "SELECT journal_id, seq, body FROM entry WHERE type = 'SessionPrepared'",
      );
      await source.query('UPDATE entry SET body = ? WHERE journal_id = ? AND seq = ?', [
        namesExchanged(row),
        row.journal_id,
        row.seq,
      ]);
    }),
  );
  await expect(scene.order('closeRound')).rejects.toThrow('SESSION_ALTERED');
  await expect(scene.cast('v9', 'GOOD')).rejects.toThrow('SESSION_ALTERED');
  expect(await scene.health()).toMatchObject({ reasons: [{ code: 'SESSION_ALTERED' }] });
  await scene.acceptedAsItLies();
  await scene.isRefused();
});

test('[S3] [S5] a round that is said to be of the first form, its ballots taken out: refused', async () => {
  const scene = await nineIn();
  await scene.whileDown(async () => {
    await scene.rewrite((entries) =>
      entries
        .filter(({ type }) => type !== 'BallotSealed')
        .map((entry) => {
          if (entry.type !== 'RoundOpened') return entry;
          const { form: _, ...event } = eventOf(entry);
          return { ...entry, body: JSON.stringify(event) };
        }),
    );
    await scene.tamper((source) => source.query('DELETE FROM envelope'));
  });
  expect(await scene.cast('v9', 'GOOD')).toMatchObject({ code: 'BALLOTS_ALTERED' });
  await scene.isRefused();
});

/** The file of when so many had cast, after nine had. */
async function putBack(before: number): Promise<Scene> {
  const scene = await Scene.open(12, turnoutOnly);
  await scene.castAll(keysOf(before), 'GOOD');
  await scene.whileDown(async () => scene.copyTo('earlier'));
  await scene.castAll(keysOf(9).slice(before), 'EXCELLENT');
  await scene.whileDown(async () => scene.putBack('earlier'));
  return scene;
}

test.each([0, 3])(
  '[S5] [R42] the file of when %i had cast put back: no count, and it is told at the start',
  async (before) => {
    const scene = await putBack(before);
    expect(scene.logged.join()).toContain('are not those that were cast');
    await scene.isRefused();
  },
);

test('[S5] [R50] the entry of a step taken out: it is not drawn anew', async () => {
  const scene = await Scene.open(14);
  await scene.castAll(keysOf(10), 'EXCELLENT', 'COMPLETED');
  const counted = async () => (await scene.shown()).tallies.map((one: { counted: number }) => one.counted);
  await expect.poll(counted).toEqual([5, 5]);
  await scene.whileDown(() =>
    scene.rewrite((entries) => entries.filter(({ type }) => type !== 'TallyReleased')),
  );
  expect(await counted()).toEqual([0, 0]);
  await scene.isRefused();
});

test('[S5] a round closed by a forged entry while the server is down: told, and its key is kept aside', async () => {
  const scene = await nineIn();
  const { roundId, sessionId } = scene.meeting;
  await scene.whileDown(async () => {
    await scene.rewrite((entries) => [
      ...entries,
      {
        ...(entries.at(-1) as Entry),
        type: 'RoundVoided',
        commandId: null,
        part: 0,
        digest: null,
        body: JSON.stringify({ type: 'RoundVoided', roundId, reason: 'x' }),
      },
    ]);
    await scene.tamper(async (source) => {
      await source.query('DELETE FROM envelope');
      await source.query('DELETE FROM open_round WHERE session_id = ?', [sessionId]);
    });
  });
  expect(scene.logged.join()).toContain(
    `${roundId} was closed or voided by an entry that this server did not write`,
  );
  const isAside = () =>
    expect(readdirSync(`${scene.file}.keys/aside`)).toEqual([`${roundId}.key`, `${roundId}.set`]);
  isAside();
  scene.logged.length = 0;
  await scene.whileDown(async () => {});
  expect(scene.logged).toEqual([]);
  isAside();
});

test('[C7] [S5] started once on an older copy: the key of the open round is set aside, told, and taken up again', async () => {
  const scene = await Scene.open(12, turnoutOnly);
  const { roundId } = scene.meeting;
  expect(await scene.order('voidRound', { reason: 'Thử' })).toMatchObject({ __typename: 'Accepted' });
  await scene.whileDown(async () => scene.copyTo('older'));
  const { openRound } = await import('../support/session.ts');
  scene.meeting = { ...scene.meeting, roundId: await openRound(scene.house, scene.meeting, turnoutOnly) };
  await scene.castAll(keysOf(5), 'GOOD');
  await scene.downWithout(async () => {
    scene.copyTo('newer');
    scene.putBack('older');
  });
  const open = scene.meeting.roundId;
  expect(open).not.toBe(roundId);
  expect(scene.logged.join()).toContain(`this database knows no round ${open}`);
  expect(existsSync(`${scene.file}.keys/${open}.key`)).toBe(false);
  scene.logged.length = 0;
  await scene.whileDown(async () => scene.putBack('newer'));
  await scene.isCounted(5);
});

test('[S5] whoever changes nothing is not told of: stopped and started at every ballot, steps shown between', async () => {
  const scene = await Scene.open(12);
  for (const key of keysOf(11)) {
    await scene.castAll([key], 'GOOD', 'BLANK');
    await scene.whileDown(async () => {});
  }
  await scene.isCounted(11);
  // What follows on an answer is done before the next command is looked at.
  await scene.order('adjournSession');
  expect(readdirSync(`${scene.file}.keys`).filter((name) => name.startsWith('rnd_'))).toEqual([]);
});

// The same against a product that was made worse on purpose: what refuses them must be what is said to.

describe('made worse', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** Envelopes are bound to their round and to nothing else of it: the key is the round's own, so that a word is as good as its id. */
  function withoutPlace(): void {
    const [key, nonce] = [Buffer.alloc(32), Buffer.alloc(12)];
    for (const make of [createCipheriv, createDecipheriv]) {
      const prototype: CipherGCM = Object.getPrototypeOf(make('aes-256-gcm', key, nonce));
      const { setAAD } = prototype;
      vi.spyOn(prototype, 'setAAD').mockImplementation(function (this: CipherGCM) {
        return setAAD.call(this, Buffer.from('the round'));
      });
    }
  }

  /** Nobody looks for what is noted beside the key. */
  function withoutSet(): void {
    vi.spyOn(NotedSets.prototype, 'fits').mockResolvedValue(null);
  }

  /** By the name of the review, what it came to. */
  async function countedOf(scene: Scene): Promise<Record<string, Record<string, number>>> {
    const query = `query ($id: ID!) { session(id: $id) { rounds { tallies {
      review { subject { name } } counts { choice count } } } } }`;
    const { sessionId, tokens } = scene.meeting;
    const { rounds } = (await told(scene.house.address, tokens.chair ?? '', query, { id: sessionId }))
      .session;
    type Tally = { review: { subject: { name: string } }; counts: { choice: string; count: number }[] };
    return Object.fromEntries(
      rounds
        .at(-1)
        .tallies.map(({ review, counts }: Tally) => [
          review.subject.name,
          Object.fromEntries(counts.flatMap(({ choice, count }) => (count === 0 ? [] : [[choice, count]]))),
        ]),
    );
  }

  const accepted = { __typename: 'Accepted' };
  const [, copyOver = async () => {}] = onEnvelopes[0] ?? [];

  /** One ballot stands for all nine. */
  const copied = async (scene: Scene) => {
    await scene.whileDown(() => scene.tamper((source) => copyOver(source, scene.meeting.roundId)));
  };
  const exchanged = (scene: Scene) => scene.whileDown(() => scene.rewrite(sheetExchanged));

  test('[S5] without a set beside the key, ballots are taken out with their entries, or an older file is put back, and it counts', async () => {
    withoutSet();
    const scene = await nineCast();
    await takenOut(scene);
    expect(await scene.order('closeRound')).toMatchObject(accepted);
    expect(await scene.shown()).toMatchObject({ turnout: 6, tallies: [{ counted: 6 }, { counted: 6 }] });
    const other = await putBack(3);
    expect(await other.order('closeRound')).toMatchObject(accepted);
    expect(await other.shown()).toMatchObject({ turnout: 3 });
  });

  test('[S3] without a set and bound to the round alone, one envelope counts for all, and a sheet is exchanged', async () => {
    withoutSet();
    withoutPlace();
    const scene = await nineCast();
    await copied(scene);
    expect(await scene.order('closeRound')).toMatchObject(accepted);
    expect(Object.values(await countedOf(scene)).map((counts) => Object.values(counts))).toEqual([[9], [9]]);
    const other = await nineCast();
    await exchanged(other);
    expect(await other.order('closeRound')).toMatchObject(accepted);
    expect(await countedOf(other)).toEqual({
      'Chi bộ 1': { GOOD: 1, COMPLETED: 8 },
      'Chi bộ 2': { NOT_COMPLETED: 1, EXCELLENT: 8 },
    });
  });

  test('[S3] [S5] each of the two alone still refuses what takes both: the place without the set, the set without the place', async () => {
    for (const worse of [withoutSet, withoutPlace]) {
      worse();
      for (const attack of [copied, exchanged]) {
        const scene = await nineCast();
        await attack(scene);
        expect([worse.name, attack.name, await scene.order('closeRound')]).toMatchObject([
          worse.name,
          attack.name,
          { code: 'BALLOTS_ALTERED' },
        ]);
      }
      vi.restoreAllMocks();
    }
  });
});
