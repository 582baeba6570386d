import fc from 'fast-check';
import type { SessionCommand } from '../../src/core/command.ts';
import { disclosuresOf, disclosuresOfResult } from '../../src/core/disclosure.ts';
import type { Due } from '../../src/core/release.ts';
import { type RoundView, show, showDisclosures, type View } from '../../src/core/show.ts';
import { showEntry } from '../../src/core/show-entry.ts';
import type { Session } from '../../src/core/state.ts';
import { type Audience, audiences, ballotChoices } from '../../src/core/vocabulary.ts';
import { type PaperOrder, paperKinds, reasonAgainst } from '../../src/papers/order.ts';
import { definitionOf } from '../../src/papers/paper.ts';
import { Chance } from '../support/chance.ts';
import { clock, preparationOf, Room } from '../support/core.ts';

// Two meetings that are alike but for who has cast: in every round, at every moment, as many ballots are in, of other seats. All mark a
// review alike, so that no count tells them apart by what is in it. An observer to whom they are the same, byte for byte, knows of who
// has cast what the turnout alone tells, and nothing else: whatever follows from what is seen in one would follow in the other, where
// it is false. Once a round is counted, marks must add up: then the same members on its sheet have cast in both.

export interface Meeting {
  readonly voters: number;
  /** So many of them are on the agenda, and so many cells. */
  readonly members: number;
  readonly cells: number;
  readonly releaseBatch: number;
  readonly rounds: readonly {
    /** Chooses who is away, what is on the sheet, and who casts in which order, here and there. */
    readonly luck: number;
    /** How many of ten cast. */
    readonly share: number;
    readonly isSecret: boolean;
    readonly display: 'BATCHED' | 'TURNOUT_ONLY';
    readonly end: 'counted' | 'void' | 'clock';
  }[];
}

export const anyMeeting: fc.Arbitrary<Meeting> = fc
  .record({
    voters: fc.integer({ min: 3, max: 14 }),
    members: fc.nat(5),
    cells: fc.nat(2),
    releaseBatch: fc.constantFrom(3, 3, 4, 5),
    rounds: fc.array(
      fc.record({
        luck: fc.nat(1_000_000),
        share: fc.constantFrom(3, 5, 7, 8, 9, 10, 10),
        isSecret: fc.constantFrom(true, true, true, false),
        display: fc.constantFrom('BATCHED', 'BATCHED', 'BATCHED', 'TURNOUT_ONLY'),
        end: fc.constantFrom('counted', 'counted', 'void', 'clock'),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ members, cells, ...rest }) => ({
    ...rest,
    members: Math.min(members, rest.voters),
    cells: members + cells === 0 ? 1 : cells,
  }));

/** How often what came about in all meetings that were played: an observer of nothing learns nothing. */
export const cameAbout = new Map<string, number>();
const note = (what: string) => cameAbout.set(what, (cameAbout.get(what) ?? 0) + 1);

/** Fewer than these marks on a review are not counted. */
const minCounted = 3;

/**
 * Plays the meeting and its twin, in which other seats cast. Returns the first difference that anybody sees who may not see who has
 * cast, and that whoever may sees beside that; null where there is none.
 */
export function differenceSeen(meeting: Meeting, due?: (session: Session) => readonly Due[]): string | null {
  const { voters, members, cells, releaseBatch } = meeting;
  const settings = { releaseBatch, quorum: { numerator: 1, denominator: 100 } };
  const [one, twin] = [0, 1].map(() => {
    const room = new Room(preparationOf({ voters, members, cells }, { settings })).convened();
    if (due !== undefined) room.due = due;
    return room;
  }) as [Room, Room];
  const asked = (
    command: (room: Room) => SessionCommand,
    by: (room: Room) => Parameters<Room['given']>[1],
  ) => {
    const [here, there] = [one, twin].map((room) => room.when(command(room), by(room)));
    if (here === undefined || there === undefined) throw new Error('two rooms');
    const isTaken = !('refusal' in here);
    // What the chair is refused for, who has cast may tell: the chair may know that.
    if (isTaken === 'refusal' in there) return 'taken in one and refused in the other';
    const told = one.journal.length;
    for (const room of isTaken ? [one, twin] : []) room.given(command(room), by(room));
    for (const { event } of one.journal.slice(told)) note(event.type);
    return firstDifference(one, twin, told, oneOfEachSight);
  };
  /** Whoever reads from the beginning, and every paper that can be had. */
  const afterwards = () => firstDifference(one, twin, 0, audiences) ?? differentPapers(one, twin);
  const items = one.session.preparation.agenda.map(({ key }) => key);
  for (const { luck, share, isSecret, display, end } of meeting.rounds) {
    const chance = new Chance(luck + 1);
    const seats = one.session.preparation.seats.filter(({ mayVote }) => mayVote).map(({ key }) => key);
    for (const key of seats.filter((seat) => seat !== 'chair')) {
      const presence = chance.below(8) === 0 ? 'EXCUSED' : 'PRESENT';
      for (const room of [one, twin]) room.presence(key, presence);
    }
    const sheet = items.filter(() => chance.below(4) > 0);
    const method = isSecret ? 'SECRET_BALLOT' : 'OPEN_VOTE';
    const open = (room: Room) =>
      room.roundOn(sheet.length === 0 ? items : sheet, {
        method,
        display,
        ...(end === 'clock' && { closesAtMs: room.atMs + 60_000 }),
      });
    const opened = asked(open, () => 'chair');
    if (opened !== null) return opened;
    if (one.session.rounds.at(-1)?.status !== 'OPEN') continue;
    const { recused, electorate } = one.round;
    if (recused.size > 0) note('somebody recused');
    const keyOf = new Map(one.session.preparation.seats.map(({ id, key }) => [id, key]));
    const all = [...electorate.keys()].map((id) => keyOf.get(id) ?? '');
    const onSheet = new Set([...recused.values()].map((id) => keyOf.get(id) ?? ''));
    const turnout = Math.ceil((all.length * share) / 10);
    const casters = shuffled(all, chance).slice(0, turnout);
    const isCounted = end !== 'void' && turnout - (onSheet.size > 0 ? 1 : 0) >= minCounted;
    const others =
      isCounted || !isSecret
        ? exchanged(casters, all, onSheet, chance)
        : shuffled(all, chance).slice(0, turnout);
    if (casters.join() !== others.join()) note('others cast in the twin');
    const marks = Object.fromEntries(items.map((key) => [key, chance.of(ballotChoices)]));
    for (const [at, key] of casters.entries()) {
      const other = others[at] ?? '';
      const difference = asked(
        (room) => room.ballotOf(room === one ? key : other, marks),
        (room) => (room === one ? key : other),
      );
      if (difference !== null) return difference;
    }
    const roundId = one.round.id;
    const close: SessionCommand = { type: 'CloseRound', roundId };
    const difference =
      (end === 'void'
        ? null
        : asked(
            () => close,
            () => (end === 'clock' ? clock : 'chair'),
          )) ??
      (one.round.status === 'OPEN'
        ? asked(
            () => ({ type: 'VoidRound', roundId, reason: 'Bỏ phiếu lại' }),
            () => 'chair',
          )
        : null) ??
      afterwards();
    // The roll call of an open vote is everybody's.
    if (isSecret && difference !== null) return difference;
    if (!isSecret) return null;
  }
  return (
    asked(
      () => ({ type: 'AdjournSession' }),
      () => 'chair',
    ) ?? afterwards()
  );
}

function shuffled<One>(list: readonly One[], chance: Chance): One[] {
  const left = [...list];
  return list.map(() => left.splice(chance.below(left.length), 1)[0] as One);
}

/** As many others, of whom the same are on the sheet. */
function exchanged(
  casters: readonly string[],
  all: readonly string[],
  onSheet: ReadonlySet<string>,
  chance: Chance,
) {
  const same = casters.filter((key) => onSheet.has(key));
  const rest = shuffled(
    all.filter((key) => !onSheet.has(key)),
    chance,
  );
  return shuffled([...same, ...rest.slice(0, casters.length - same.length)], chance);
}

/** Who sees who is present and who has cast, who is present, and neither: while ballots come in, each stands for the others. */
const oneOfEachSight: readonly Audience[] = ['CHAIR', 'DELEGATE', 'SCREEN'];

function firstDifference(one: Room, twin: Room, from: number, whom: readonly Audience[]): string | null {
  for (const audience of whom) {
    const [here, there] = [seen(one, audience, from), seen(twin, audience, from)];
    for (const [part, told] of Object.entries(here)) {
      const other = there[part];
      if (told !== other) return `${audience}, ${part}: ${aroundDifference(told, other ?? '')}`;
    }
  }
  return null;
}

/** Everything that this audience is told, entries from this one on, but who has cast to those who may know that; part by part. */
function seen(room: Room, audience: Audience, from: number): Readonly<Record<string, string>> {
  const { session, journal } = room;
  const { policy: _, settings: __, ...view } = show(session, audience);
  const rounds = view.rounds.map(withoutWhoHasCast);
  const entries = journal.slice(from).map(({ event }) => {
    const told = showEntry(session, event, audience);
    const isOfBallot = event.type === 'BallotSealed' || event.type === 'BallotCast';
    return [event.type, { ...told, ...(isOfBallot && { seatId: null }) }];
  });
  const ids = [...session.reviews.keys()];
  const counts = session.rounds.flatMap((round, at) =>
    (view.rounds[at]?.tallies ?? []).map((tally) => disclosuresOf(session, round, tally)),
  );
  return {
    frame: JSON.stringify({ ...view, rounds }),
    entries: JSON.stringify(entries),
    'disclosures ahead': JSON.stringify(ids.map((id) => showDisclosures(session, id, audience))),
    'disclosures of counts': JSON.stringify([counts, ids.map((id) => disclosuresOfResult(session, id))]),
  };
}

function withoutWhoHasCast(round: RoundView): RoundView {
  return { ...round, awaiting: null };
}

function differentPapers(one: Room, twin: Room): string | null {
  for (const audience of audiences) {
    const [here, there] = [papersOf(one, audience), papersOf(twin, audience)];
    if (here !== there) return `${audience}, papers: ${aroundDifference(here, there)}`;
  }
  return null;
}

function papersOf(room: Room, audience: Audience): string {
  const view: View = show(room.session, audience);
  const orders = paperKinds.flatMap((kind): readonly PaperOrder[] =>
    kind === 'COUNT_MINUTES'
      ? view.rounds.map(({ id }) => ({ kind, view, roundId: id }))
      : [{ kind, view, roundId: null }],
  );
  return JSON.stringify(orders.map((one) => (reasonAgainst(one) === null ? definitionOf(one) : null)));
}

function aroundDifference(one: string, other: string): string {
  const at = [...one].findIndex((letter, place) => letter !== other[place]);
  const from = Math.max(0, at - 120);
  return `…${one.slice(from, at + 80)}… / …${other.slice(from, at + 80)}…`;
}
