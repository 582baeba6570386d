import type { Client } from 'graphql-ws';
import { type Any, type Following, follow, newId, rawSocket, socket, told } from '../support/client.ts';
import type { TestHouse } from '../support/house.ts';
import {
  castDocument,
  convene,
  type Meeting,
  marks,
  openRound,
  order,
  preparation,
  settleAll,
  signIn,
} from '../support/session.ts';

// One session in which everybody comes anew for each round, and goes again, each in one of the ways in which clients go.

const voters = 8;
const cells = 3;
const hourMs = 60 * 60 * 1_000;
const watch = `subscription ($id: ID!) { sessionWatch(sessionId: $id) { cursor session { revision openRound { id turnout }
  reviews { comments { body } } } } }`;
const watchOwn = 'subscription ($id: ID!) { ownWatch(sessionId: $id) { cursor ballots { sealed } } }';
const read = 'subscription ($id: ID!) { sessionEntries(sessionId: $id) { cursor seq } }';

/** Who does not vote and is there all the same. */
const onlookers = ['screen', 'guest', 'teller'];

interface Guest {
  readonly key: string;
  readonly client: Client;
  readonly following: readonly Following<Any>[];
  readonly way: Way;
}

/** In the order in which they take turns. */
const ways = ['COMPLETES', 'CLOSES', 'VANISHES', 'SIGNS_OUT'] as const;
type Way = (typeof ways)[number];

/** A session of so many rounds; in the end all have left, and some of their tokens still hold. */
export class SoakedSession {
  readonly #house: TestHouse;
  readonly #meeting: Meeting;
  readonly #tokens: Map<string, string>;
  /** Sockets that were opened for it. */
  sockets = 0;

  private constructor(house: TestHouse, meeting: Meeting) {
    this.#house = house;
    this.#meeting = meeting;
    this.#tokens = new Map(Object.entries(meeting.tokens));
  }

  static async convene(house: TestHouse): Promise<SoakedSession> {
    return new SoakedSession(house, await convene(house, preparation({ voters, cells })));
  }

  /** Everybody comes, watches, comments, votes, sees the round closed or not, and goes. */
  async round(number: number): Promise<void> {
    const { reviewIds, codes } = this.#meeting;
    const keys = Object.keys(codes);
    const guests = await Promise.all(keys.map((key, at) => this.#enter(key, wayAt(at + number))));
    await this.#passBy();
    const reviewId = reviewIds[number % reviewIds.length];
    await this.#chairs('openReview', { reviewId });
    const speakers = keys.filter((key, at) => key.startsWith('v') && at % 2 === number % 2);
    for (const key of speakers) await this.#orders(key, 'addComment', { reviewId, body: `Ý kiến ${key}` });
    const roundId = await openRound(this.#house, this.#current, {
      method: number % 2 === 0 ? 'SECRET_BALLOT' : 'OPEN_VOTE',
      closesAt: new Date(Date.now() + hourMs).toISOString(),
    });
    const voting = guests.filter(({ key }) => !onlookers.includes(key));
    await Promise.all(voting.map(({ client }) => this.#casts(client, roundId)));
    const early = guests.filter(({ way }) => way === 'CLOSES' || way === 'VANISHES');
    await Promise.all(early.map((guest) => this.#leave(guest)));
    const closed = await this.#chairs('closeRound', { roundId });
    const staying = guests.filter((guest) => !early.includes(guest));
    await Promise.all(staying.map(({ following }) => seen(following, closed.session.revision)));
    await Promise.all(staying.map((guest) => this.#leave(guest)));
    this.sockets += guests.length + 1;
  }

  /** Settles what is left, adjourns, and ends every token. */
  async end(): Promise<void> {
    const { reviewIds } = this.#meeting;
    await this.#tokenOf('chair');
    await settleAll(
      this.#house,
      this.#current,
      reviewIds.map(() => 'GOOD'),
    );
    for (const token of this.#tokens.values()) await this.#signOut(token);
  }

  get #current(): Meeting {
    return { ...this.#meeting, tokens: Object.fromEntries(this.#tokens) };
  }

  async #enter(key: string, way: Way): Promise<Guest> {
    const { sessionId } = this.#meeting;
    const client = socket(this.#house.address, await this.#tokenOf(key));
    const documents = onlookers.includes(key) ? [watch, read] : [watch, read, watchOwn];
    const following = documents.map((query) => follow(client, query, { id: sessionId }));
    await Promise.all(following.map((one) => one.until(() => true)));
    return { key, client, following, way };
  }

  /** Somebody who is gone before there is an answer. */
  async #passBy(): Promise<void> {
    const { address } = this.#house;
    const raw = await rawSocket(address, { token: this.#tokens.get('screen') });
    const variables = { id: this.#meeting.sessionId };
    for (const [id, query] of Object.entries({ watch, read }))
      raw.send({ id, type: 'subscribe', payload: { query, variables } });
    raw.socket.terminate();
    await raw.closed;
  }

  async #casts(client: Client, roundId: string): Promise<void> {
    const { sessionId, reviewIds } = this.#meeting;
    const input = { commandId: newId(), sessionId, roundId, choices: marks(reviewIds) };
    const { castBallot } = await follow(client, castDocument, { input }).until(() => true);
    if (castBallot.__typename !== 'BallotReceipt') throw new Error(JSON.stringify(castBallot));
  }

  async #leave({ key, client, following, way }: Guest): Promise<void> {
    switch (way) {
      case 'COMPLETES':
        for (const one of following) one.stop();
        await Promise.all(following.map(({ ended }) => ended));
        return client.dispose();
      case 'CLOSES':
        return client.dispose();
      case 'VANISHES':
        return client.terminate();
      case 'SIGNS_OUT': {
        const token = this.#tokens.get(key) ?? '';
        this.#tokens.delete(key);
        await this.#signOut(token);
        await Promise.all(following.map(({ ended }) => ended));
        return;
      }
      default:
        return way satisfies never;
    }
  }

  async #tokenOf(key: string): Promise<string> {
    const token = this.#tokens.get(key) ?? (await signIn(this.#house, this.#meeting.codes[key]));
    this.#tokens.set(key, token);
    return token;
  }

  async #signOut(token: string): Promise<void> {
    await told(this.#house.address, token, 'mutation { signOut }');
  }

  #chairs(field: string, input: object): Promise<Any> {
    return this.#orders('chair', field, input);
  }

  async #orders(key: string, field: string, input: object): Promise<Any> {
    const token = await this.#tokenOf(key);
    const answer = await order(this.#house, token, field, { sessionId: this.#meeting.sessionId, ...input });
    if (answer.__typename !== 'Accepted') throw new Error(`${field}: ${JSON.stringify(answer)}`);
    return answer;
  }
}

function wayAt(turn: number): Way {
  return ways[turn % ways.length] ?? 'CLOSES';
}

/** Resolves when the frames that somebody follows have come to this revision. */
async function seen([frames]: readonly Following<Any>[], revision: number): Promise<void> {
  await frames?.until(({ sessionWatch }) => sessionWatch.session.revision >= revision);
}
