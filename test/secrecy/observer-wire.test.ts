import { expect, onTestFinished, test } from 'vitest';
import {
  WatchChairDocument,
  WatchEntriesDocument,
  WatchScreenDocument,
} from '../../schema/operations/typed.ts';
import { type Any, follow, socket, told } from '../support/client.ts';
import { openTestHouse, type TestHouse } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import { cast, convene, entriesIn, type Meeting, openRound, order, preparation } from '../support/session.ts';

// The observer of observer.ts on a server: frames and entries as they come over the wire, of two meetings that differ in who has cast.

const everybody = ['chair', ...Array.from({ length: 11 }, (_, at) => `v${at + 1}`)];

/** What stands for something of one meeting alone, numbered in the order in which it first occurs; moments and hashes left out. */
function masked(told: unknown): string {
  const names = new Map<string, string>();
  const name = (found: string) => {
    if (!names.has(found)) names.set(found, `#${names.size}`);
    return names.get(found) ?? '';
  };
  return JSON.stringify(told, (key, value) => (['cursor', 'hash', 'at'].includes(key) ? null : value))
    .replace(/\b(ses|seat|rev|rnd|res|org|per|com|rsp|key)_[0-9a-z_]+/g, name)
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a moment');
}

/** Without who has cast, for those who may know it. */
function withoutWhoHasCast(told: Any): Any {
  const { sessionWatch, sessionEntries } = told;
  if (sessionWatch?.session.openRound?.awaiting) sessionWatch.session.openRound.awaiting = null;
  if (sessionEntries?.type === 'BallotSealed') sessionEntries.seat = null;
  return told;
}

/** What one viewer is sent of the session as it stands: the newest frame, and every entry from the first. */
async function sentTo(house: TestHouse, token: string, { sessionId }: Meeting): Promise<readonly string[]> {
  const client = socket(house.address, token);
  const head = await entriesIn(house, sessionId);
  const variables = { sessionId };
  const frames = [WatchChairDocument, WatchScreenDocument].map((one) =>
    follow(client, String(one), variables),
  );
  const entries = follow(client, String(WatchEntriesDocument), variables);
  await entries.until(({ sessionEntries }) => sessionEntries.seq === head);
  const newest = await Promise.all(
    frames.map((one) => one.until(({ sessionWatch }) => sessionWatch.session.revision === head)),
  );
  await client.dispose();
  return [...newest, ...entries.items].map((one) => masked(withoutWhoHasCast(structuredClone(one))));
}

const counted = `query ($id: ID!) { session(id: $id) { rounds { tallies { counted } } } }`;

/** Until so many marks are shown of the open round. */
async function untilShown(house: TestHouse, { sessionId, tokens }: Meeting, marks: number): Promise<void> {
  for (;;) {
    const { session } = await told(house.address, tokens.guest ?? '', counted, { id: sessionId });
    if (session.rounds.at(-1).tallies.every((tally: Any) => tally.counted === marks)) return;
  }
}

test('[R50] [R71] [R72] two meetings that differ in who has cast alone are told alike over the wire, to every class of viewers', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const size = { voters: everybody.length, members: 4, cells: 1 };
  const meetings: Meeting[] = [];
  for (const _ of ['one', 'twin']) {
    meetings.push(await convene(house, preparation(size, { settings: { releaseBatch: 3 } })));
  }
  const key = await newKey(house.address);
  const tokensOf = ({ tokens }: Meeting) =>
    ['guest', 'screen', 'v7', 'teller', 'chair'].map((one) => tokens[one] ?? '');
  const alike = async (tokens: (meeting: Meeting) => readonly string[]) => {
    const [here, there] = await Promise.all(
      meetings.map(async (meeting) => {
        const told: (readonly string[])[] = [];
        for (const token of tokens(meeting)) told.push(await sentTo(house, token, meeting));
        return told;
      }),
    );
    expect(here).toEqual(there);
    expect(here?.flat().length).toBeGreaterThan(30);
  };
  const vote = async (who: readonly (readonly string[])[], shown: number) => {
    const roundIds: string[] = [];
    for (const [at, meeting] of meetings.entries()) {
      const { sessionId, reviewIds, tokens } = meeting;
      const roundId = await openRound(house, meeting);
      for (const voter of who[at] ?? []) {
        const own = everybody.indexOf(voter);
        const choices = reviewIds.filter((_, place) => place !== own || own >= size.members);
        await cast(house, tokens[voter] ?? '', {
          sessionId,
          roundId,
          choices: choices.map((reviewId) => ({ reviewId, choice: 'GOOD' })),
        });
      }
      await untilShown(house, meeting, shown);
      roundIds.push(roundId);
    }
    return roundIds;
  };
  const end = async (field: string, more: (at: number) => object) => {
    for (const [at, { sessionId, tokens }] of meetings.entries()) {
      const answer = await order(house, tokens.chair ?? '', field, { sessionId, ...more(at) });
      expect(answer.__typename).toBe('Accepted');
    }
  };

  // All four on the sheet among the first, there none of them.
  const voided = await vote([everybody.slice(0, 8), everybody.slice(4)], 3);
  await alike(tokensOf);
  await end('voidRound', (at) => ({ roundId: voided[at], reason: 'Bỏ phiếu lại' }));
  await alike(tokensOf);
  // Two of the four, there at last.
  const mixed = ['chair', 'v1', 'v5', 'v6', 'v7', 'v8', 'v9', 'v10'];
  const closed = await vote([mixed, ['v11', 'v10', 'v9', 'v8', 'v6', 'v4', 'v1', 'chair']], 3);
  await alike(tokensOf);
  await end('closeRound', (at) => ({ roundId: closed[at] }));
  await end('adjournSession', () => ({}));
  await alike((meeting) => [...tokensOf(meeting), key]);
});
