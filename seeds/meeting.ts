// The seats and the screen of the sample session, each with a client of its own, and the operations that they send.

import { type Address, Client, post } from './client.ts';
import { commandIdOf, type Run } from './run.ts';
import { conference } from './vinh-loc-2023/conference.ts';
import { Newest } from './wait.ts';
import type {
  Accepted,
  BallotReceipt,
  Credential,
  OwnView,
  PreparedSession,
  Refusal,
  ScreenFrame,
} from './wire.ts';

type Input = Record<string, unknown>;

/** The ids and codes that preparing the session gave, by the sample's own keys. `itemKeys` has the keys of the agenda's items by the ids of their reviews. */
export interface PreparedMeeting {
  sessionId: string;
  organizationId: string;
  reviewIds: ReadonlyMap<string, string>;
  itemKeys: ReadonlyMap<string, string>;
  seatCodes: ReadonlyMap<string, string>;
  screenCode: string;
}

export class Seat {
  readonly own = new Newest<OwnView>();

  constructor(
    readonly key: string,
    readonly name: string,
    readonly id: string,
    readonly client: Client,
    private readonly run: Run,
    private readonly sessionId: string,
  ) {
    client.watch<OwnView>(
      'WatchOwn',
      { sessionId },
      { next: (view) => this.own.take(view), failed: (error) => this.own.fail(error) },
    );
  }

  /**
   * Sends a command under the id of this step, and returns its answer. Where `fresh` is false, an earlier process sent it already, and this is the same answer
   * with the session as it is now. Throws where the command is refused.
   */
  async command(step: string, operation: string, input: Input = {}): Promise<Accepted & { fresh: boolean }> {
    const answer = this.#accepted(step, await this.#ask<Accepted>(step, operation, input));
    return { ...answer, fresh: answer.cursor === answer.session.cursor };
  }

  /**
   * Casts a ballot and returns its receipt. Returns null where somebody voted for this seat on its page before. Throws where it is refused for another reason.
   */
  async cast(
    step: string,
    roundId: string,
    choices: { reviewId: string; choice: string }[],
  ): Promise<BallotReceipt | null> {
    const answer = await this.#ask<BallotReceipt>(step, 'CastBallot', { roundId, choices });
    if (answer.__typename === 'Refusal' && answer.code === 'ALREADY_VOTED') return null;
    return this.#accepted(step, answer);
  }

  #commandId(step: string): string {
    return commandIdOf(this.run.id, `${this.key}/${step}`);
  }

  #ask<Answer>(step: string, operation: string, input: Input): Promise<Answer | Refusal> {
    const commandId = this.#commandId(step);
    return this.client.ask(operation, { input: { commandId, sessionId: this.sessionId, ...input } });
  }

  #accepted<Answer extends { commandId: string }>(step: string, answer: Answer | Refusal): Answer {
    const accepted = unlessRefused(`${this.name}, ${step}`, answer);
    if (accepted.commandId !== this.#commandId(step))
      throw new Error(`${step}: the answer is another command's`);
    return accepted;
  }
}

export interface Screen {
  client: Client;
  token: string;
  frames: Newest<ScreenFrame>;
}

export function unlessRefused<Answer>(what: string, answer: Answer | Refusal): Answer {
  const refusal = answer as Partial<Refusal>;
  if (refusal.__typename !== 'Refusal') return answer as Answer;
  const faults = (refusal.faults ?? []).map((fault) => ` ${fault.path.join('.')}: ${fault.message}`);
  throw new Error(`${what}: ${refusal.code}: ${refusal.message}${faults.join(';')}`);
}

export async function prepare(administrator: Client, run: Run): Promise<PreparedMeeting> {
  const commandId = commandIdOf(run.id, 'prepare');
  const answer = await administrator.ask<PreparedSession | Refusal>('PrepareSession', {
    input: { commandId, ...conference },
  });
  const { session, accessCodes } = unlessRefused('prepare', answer);
  const codeOf = (name: string | undefined): string => {
    const found = accessCodes.find((one) => one.seat?.person.fullName === name);
    if (!found) throw new Error(`no access code for ${name ?? 'screens'}`);
    return found.code;
  };
  const byPosition = [...session.reviews].sort((a, b) => a.position - b.position);
  const reviewIds = new Map<string, string>();
  for (const [index, item] of conference.agenda.entries()) {
    const review = byPosition[index];
    if (review?.subject.name !== item.name) throw new Error(`the agenda has no ${item.name} at ${index + 1}`);
    reviewIds.set(item.key, review.id);
  }
  return {
    sessionId: session.id,
    organizationId: session.organization.id,
    reviewIds,
    itemKeys: new Map([...reviewIds].map(([key, id]) => [id, key])),
    seatCodes: new Map(conference.seats.map((seat) => [seat.key, codeOf(seat.fullName)])),
    screenCode: codeOf(undefined),
  };
}

async function signIn(address: Address, code: string): Promise<Credential> {
  return unlessRefused('sign in', await post<Credential | Refusal>(address, 'SignIn', { input: { code } }));
}

export async function seatAll(
  address: Address,
  run: Run,
  prepared: PreparedMeeting,
): Promise<Map<string, Seat>> {
  const seats = await Promise.all(
    conference.seats.map(async ({ key, fullName }) => {
      const { token, viewer } = await signIn(address, prepared.seatCodes.get(key) ?? '');
      if (!viewer.seat) throw new Error(`the code of ${fullName} is no seat's`);
      const client = new Client(address, token);
      return new Seat(key, fullName, viewer.seat.id, client, run, prepared.sessionId);
    }),
  );
  return new Map(seats.map((seat) => [seat.key, seat]));
}

/** Signs in with the screens' code and follows the session. It calls `onFrame` with every frame, before those are told who wait for one. */
export async function openScreen(
  address: Address,
  prepared: PreparedMeeting,
  onFrame: (frame: ScreenFrame) => void,
): Promise<Screen> {
  const { token } = await signIn(address, prepared.screenCode);
  const client = new Client(address, token);
  const frames = new Newest<ScreenFrame>();
  const variables: { sessionId: string; after?: string } = { sessionId: prepared.sessionId };
  client.watch<ScreenFrame>('WatchScreen', variables, {
    next(frame) {
      variables.after = frame.cursor;
      onFrame(frame);
      frames.take(frame);
    },
    failed: (error) => frames.fail(error),
  });
  return { client, token, frames };
}
