import { randomUUID } from 'node:crypto';
import { type ArgsDictionary, Resolver, Root, Subscription } from 'type-graphql';
import { cursorOf } from '../../../clerk/cursor.ts';
import { type Entry, eventOf } from '../../../clerk/entry.ts';
import { Feed, nothingNew } from '../../../clerk/feed.ts';
import type { CommittedSnapshot } from '../../../clerk/snapshot.ts';
import type { SessionEvent } from '../../../core/event.ts';
import { audienceOf } from '../../../core/show.ts';
import { showEntry } from '../../../core/show-entry.ts';
import { openRoundOf, seatOf } from '../../../core/state.ts';
import { coded, unauthenticated } from '../../errors.ts';
import { AfterArg, SessionIdArg } from '../arguments.ts';
import type { Context } from '../context.ts';
import { JournalEntry, SessionFrame } from '../types/journal.ts';
import { OwnView } from '../types/viewer.ts';

const entriesPerRead = 100;

@Resolver()
export class LiveResolver {
  @Subscription(() => SessionFrame, {
    description:
      "The newest view of the session each time it changes for viewers of this one's rights: at once on subscribing (silent if nothing has changed for them since `after`), then at most ten times a second. Steps in between may be skipped, the last one never is. The same for all viewers of like rights and language.",
    subscribe: () => {
      throw new Error('frames are followed, not subscribed to: see frames.ts');
    },
  })
  sessionWatch(
    @Root() frame: SessionFrame,
    @SessionIdArg() _sessionId: string,
    @AfterArg() _after?: string | null,
  ): SessionFrame {
    return frame;
  }

  @Subscription(() => OwnView, {
    description: 'What only the asking seat may know, at once and whenever it changes.',
    subscribe: ({ args, context }) => followOwn(context as Context, args),
  })
  ownWatch(@Root() own: OwnView, @SessionIdArg() _sessionId: string): OwnView {
    return own;
  }

  @Subscription(() => JournalEntry, {
    description:
      'Every journal entry that this viewer may read, once each, in order, none skipped, starting after `after` or at the beginning. Entries that are written meanwhile follow without a gap. A cursor of another journal: CURSOR_INVALID.',
    subscribe: ({ args, context }) => followEntries(context as Context, args),
  })
  sessionEntries(
    @Root() entry: JournalEntry,
    @SessionIdArg() _sessionId: string,
    @AfterArg() _after?: string | null,
  ): JournalEntry {
    return entry;
  }
}

async function snapshotFor(context: Context, sessionId: string): Promise<CommittedSnapshot> {
  if (context.pass === null) throw unauthenticated();
  const found = await context.look(sessionId);
  if (found === null) {
    throw coded('FORBIDDEN', 'There is no such session, or it is none of yours.');
  }
  return found.snapshot;
}

/** Returns the session as it is now. Throws where the viewer may not see it any more. */
async function stillFor(context: Context, sessionId: string): Promise<CommittedSnapshot> {
  if (context.pass === null || !context.services.doorkeeper.isLive(context.pass)) throw unauthenticated();
  const snapshot = context.services.clerk.glance(sessionId) ?? (await context.services.clerk.look(sessionId));
  if (snapshot === null || audienceOf(snapshot.session, context.actor) === null) {
    throw coded('FORBIDDEN', 'This session is none of yours any more.');
  }
  return snapshot;
}

async function followOwn(context: Context, args: ArgsDictionary): Promise<AsyncIterable<OwnView>> {
  const sessionId = String(args.sessionId);
  const { actor } = context;
  await snapshotFor(context, sessionId);
  if (actor.kind !== 'SEAT') throw coded('FORBIDDEN', 'Only a seat has an own view.');
  let seen = '';
  let stop = begun(context);
  const feed = new Feed<OwnView>({
    pull: async () => {
      const snapshot = await stillFor(context, sessionId);
      const print = fingerprint(snapshot, actor.seatId);
      if (print === seen) return nothingNew;
      seen = print;
      const audience = audienceOf(snapshot.session, actor);
      if (audience === null) return nothingNew;
      if (await waited(context)) await stillFor(context, sessionId);
      return context.sessionViewFor(snapshot, audience).own(actor.seatId);
    },
    leave: () => stop(),
  });
  stop = both(
    stop,
    context.services.throttledBell.listen(sessionId, () => feed.wake()),
  );
  return feed;
}

const both = (first: () => void, second: () => void) => () => {
  first();
  second();
};

/**
 * Waits for the turn of a document that is not this program's and that asks for much. Resolves to whether it had to wait, because rights may have ended
 * meanwhile.
 */
async function waited({ turn, report }: Context): Promise<boolean> {
  if (report.isLight) return false;
  turn.end();
  await turn.begin();
  return turn.asker !== null;
}

/** Counts a document that is not this program's and is executed for one follower alone. Returns a function that ends this. */
function begun({ turn, services, report }: Context): () => void {
  const end =
    turn.asker === null
      ? () => {}
      : services.subscriptionCosts.begin(turn.asker.name, randomUUID(), report.cost);
  return () => {
    end();
    turn.end();
  };
}

/** Returns a text that differs where this seat's own view differs. */
function fingerprint({ session, roundsChangedAt }: CommittedSnapshot, seatId: string): string {
  const round = openRoundOf(session);
  const place = round?.electorate.get(seatId);
  const cast = round === undefined || place === undefined ? 0 : round.cast[place];
  const own = { seat: seatOf(session, seatId), presence: session.presence.get(seatId) };
  return `${roundsChangedAt} ${cast} ${JSON.stringify(own)}`;
}

async function followEntries(context: Context, args: ArgsDictionary): Promise<AsyncIterable<JournalEntry>> {
  const sessionId = String(args.sessionId);
  const snapshot = await snapshotFor(context, sessionId);
  const { clerk } = context.services;
  const after = typeof args.after === 'string' ? args.after : null;
  const start = after === null ? 0 : await clerk.place(snapshot, after);
  if (start === null) {
    throw coded('CURSOR_INVALID', 'This cursor is of another journal. Read again from the beginning.');
  }
  let seen = start;
  let ahead: readonly Entry[] = [];
  let stop = begun(context);
  const feed = new Feed<JournalEntry>({
    pull: async () => {
      const now = await stillFor(context, sessionId);
      if (ahead.length === 0) {
        if (now.head.seq <= seen) return nothingNew;
        ahead = await clerk.entries(now, seen, entriesPerRead);
      }
      const [entry, ...rest] = ahead;
      if (entry === undefined) return nothingNew;
      ahead = rest;
      seen = entry.seq;
      const still = (await waited(context)) ? await stillFor(context, sessionId) : now;
      return entryOf(entry, still, context);
    },
    leave: () => stop(),
  });
  stop = both(
    stop,
    clerk.bell.listen(sessionId, () => feed.wake()),
  );
  return feed;
}

function entryOf(entry: Entry, snapshot: CommittedSnapshot, context: Context): JournalEntry {
  const audience = audienceOf(snapshot.session, context.actor);
  if (audience === null) throw coded('FORBIDDEN', 'This session is none of yours any more.');
  const sessionView = context.sessionViewFor(snapshot, audience);
  const shown = showEntry(snapshot.session, eventOf(entry) as SessionEvent, audience);
  const { seatId, reviewId, roundId, commentId, responseId, presence, tallies, outcome } = shown;
  return {
    cursor: cursorOf(entry),
    seq: entry.seq,
    at: entry.atMs,
    type: entry.type,
    seat: () => (seatId !== null && sessionView.has('seats', seatId) ? sessionView.seat(seatId) : null),
    review: () =>
      reviewId !== null && sessionView.has('reviews', reviewId) ? sessionView.review(reviewId) : null,
    round: () => (roundId !== null && sessionView.has('rounds', roundId) ? sessionView.round(roundId) : null),
    comment: () => (commentId === null ? null : sessionView.comment(commentId)),
    response: () => (responseId === null ? null : sessionView.response(responseId)),
    presence,
    tallies: tallies === null ? null : () => tallies.map((tally) => sessionView.tally(tally)),
    outcome: outcome === null ? null : () => sessionView.outcome(outcome),
    hash: entry.hash,
  };
}
