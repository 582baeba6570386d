import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type Child, start } from '../main/child.ts';
import { Audit } from '../storm/audit.ts';
import { type Any, ask, newId, told } from '../support/client.ts';
import { adminToken, temporaryFolder } from '../support/house.ts';
import { differencesIn } from '../support/recounted.ts';
import { convene, type Meeting, marks, openRound, order, preparation } from '../support/session.ts';
import { libraryOf } from './library.ts';
import { Power } from './power.ts';

// The built program on a disk that fails when it is told to.

export interface Place {
  readonly folder: string;
  readonly file: string;
  readonly env: Record<string, string>;
}

export function place(): Place {
  const one = temporaryFolder();
  onTestFinished(one.remove);
  return placeIn(one.path);
}

/** In a folder that there is. */
export function placeIn(folder: string): Place {
  const file = join(folder, 'house.sqlite');
  return { folder, file, env: { DATABASE_URL: `sqlite:${file}`, ADMIN_TOKEN: adminToken } };
}

/** Started on the place; ended at the test's end. */
export async function serve(at: Place, more: Record<string, string> = {}, under?: string): Promise<Child> {
  const child = await start(at.folder, { ...at.env, ...more }, undefined, under);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await child.ended;
  });
  return child;
}

/** What makes calls fail, and how to say so. It needs no rights, but Linux and a C compiler: without them the test fails. */
export function faults(at: Place): {
  readonly env: Record<string, string>;
  begin(
    what:
      | 'sync'
      | 'keys'
      | 'keyring'
      | 'full'
      | 'brimful'
      | 'readonly'
      | 'remounted'
      | `${'kill' | 'tear'} ${number}`,
  ): void;
  end(): void;
} {
  const library = libraryOf('shim', at.folder);
  const flag = join(at.folder, 'fault');
  return {
    env: { LD_PRELOAD: library, FAULT_FLAG: flag },
    begin: (what) => writeFileSync(flag, what),
    end: () => rmSync(flag),
  };
}

/** A disk that loses what was not synced when the power goes. */
export function powerOf(at: Place): Power {
  const beside = temporaryFolder();
  onTestFinished(beside.remove);
  return new Power(at.folder, beside.path);
}

export interface Ballot {
  readonly key: string;
  readonly commandId: string;
}

export interface Voting extends Meeting {
  readonly roundId: string;
}

/** A session with its round open, everybody signed in. */
export async function voting(child: Child, voters = 6): Promise<Voting> {
  const meeting = await convene(child.house, preparation({ voters }));
  return { ...meeting, roundId: await openRound(child.house, meeting) };
}

/** A ballot: its receipt, its refusal, or the code of its error. */
export async function castOn(child: Child, meeting: Voting, ballot: Ballot): Promise<Any> {
  const input = {
    commandId: ballot.commandId,
    sessionId: meeting.sessionId,
    roundId: meeting.roundId,
    choices: marks(meeting.reviewIds),
  };
  const answer = await ask(
    child.address,
    meeting.tokens[ballot.key] ?? '',
    'mutation ($input: CastBallotInput!) { castBallot(input: $input) { __typename ... on Refusal { code } ... on BallotReceipt { cursor } } }',
    { input },
  );
  const [error] = answer.errors ?? [];
  return error === undefined ? answer.data.castBallot : { error: error.extensions.code, says: error.message };
}

export const ballotsOf = (...keys: readonly string[]): Ballot[] =>
  keys.map((key) => ({ key, commandId: newId() }));

export const isReceipt = ({ __typename }: Any): boolean => __typename === 'BallotReceipt';

export async function healthOf(child: Child): Promise<Any> {
  return (await fetch(`${child.address}/health`)).json();
}

/** Closes the round and stops: it counted these many, and the files are whole. */
export async function closedWhole(child: Child, at: Place, meeting: Voting, expected: number): Promise<void> {
  const { sessionId, roundId, tokens } = meeting;
  expect(await order(child.house, tokens.chair ?? '', 'closeRound', { sessionId, roundId })).toMatchObject({
    __typename: 'Accepted',
  });
  const { session } = await told(
    child.address,
    tokens.chair ?? '',
    'query ($id: ID!) { session(id: $id) { rounds { turnout tallies { counted } } } }',
    { id: sessionId },
  );
  expect(session.rounds).toEqual([{ turnout: expected, tallies: [{ counted: expected }] }]);
  child.kill('SIGTERM');
  expect((await child.ended).code).toBe(0);
  await whole(at);
}

/** Journals contiguous and chained, no envelope or key left over, everything counted again to the same. */
export async function whole({ file }: Place): Promise<void> {
  const audit = new Audit(file);
  expect(await audit.look([])).toEqual([]);
  expect(audit.leftOver()).toEqual([]);
  expect(existsSync(`${file}.keys`)).toBe(true);
  expect(await differencesIn(file)).toEqual([]);
}
