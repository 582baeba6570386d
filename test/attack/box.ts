import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DataSource } from 'typeorm';
import { afterAll, expect, onTestFinished } from 'vitest';
import type { Entry } from '../../src/clerk/entry.ts';
import { StartRefused } from '../../src/clerk/ports.ts';
import { openClerk } from '../../src/compose.ts';
import { openLog } from '../../src/log.ts';
import { asAttacker, entriesOf, writeJournal } from '../support/attacker.ts';
import { type Any, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import { cast, convene, type Meeting, openRound, order, preparation, signIn } from '../support/session.ts';

// A meeting with a secret round open on a file that somebody else can write, who has neither a key nor the pepper.

export interface Voting extends Meeting {
  readonly roundId: string;
}

interface Origin {
  readonly folder: string;
  readonly meeting: Voting;
}

const origins = new Map<string, Promise<Origin>>();
const originFolders: { remove(): void }[] = [];
afterAll(() => {
  for (const folder of originFolders) folder.remove();
});

export class Scene {
  readonly file: string;
  /** What the server's log said, a line each. */
  readonly logged: string[] = [];
  /** The administrator's. */
  token = adminToken;
  house!: TestHouse;
  meeting!: Voting;

  private constructor(file: string) {
    this.file = file;
  }

  /** Whether a start was refused because the journals were changed; whoever runs it took them as they lie then. */
  wasRefused = false;

  get #isRestored(): boolean {
    return this.house.store.restored !== null;
  }

  /** A round on two cells is open; nobody has cast. */
  static async open(voters: number, round: object = {}, more: object = {}): Promise<Scene> {
    const folder = temporaryFolder();
    const scene = new Scene(join(folder.path, 'house.sqlite'));
    await scene.start();
    onTestFinished(async () => {
      await scene.house.stop();
      folder.remove();
    });
    const meeting = await convene(scene.house, preparation({ voters, cells: 2 }, more));
    scene.meeting = { ...meeting, roundId: await openRound(scene.house, meeting, round) };
    return scene;
  }

  /**
   * The scene as `prepare` leaves it, on a copy of its files: it is prepared once for all tests of a file that name it alike, because most of the
   * time would go into letting the same people in.
   */
  static async copied(name: string, prepare: () => Promise<Scene>): Promise<Scene> {
    const made = origins.get(name) ?? Scene.#origin(prepare);
    origins.set(name, made);
    const { folder: origin, meeting } = await made;
    const folder = temporaryFolder();
    cpSync(origin, folder.path, { recursive: true, preserveTimestamps: true });
    const scene = new Scene(join(folder.path, 'house.sqlite'));
    await scene.start();
    expect([scene.logged, scene.wasRefused]).toEqual([[], false]);
    onTestFinished(async () => {
      await scene.house.stop();
      folder.remove();
    });
    scene.meeting = meeting;
    return scene;
  }

  static async #origin(prepare: () => Promise<Scene>): Promise<Origin> {
    const scene = await prepare();
    await scene.house.stop();
    const kept = temporaryFolder();
    cpSync(dirname(scene.file), kept.path, { recursive: true, preserveTimestamps: true });
    originFolders.push(kept);
    await scene.start();
    return { folder: kept.path, meeting: scene.meeting };
  }

  /** After a start on what is not the file that was written last everybody signs in again. */
  async #signInAgain(): Promise<void> {
    const { codes } = this.meeting;
    const tokens: Record<string, string> = {};
    for (const key of Object.keys(codes)) tokens[key] = await signIn(this.house, codes[key]);
    this.meeting = { ...this.meeting, tokens };
  }

  async start(): Promise<void> {
    const log = openLog('warn', { write: (line: string) => void this.logged.push(line) } as Any);
    const open = () => openTestHouse({ file: this.file, log, adminToken: this.token });
    this.wasRefused = false;
    this.house = await open().catch(async (error: unknown) => {
      if (!(error instanceof StartRefused)) throw error;
      expect(error.message).toContain('are not those that this server wrote');
      this.wasRefused = true;
      await this.#accept();
      return open();
    });
  }

  /** What "npm run restored" does to the file, the server being down. */
  async #accept(): Promise<void> {
    const { close } = await openClerk({ file: this.file }, () => {}, true);
    await close();
  }

  /** The server is stopped, whoever runs it accepts the journals as they are, and it is started again. */
  async acceptedAsItLies(): Promise<void> {
    await this.downWithout(() => this.#accept());
    await this.#signInAgain();
  }

  /** The server is stopped, something is done, and it is started again. */
  async whileDown(work: () => Promise<unknown>): Promise<void> {
    await this.downWithout(work);
    if (this.#isRestored || this.wasRefused) await this.#signInAgain();
  }

  /** The same, with nobody signing in again. */
  async downWithout(work: () => Promise<unknown>): Promise<void> {
    await this.house.stop();
    await work();
    await this.start();
  }

  /** Something done to the file with a connection of one's own. */
  tamper(change: (source: DataSource) => Promise<unknown>): Promise<void> {
    return asAttacker(this.file, change);
  }

  /** A journal that says something else, its numbers and its chain put right. */
  rewrite(edit: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
    const { sessionId } = this.meeting;
    return this.tamper(async (source) => {
      await writeJournal(source, sessionId, edit(await entriesOf(source, sessionId)));
    });
  }

  copyTo(name: string): void {
    copyFileSync(this.file, `${this.file}.${name}`);
  }

  putBack(name: string): void {
    for (const end of ['-wal', '-shm']) rmSync(`${this.file}${end}`, { force: true });
    copyFileSync(`${this.file}.${name}`, this.file);
  }

  /** A ballot, one choice for each cell. */
  cast(key: string, ...choices: readonly string[]): Promise<Any> {
    const { sessionId, roundId, reviewIds, tokens } = this.meeting;
    const marked = reviewIds.map((reviewId, at) => ({ reviewId, choice: choices[at] ?? choices[0] }));
    return cast(this.house, tokens[key] ?? '', { sessionId, roundId, choices: marked });
  }

  async castAll(keys: readonly string[], ...choices: readonly string[]): Promise<void> {
    for (const key of keys) {
      expect(await this.cast(key, ...choices)).toMatchObject({ __typename: 'BallotReceipt' });
    }
  }

  order(field: string, more: object = {}): Promise<Any> {
    const { sessionId, roundId, tokens } = this.meeting;
    const round = field.endsWith('Round') ? { roundId } : {};
    return order(this.house, tokens.chair ?? '', field, { sessionId, ...round, ...more });
  }

  async health(): Promise<Any> {
    return (await fetch(`${this.house.address}/health`)).json();
  }

  /** What everybody may know of the newest round. */
  async shown(): Promise<Any> {
    const { sessionId, tokens } = this.meeting;
    const query = `query ($id: ID!) { session(id: $id) { rounds { status turnout
      tallies { counted counts { choice count } } } } }`;
    return (await told(this.house.address, tokens.guest ?? '', query, { id: sessionId })).session.rounds.at(
      -1,
    );
  }

  /** The round is refused everywhere and told, and voiding is the way out: the reviews are voted on again. */
  async isRefused(): Promise<void> {
    expect(await this.order('closeRound')).toMatchObject({ code: 'BALLOTS_ALTERED' });
    expect(await this.order('closeRound')).toMatchObject({ code: 'BALLOTS_ALTERED' });
    const beside = this.#isRestored ? ['RESTORED'] : [];
    const reasons = async () => (await this.health()).reasons.map((one: { code: string }) => one.code);
    expect(await reasons()).toEqual(['BALLOTS_ALTERED', ...beside]);
    const told = this.logged.filter((line) => line.includes('are not those that were cast'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(this.meeting.roundId);
    expect(await this.order('voidRound', { reason: 'Phiếu bị sửa' })).toMatchObject({
      __typename: 'Accepted',
    });
    expect(await reasons()).toEqual(beside);
    this.meeting = { ...this.meeting, roundId: await openRound(this.house, this.meeting) };
    await this.castAll(['chair', 'v1', 'v2'], 'GOOD');
    expect(await this.order('closeRound')).toMatchObject({ __typename: 'Accepted' });
  }

  /** Nothing is wrong: the round is counted, and nothing was complained of. */
  async isCounted(turnout: number): Promise<void> {
    expect(await this.order('closeRound')).toMatchObject({ __typename: 'Accepted' });
    expect(await this.shown()).toMatchObject({
      status: 'CLOSED',
      turnout,
      tallies: [{ counted: turnout }, {}],
    });
    expect(this.logged).toEqual([]);
  }
}

export const keysOf = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => (at === 0 ? 'chair' : `v${at}`));
