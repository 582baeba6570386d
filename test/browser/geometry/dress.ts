import type { Cell, Phase } from './cells.ts';
import { commentText, groupNames, nameAt, positionAt, reasonText, reportTexts, titles } from './lengths.ts';
import type { RealPhase, ScreenSession, View } from './meeting.ts';

// What the server said, with as many subjects, as long names and as many groups as a cell of the table wants.

type Tally = NonNullable<ScreenSession['openRound']>['tallies'][number];
type Review = NonNullable<ScreenSession['currentReview']>;
type ReviewParts = Omit<ScreenSession['reviews'][number], 'outcome'>;
type Quota = ScreenSession['quotas'][number];

export type RealViews = Readonly<Record<RealPhase, View>>;

const realPhases: Partial<Record<Phase, RealPhase>> = {
  'review 2 targets': 'review 12 targets',
  'review comments': 'review comment of 10,000 letters',
  'one LIVE timed': 'one LIVE',
  'one BATCHED timed': 'one BATCHED',
  'one TURNOUT_ONLY timed': 'one TURNOUT_ONLY',
  'sheet LIVE timed': 'sheet LIVE',
  'sheet BATCHED timed': 'sheet BATCHED',
  'sheet TURNOUT_ONLY timed': 'sheet TURNOUT_ONLY',
  'closed one, long reason': 'closed one',
  'closed sheet, long reasons': 'closed sheet',
  'void, long reason': 'void',
};

/** `number` tells the cell from others: what its last round came to is asked for anew. */
export function dress(real: RealViews, cell: Cell, number: number): View {
  const { session, outcome } = real[realPhases[cell.phase] ?? (cell.phase as RealPhase)];
  const count = Number(cell.subjects);
  const electorate = Number(cell.electorate);
  const reviews = Array.from({ length: count }, (_, at) => {
    const base = session.reviews[at % session.reviews.length];
    if (base === undefined) throw new Error('the meeting has no reviews');
    return { ...base, ...subjectAt(base, cell, at) };
  });
  const [first] = reviews;
  const { openRound, currentReview } = session;
  const roundId = `round-${number}`;
  const isSheet = (openRound?.reviews.length ?? outcome?.reviews.length ?? 0) > 1;
  const onSheet = isSheet ? reviews : reviews.slice(0, 1);
  const isTimed = cell.phase.endsWith('timed');
  // Of every other one the clock was stopped, which takes more words.
  const isStopped = isTimed && number % 2 === 0;
  const dressed: ScreenSession = {
    ...session,
    title: titles[cell.title],
    attendance: {
      ...session.attendance,
      summoned: electorate,
      present: electorate - 1,
      quorumMet: number % 2 === 0,
      quorumNeeded: Math.ceil((electorate * 2) / 3),
    },
    reviews,
    currentReview: currentReview && first ? reviewIn(currentReview, first, cell) : null,
    quotas: quotasOf(session.quotas, cell),
    openRound: openRound && {
      ...openRound,
      id: roundId,
      electorate,
      turnout: electorate - 1,
      closesAt: isTimed && !isStopped ? new Date(Date.now() + 754_000).toISOString() : null,
      clockStopped: isStopped,
      reviews: onSheet.map(({ id }) => ({ id })),
      tallies: talliesOf(openRound.tallies, onSheet, electorate).map((tally, at) =>
        openRound.display === 'TURNOUT_ONLY'
          ? { ...tally, ...openRound.tallies[at % openRound.tallies.length], review: tally.review }
          : tally,
      ),
    },
    rounds: session.rounds.map((round) =>
      round.status === 'OPEN' || round === session.rounds.at(-1)
        ? {
            ...round,
            id: roundId,
            reviews: onSheet.map(({ id }) => ({ id })),
            voidReason:
              round.voidReason && (cell.phase === 'void, long reason' ? reasonText(2_000) : round.voidReason),
          }
        : round,
    ),
  };
  return { session: dressed, outcome: outcome && { ...outcomeOf(outcome, onSheet, cell), id: roundId } };
}

/** The names that the room must be able to read, whole, in one turn of the pages. */
export function namesOn({ session, outcome }: View): readonly string[] {
  const { status, reviews, currentReview, openRound } = session;
  const namesOf = (some: readonly ReviewParts[]) => some.map(({ subject }) => subject.name);
  if (status === 'PREPARED') return [];
  if (openRound !== null)
    return namesOf(reviews.filter(({ id }) => openRound.reviews.some((one) => one.id === id)));
  if (outcome !== null) return namesOf(outcome.reviews);
  if (status === 'ADJOURNED') return namesOf(reviews.filter((review) => review.outcome !== null));
  if (currentReview !== null) return namesOf([currentReview]);
  return namesOf(reviews.filter((review) => review.status === 'PENDING').slice(0, 1));
}

function subjectAt(base: ReviewParts, cell: Cell, at: number): ReviewParts {
  return {
    ...base,
    id: `${base.id}-${at}`,
    position: at + 1,
    subject: { ...base.subject, name: nameAt(cell.names, at), position: positionAt(cell.positions, at) },
  };
}

function talliesOf(real: readonly Tally[], reviews: readonly ReviewParts[], electorate: number): Tally[] {
  return reviews.flatMap(({ id }, at) => {
    const base = real[at % Math.max(1, real.length)];
    if (base === undefined) return [];
    const shares = [0.5, 0.25, 0.12, 0.05, at % 3 === 0 ? 0.06 : 0, at % 4 === 0 ? 0.02 : 0];
    return [
      {
        ...base,
        electorate,
        counted: electorate - 1,
        review: { id },
        counts: base.counts.map(({ choice }, place) => ({
          choice,
          count: Math.ceil(
            (shares[(place + at) % 4 === place || place > 3 ? place : (place + at) % 4] ?? 0) * electorate,
          ),
        })),
      },
    ];
  });
}

function reviewIn(real: Review, first: ReviewParts, { phase }: Cell): Review {
  const long = phase === 'review comment of 10,000 letters' || phase === 'review all';
  const report = phase === 'review comments' ? null : real.report;
  return {
    ...real,
    ...first,
    report: report && {
      ...report,
      presentedBy: 'Tôn Nữ Thị Ngọc Trâm',
      ...reportTexts(phase === 'review all' ? 20_000 : 900),
      targets: report.targets.slice(0, phase === 'review 2 targets' ? 2 : 12).map((target, at) => ({
        ...target,
        name: at % 3 === 0 ? `${target.name}: ${reasonText(110)}` : `${target.name}: giảm tỷ lệ hộ nghèo`,
        planned: at % 4 === 0 ? 1_000_000 : target.planned,
      })),
    },
    commentsConnection: {
      ...real.commentsConnection,
      edges: real.commentsConnection.edges.map(({ node }, at, { length }) => ({
        node: { ...node, body: commentText(long && at === length - 1 ? 10_000 : 120 * (at + 1)) },
      })),
    },
    responses: real.responses.map((response) => ({ ...response, body: commentText(700) })),
  };
}

function quotasOf(real: readonly Quota[], { groups, phase }: Cell): Quota[] {
  const early = ['prepared', 'between', 'review bare'].includes(phase);
  return groupNames(groups).map((peerGroup, at) => {
    const [base] = real;
    if (base === undefined) throw new Error('the meeting has no quotas');
    const status = early || at % 3 === 1 ? 'INDETERMINATE' : at % 3 === 0 ? 'WITHIN' : 'EXCEEDED';
    const allowed = status === 'INDETERMINATE' && at % 2 === 0 ? null : 12;
    return { ...base, peerGroup, status, excellent: at * 5, allowed };
  });
}

type Outcome = NonNullable<View['outcome']>;

function outcomeOf(real: Outcome, reviews: readonly ReviewParts[], { phase, electorate }: Cell): Outcome {
  return {
    ...real,
    electorate: Number(electorate),
    tallies: talliesOf(real.tallies, reviews, Number(electorate)),
    reviews: reviews.map(({ id, position, subject }, at) => {
      const base = real.reviews[at % real.reviews.length];
      if (base === undefined) throw new Error('the round has no reviews');
      const long = phase.endsWith('long reasons') || phase.endsWith('long reason');
      return {
        ...base,
        id,
        position,
        subject: { ...base.subject, ...subject },
        outcome: base.outcome && {
          ...base.outcome,
          trace: base.outcome.trace.map((step) => ({
            ...step,
            explanation: long ? reasonText(at % 2 === 0 ? 600 : 2_000) : step.explanation,
          })),
        },
      };
    }),
  };
}
