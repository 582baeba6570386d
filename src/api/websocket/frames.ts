import { setImmediate } from 'node:timers/promises';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type FieldNode,
  type FormattedExecutionResult,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Pass } from '../../clerk/doorkeeper.ts';
import { Feed, nothingNew } from '../../clerk/feed.ts';
import type { CommittedSnapshot } from '../../clerk/snapshot.ts';
import type { ThrottledBell } from '../../clerk/throttled-bell.ts';
import { audienceOf } from '../../core/show.ts';
import type { Audience } from '../../core/vocabulary.ts';
import type { Language } from '../../words/words.ts';
import { coded, unauthenticated } from '../errors.ts';
import { documentIdOf } from '../limits/documents.ts';
import { askerOf } from '../limits/rate-limits.ts';
import type { Metrics } from '../monitoring/metrics.ts';
import { Context, type FrameSink, type Services } from '../schema/context.ts';

// A frame is executed once and sent to many. A channel is all followers with the same document, the same variables below the root field, the same class
// of viewers and the same language. A frame goes directly to each follower's sink. The feed that graphql-ws reads gives nothing, and only ends.

interface Follower {
  readonly pass: Pass;
  readonly sink: FrameSink;
  readonly feed: Feed<never>;
  /** The seq of the newest frame that it was sent, or of the cursor that it came with. */
  seen: number;
  /** Whether graphql-ws is listening. */
  ready: boolean;
}

interface Channel {
  readonly key: string;
  readonly args: ExecutionArgs;
  readonly audience: Audience;
  readonly language: Language;
  readonly followers: Set<Follower>;
  /** Whether this program wrote the document, or the document asks for little. Other channels come after these. */
  readonly comesFirst: boolean;
  /** Whether it waits for its turn. When that comes, it shows what is newest then. */
  waits: boolean;
  latest: { readonly seq: number; readonly payload: string; readonly snapshot: CommittedSnapshot } | null;
  /** The frame that is being made. */
  making: Promise<void> | null;
}

interface SessionChannels {
  readonly channels: Map<string, Channel>;
  stop: () => void;
}

export interface Following {
  readonly args: ExecutionArgs;
  /** After coercion, so that followers with equal variables share a channel. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: Context;
  readonly sessionId: string;
  readonly after: string | null;
}

type FrameMetrics = Pick<Metrics, 'frame' | 'delivered'>;

export class Frames {
  readonly #services: Services;
  readonly #throttledBell: ThrottledBell;
  readonly #present: (result: ExecutionResult) => FormattedExecutionResult;
  readonly #metrics: FrameMetrics;
  readonly #bySession = new Map<string, SessionChannels>();
  readonly #documents = new WeakMap<DocumentNode, { id: string; names: Map<string, readonly string[]> }>();

  constructor(
    services: Services,
    throttledBell: ThrottledBell,
    present: (result: ExecutionResult) => FormattedExecutionResult,
    metrics: FrameMetrics,
  ) {
    this.#metrics = metrics;
    this.#services = services;
    this.#throttledBell = throttledBell;
    this.#present = present;
  }

  /** How many followers there are. */
  get followers(): number {
    let sum = 0;
    for (const { channels } of this.#bySession.values()) {
      for (const { followers } of channels.values()) sum += followers.size;
    }
    return sum;
  }

  /** Follows a session. Sends the newest frame at once, unless nothing changed for this viewer since `after`, then one for each change. Throws coded errors. */
  async follow({ args, variables, context, sessionId, after }: Following): Promise<Feed<never>> {
    const { pass, frameSink } = context;
    if (pass === null || frameSink === null) throw unauthenticated();
    const { clerk } = this.#services;
    const found = await context.look(sessionId);
    if (found === null) {
      throw coded('FORBIDDEN', 'There is no such session, or it is none of yours.');
    }
    const { snapshot, audience } = found;
    const seen = after === null ? 0 : await clerk.place(snapshot, after);
    if (seen === null)
      throw coded('CURSOR_INVALID', 'This cursor is of another journal. Watch again without it.');

    const key = JSON.stringify([sessionId, this.#keyOf(args, variables), audience, context.language]);
    const { asker } = context.turn;
    const end =
      asker === null
        ? () => {}
        : this.#services.subscriptionCosts.begin(asker.name, key, context.report.cost);
    const sessionChannels = this.#sessionChannels(sessionId);
    const channel = this.#channel(sessionChannels, { key, args, audience, context });
    const feed: Feed<never> = new Feed<never>({
      pull: () => {
        follower.ready = true;
        this.#serve(channel, follower);
        return nothingNew;
      },
      leave: () => {
        end();
        this.#leave(sessionId, sessionChannels, channel, follower);
      },
    });
    const follower: Follower = { pass, sink: frameSink, feed, seen, ready: false };
    channel.followers.add(follower);
    try {
      await this.#renew(channel, clerk.glance(sessionId) ?? snapshot);
    } catch (error) {
      await feed.return();
      throw error;
    }
    return feed;
  }

  /** Sends the channel's frame to a follower that has not seen it. Checks the follower's rights each time. */
  #serve(channel: Channel, follower: Follower): void {
    const { latest, audience } = channel;
    if (latest === null || !follower.ready || follower.seen >= latest.snapshot.changedAt[audience]) return;
    if (!this.#services.doorkeeper.isLive(follower.pass)) {
      follower.feed.fail(unauthenticated());
    } else if (audienceOf(latest.snapshot.session, follower.pass.actor) !== audience) {
      follower.feed.fail(coded('FORBIDDEN', 'What you may see of this session has changed. Watch it again.'));
    } else {
      follower.seen = latest.seq;
      follower.sink.send(latest.payload);
      this.#metrics.delivered();
    }
  }

  #sessionChannels(sessionId: string): SessionChannels {
    const known = this.#bySession.get(sessionId);
    if (known !== undefined) return known;
    const sessionChannels: SessionChannels = { channels: new Map(), stop: () => undefined };
    sessionChannels.stop = this.#throttledBell.listen(
      sessionId,
      () => void this.#cut(sessionId, sessionChannels),
    );
    this.#bySession.set(sessionId, sessionChannels);
    return sessionChannels;
  }

  #leave(sessionId: string, sessionChannels: SessionChannels, channel: Channel, follower: Follower): void {
    channel.followers.delete(follower);
    if (channel.followers.size === 0) sessionChannels.channels.delete(channel.key);
    if (sessionChannels.channels.size > 0 || this.#bySession.get(sessionId) !== sessionChannels) return;
    sessionChannels.stop();
    this.#bySession.delete(sessionId);
  }

  async #cut(sessionId: string, sessionChannels: SessionChannels): Promise<void> {
    try {
      const snapshot = this.#services.clerk.glance(sessionId) ?? (await this.#services.clerk.look(sessionId));
      if (snapshot === null) return;
      const contexts = new Map<string, Context>();
      let made = 0;
      for (const channel of [...sessionChannels.channels.values()]) {
        if (!channel.comesFirst) void this.#renewInTurn(sessionId, channel);
        else {
          // Ballots are heard between two frames.
          if (made > 0) await setImmediate();
          made += 1;
          await this.#renew(channel, snapshot, contexts);
        }
      }
    } catch (error) {
      for (const channel of sessionChannels.channels.values()) fail(channel, error);
    }
  }

  /** Makes the frame of a dear document that this program did not write, when its turn comes and as of then. */
  async #renewInTurn(sessionId: string, channel: Channel): Promise<void> {
    if (channel.waits) return;
    const [first] = channel.followers;
    if (first === undefined) return;
    const { of, name } = askerOf(first.pass, '');
    const asker = { of, name: `frames of ${name}` };
    const askers = new Set([...channel.followers].map(({ pass }) => askerOf(pass, '').name));
    channel.waits = true;
    let end = () => {};
    try {
      await this.#services.turnstile.pass(asker.name);
      end = await this.#services.pacer.begin(asker, { shares: askers.size });
      channel.waits = false;
      if (channel.followers.size === 0) return;
      const snapshot = this.#services.clerk.glance(sessionId) ?? (await this.#services.clerk.look(sessionId));
      if (snapshot !== null) await this.#renew(channel, snapshot);
    } catch (error) {
      fail(channel, error);
    } finally {
      channel.waits = false;
      end();
    }
  }

  /** Makes the channel's frame as of this state, unless it has it already, and sends it to the followers that have not seen it. */
  async #renew(
    channel: Channel,
    snapshot: CommittedSnapshot,
    contexts = new Map<string, Context>(),
  ): Promise<void> {
    while (channel.making !== null) await channel.making;
    if (channel.latest !== null && channel.latest.seq >= snapshot.changedAt[channel.audience]) return;
    channel.making = this.#make(channel, snapshot, contexts).finally(() => {
      channel.making = null;
    });
    await channel.making;
    for (const follower of channel.followers) this.#serve(channel, follower);
  }

  async #make(channel: Channel, snapshot: CommittedSnapshot, contexts: Map<string, Context>): Promise<void> {
    const { audience, language, args } = channel;
    const key = `${audience} ${language}`;
    const nobody = { pass: null, token: null, language, address: '', inFrame: true };
    const context = contexts.get(key) ?? new Context(this.#services, nobody);
    contexts.set(key, context);
    const sessionView = context.sessionViewFor(snapshot, audience);
    const frame = { cursor: sessionView.cursor, session: () => sessionView.session() };
    const result = await execute({ ...args, rootValue: frame, contextValue: context });
    this.#metrics.frame();
    channel.latest = { seq: snapshot.head.seq, payload: JSON.stringify(this.#present(result)), snapshot };
  }

  #channel(
    sessionChannels: SessionChannels,
    of: Pick<Channel, 'key' | 'args' | 'audience'> & { context: Context },
  ): Channel {
    const { key, args, audience, context } = of;
    const known = sessionChannels.channels.get(key);
    if (known !== undefined) return known;
    const channel: Channel = {
      key,
      args,
      audience,
      language: context.language,
      followers: new Set(),
      comesFirst: context.turn.asker === null || context.report.isLight,
      waits: false,
      latest: null,
      making: null,
    };
    sessionChannels.channels.set(key, channel);
    return channel;
  }

  #keyOf({ document, operationName }: ExecutionArgs, variables: Following['variables']): unknown {
    let known = this.#documents.get(document);
    if (known === undefined) {
      known = { id: documentIdOf(document.loc?.source.body ?? ''), names: new Map() };
      this.#documents.set(document, known);
    }
    const name = operationName ?? '';
    let names = known.names.get(name);
    if (names === undefined) {
      const operation = getOperationAST(document, operationName);
      names = operation ? variablesBelowRoot(document, operation) : [];
      known.names.set(name, names);
    }
    return [known.id, name, names.map((one) => (one in variables ? [variables[one]] : []))];
  }
}

function fail({ followers }: Channel, error: unknown): void {
  for (const { feed } of [...followers]) feed.fail(error);
}

/** Returns the variables that are used below the root field. */
function variablesBelowRoot(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  const names = new Set<string>();
  const collect = { Variable: (node: { name: { value: string } }) => void names.add(node.name.value) };
  const withoutArguments = (field: FieldNode): FieldNode => ({ ...field, arguments: [] });
  for (const selection of operation.selectionSet.selections) {
    visit(selection.kind === Kind.FIELD ? withoutArguments(selection) : selection, collect);
  }
  for (const fragment of fragmentsOf(document)) visit(fragment, collect);
  return [...names].sort();
}

/** Returns the one root field of a subscription, also where it stands in a fragment. */
export function rootField(document: DocumentNode, { selections }: SelectionSetNode): FieldNode | undefined {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) return selection;
    const set =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : fragmentsOf(document).find((fragment) => fragment.name.value === selection.name.value)
            ?.selectionSet;
    const field = set === undefined ? undefined : rootField(document, set);
    if (field !== undefined) return field;
  }
  return undefined;
}

function fragmentsOf(document: DocumentNode): readonly FragmentDefinitionNode[] {
  return document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
}
