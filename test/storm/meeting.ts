import type { Client } from 'graphql-ws';
import type { Chance } from '../support/chance.ts';
import { preparation } from '../support/session.ts';
import { type Reader, readEntries, watchFrames, watchOwn } from './followers.ts';
import { adminToken } from './server.ts';
import { type Any, letGo, type World } from './world.ts';

// One session from preparing to adjourning and after, played over sockets by people who never give up.

const maxInWave = 16;
const marks = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED', 'NOT_RATED', 'BLANK'];

interface Person {
  readonly key: string;
  readonly seatId: string;
  token: string;
  client: Client;
}

/** What a ballot holds, by its command; whether it counts is up to the receipts. */
interface Sheet {
  readonly commandId: string;
  readonly choices: readonly { readonly reviewId: string; readonly choice: string }[];
  fate: 'RECEIPT' | 'REFUSED' | 'DESERTED';
}

export interface PlayedRound {
  readonly sessionId: string;
  readonly roundId: string;
  readonly reviewIds: readonly string[];
  readonly ending: 'CLOSE' | 'VOID' | 'CLOCK';
  readonly sheets: Sheet[];
}

export interface Record {
  readonly rounds: PlayedRound[];
  readonly readers: Reader[];
  /** Tokens and keys that open something, and those that do no more. */
  readonly live: Set<string>;
  readonly ended: Set<string>;
  /** Results that one decision was recorded on. */
  readonly decided: string[];
  readonly adjourned: string[];
}

export const newRecord = (): Record => ({
  rounds: [],
  readers: [],
  live: new Set(),
  ended: new Set(),
  decided: [],
  adjourned: [],
});

/** `tag` is in no other meeting's names: no result supersedes another's, and a search finds them. */
function preparationOf(voters: number, tag: string): Any {
  const { seats, ...usual } = preparation({ voters });
  return {
    ...usual,
    organization: { name: 'Đảng bộ xã Bão', superior: { name: 'Đảng bộ huyện Bão' } },
    title: 'Hội nghị trong bão',
    seats: seats.filter(({ role }: Any) => role !== 'TELLER'),
    agenda: [
      { key: 'own', kind: 'PARTY_MEMBER', name: 'Ủy viên chair', seatKey: 'chair' },
      { key: 'c1', kind: 'PARTY_CELL', name: `Chi bộ ${tag} 1` },
      { key: 'c2', kind: 'PARTY_CELL', name: `Chi bộ ${tag} 2` },
    ],
  };
}

export class Meeting {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #admin: Person;
  readonly #record: Record;
  readonly #clients: Client[] = [];
  #people: Person[] = [];
  readonly #tag: string;
  #sessionId = '';
  #reviewIds: readonly string[] = [];

  constructor(world: World, chance: Chance, admin: Person, record: Record) {
    this.#world = world;
    this.#chance = chance;
    this.#admin = admin;
    this.#record = record;
    this.#tag = chance.id().slice(0, 8);
  }

  async play(voters: number): Promise<void> {
    const screen = await this.#gather(voters);
    const { reader } = screen;
    for (const reviewId of this.#reviewIds) await this.#discuss(reviewId);
    const rounds = 3 + this.#chance.below(4);
    for (let round = 0; round < rounds; round += 1) {
      await this.#vote(reader);
      if (this.#chance.is(0.5)) await this.#reissue();
    }
    await this.#finish();
    for (const client of this.#clients) await letGo(client);
    for (const person of this.#people) await letGo(person.client);
  }

  get #chair(): Person {
    return this.#people[0] as Person;
  }

  async #do(who: Person, field: string, input: Any): Promise<Any> {
    const answer = await this.#world.command(who, field, { sessionId: this.#sessionId, ...input });
    if (answer.__typename === 'Refusal') this.#world.fault(`${field} was refused: ${answer.message}`);
    return answer;
  }

  #client(token: string | null): Client {
    const client = this.#world.client(token);
    this.#clients.push(client);
    return client;
  }

  async #gather(voters: number): Promise<{ reader: Reader }> {
    const input = { ...preparationOf(voters, this.#tag), commandId: this.#chance.id() };
    const prepared = await this.#world.command(this.#admin, 'prepareSession', input);
    if (prepared.__typename === 'Refusal') throw new Error(prepared.message);
    this.#sessionId = prepared.session.id;
    this.#reviewIds = prepared.session.reviews.map(({ id }: Any) => id);
    const codeOf = new Map<string | null, string>(
      prepared.accessCodes.map(({ seat, code }: Any) => [seat?.id ?? null, code]),
    );
    this.#people = await Promise.all(
      prepared.session.seats.map(async ({ id, person }: Any) => {
        const token = await this.#world.signIn(codeOf.get(id) ?? '');
        this.#record.live.add(token);
        return {
          key: person.fullName.replace('Ủy viên ', ''),
          seatId: id,
          token,
          client: this.#world.client(token),
        };
      }),
    );
    this.#people.sort((one, other) => Number(other.key === 'chair') - Number(one.key === 'chair'));
    const screen = this.#client(await this.#world.signIn(codeOf.get(null) ?? ''));
    const reader = readEntries(this.#world, screen, this.#sessionId);
    this.#record.readers.push(reader, readEntries(this.#world, this.#chair.client, this.#sessionId));
    watchFrames(this.#world, screen, this.#sessionId);
    await Promise.all(this.#voters.map((person) => this.#do(person, 'checkIn', {})));
    // A third of them keeps its socket open all the time; the others come when they have something to say.
    for (const person of this.#voters.filter(() => this.#chance.is(1 / 3)))
      watchOwn(this.#world, person.client, this.#sessionId);
    await this.#do(this.#chair, 'conveneSession', {});
    return { reader };
  }

  get #voters(): readonly Person[] {
    return this.#people.filter(({ key }) => key !== 'Khách');
  }

  async #discuss(reviewId: string): Promise<void> {
    await this.#do(this.#chair, 'openReview', { reviewId });
    await this.#do(this.#chair, 'presentReport', { reviewId, report: { achievements: 'Hoàn thành' } });
    const speakers = this.#voters.filter(() => this.#chance.is(0.1));
    await Promise.all(
      speakers.map((person) => this.#do(person, 'addComment', { reviewId, body: `Ý kiến ${person.key}` })),
    );
    const guest = this.#people.find(({ key }) => key === 'Khách') as Person;
    const presence = this.#chance.of(['PRESENT', 'EXCUSED', 'ABSENT']);
    await this.#do(this.#chair, 'recordPresence', { seatId: guest.seatId, presence });
  }

  async #vote(reader: Reader): Promise<void> {
    const chance = this.#chance;
    const ending = chance.is(0.15) ? 'VOID' : chance.is(0.15) ? 'CLOCK' : 'CLOSE';
    const secret = chance.is(0.75);
    const reviewIds = chance.is(0.5) ? this.#reviewIds : this.#reviewIds.slice(1);
    const opening: Any = { reviewIds, method: secret ? 'SECRET_BALLOT' : 'OPEN_VOTE' };
    if (ending === 'CLOCK') opening.durationSeconds = 3;
    const commandId = chance.id();
    const opened = await this.#world.command(this.#chair, 'openRound', {
      commandId,
      sessionId: this.#sessionId,
      ...opening,
    });
    if (opened.__typename === 'Refusal') return this.#world.fault(`openRound was refused: ${opened.message}`);
    const rounds = await this.#world.ask(
      this.#chair.client,
      'query ($id: ID!) { session(id: $id) { rounds { id } } }',
      { id: this.#sessionId },
    );
    const roundId = rounds.rounds.at(-1)?.id;
    if (roundId === undefined) throw new Error('openRound was accepted, and there is no round');
    const round: PlayedRound = { sessionId: this.#sessionId, roundId, reviewIds, ending, sheets: [] };
    this.#record.rounds.push(round);
    const casting = await this.#castInWaves(round);
    if (ending === 'CLOCK') {
      if ((await reader.over(roundId)) === 'STOPPED') await this.#close(roundId, casting);
    } else {
      // Some rounds end with ballots on their way: those get a receipt or ROUND_NOT_OPEN, and count or do not.
      if (chance.is(0.7)) await Promise.all(casting);
      if (ending === 'VOID') await this.#do(this.#chair, 'voidRound', { roundId, reason: 'Kiểm phiếu lại' });
      else await this.#close(roundId, casting);
    }
    await Promise.all(casting);
  }

  async #close(roundId: string, casting: readonly Promise<void>[]): Promise<void> {
    const input = { sessionId: this.#sessionId, roundId };
    const first = await this.#world.command(this.#chair, 'closeRound', input);
    if (first.__typename !== 'Refusal') return;
    // Where a kill took a ballot of the few that were there, one or two are not counted [R41]: the others are waited for.
    if (first.code !== 'TOO_FEW_BALLOTS')
      return this.#world.fault(`closeRound was refused: ${first.message}`);
    await Promise.all(casting);
    await this.#do(this.#chair, 'closeRound', { roundId });
  }

  /** As in a room: a few at a time, each wave when the one before it is answered. Returns what the last of them have sent. */
  async #castInWaves(round: PlayedRound): Promise<readonly Promise<void>[]> {
    let left = this.#voters;
    while (left.length > maxInWave) {
      const size = 1 + this.#chance.below(maxInWave);
      await Promise.all(left.slice(0, size).flatMap((person) => this.#casts(person, round)));
      left = left.slice(size);
    }
    return left.flatMap((person) => this.#casts(person, round));
  }

  /** One ballot; or two that race, of which one counts; or the same one twice; or one whose sender goes away. */
  #casts(person: Person, round: PlayedRound): Promise<void>[] {
    const sheet = (): Sheet & { readonly input: Any } => {
      const choices = round.reviewIds
        .filter((reviewId) => person.key !== 'chair' || reviewId !== this.#reviewIds[0])
        .map((reviewId) => ({ reviewId, choice: this.#chance.of(marks) }));
      const commandId = this.#chance.id();
      const input = { commandId, sessionId: this.#sessionId, roundId: round.roundId, choices };
      return { commandId, choices, fate: 'REFUSED', input };
    };
    const one = sheet();
    round.sheets.push(one);
    const send = async (it: typeof one, way: 'command' | 'desert') => {
      const answer = await this.#world[way](person, 'castBallot', it.input);
      if (answer === null) it.fate = 'DESERTED';
      else if (answer.__typename === 'BallotReceipt') it.fate = 'RECEIPT';
      else if (!['ROUND_NOT_OPEN', 'ALREADY_VOTED'].includes(answer.code))
        this.#world.fault(`a ballot was refused: ${answer.code}`);
    };
    const manner = this.#chance.share();
    if (manner < 0.1) return [send(one, 'desert')];
    if (manner < 0.2) return [send(one, 'command'), send(one, 'command')];
    if (manner > 0.3) return [send(one, 'command')];
    const other = sheet();
    round.sheets.push(other);
    return [send(one, 'command'), send(other, 'command')];
  }

  /** A new code for a seat: its former token ends, whatever happens. */
  async #reissue(): Promise<void> {
    const at = 1 + this.#chance.below(this.#people.length - 1);
    const person = this.#people[at] as Person;
    const former = person.token;
    await letGo(person.client);
    this.#record.live.delete(former);
    const issued = await this.#do(this.#admin, 'issueAccessCode', { seatId: person.seatId });
    this.#record.ended.add(former);
    person.token = await this.#world.signIn(issued.accessCode);
    person.client = this.#world.client(person.token);
    this.#record.live.add(person.token);
  }

  async #finish(): Promise<void> {
    for (const reviewId of this.#reviewIds) {
      const settlement = { reviewId, level: 'COMPLETED', reason: 'Tập thể thống nhất' };
      await this.#do(this.#chair, 'settleOutcome', settlement);
    }
    await this.#do(this.#chair, 'adjournSession', {});
    this.#record.adjourned.push(this.#sessionId);
    const made = await this.#world.command(this.#admin, 'createApiKey', { name: 'Ban Tổ chức' });
    this.#record.live.add(made.key);
    if (this.#chance.is(0.5)) {
      this.#record.live.delete(made.key);
      await this.#world.command(this.#admin, 'revokeApiKey', { id: made.id });
      this.#record.ended.add(made.key);
    }
    const found = await this.#world.ask(
      this.#admin.client,
      'query ($search: String) { results(first: 1, filter: { search: $search }) { edges { node { id } } } }',
      { search: this.#tag },
    );
    const resultId = found.edges[0]?.node.id;
    if (resultId === undefined)
      return this.#world.fault(`${this.#sessionId} was adjourned without a result of ${this.#tag}`);
    const decision = { resultId, level: 'GOOD', decidedBy: 'Huyện ủy', reason: 'Xem xét lại' };
    await this.#world.command(this.#admin, 'recordDecision', decision);
    this.#record.decided.push(resultId);
  }
}

export function administrator(world: World): Person {
  return { key: 'admin', seatId: '', token: adminToken, client: world.client(adminToken) };
}
