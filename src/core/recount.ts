import { exclusionOf } from './classify.ts';
import type { SessionEvent } from './event.ts';
import { releaseFormerly, releaseTally } from './release.ts';
import type { ImportedResult } from './result.ts';
import { settleOutcome } from './review.ts';
import { countRound, type Ruling } from './round.ts';
import { adjourn } from './session.ts';
import type { Session } from './state.ts';
import { type Counts, countMarks, noCounts } from './tally.ts';
import type { OutcomeStatus, QualityLevel } from './vocabulary.ts';

/**
 * [P90] Makes an event again, by the rules of today, from what it was made of: the sorted marks, the roll call, the facts, the policy and the settings of the
 * session. The event must be equal to the entry, byte for byte as JSON. Returns undefined for an entry in which nothing was counted or judged, and null where
 * the rules now refuse it.
 */
export function madeAnew(before: Session | null, event: SessionEvent): SessionEvent | null | undefined {
  switch (event.type) {
    case 'SessionPrepared':
    case 'SessionRevised': {
      const { preparation } = event;
      const agenda = preparation.agenda.map((item) => ({
        ...item,
        exclusion: exclusionOf(preparation, item),
      }));
      return { ...event, preparation: { ...preparation, agenda } };
    }
    case 'TallyReleased': {
      const { roundId } = event;
      const releases = event.releases.map(({ reviewId, drawn }) => ({ reviewId, drawn }));
      const release = event.rule === undefined ? releaseFormerly : releaseTally;
      return only(release(known(before), { type: 'ReleaseTally', roundId, releases }), event);
    }
    case 'RoundClosed': {
      const envelopeCounts = new Map(event.counted.map(({ reviewId, marks }) => [reviewId, countsOf(marks)]));
      const { roundId } = event;
      return only(
        countRound(known(before), { type: 'CloseRound', roundId, envelopeCounts }, { kind: 'CLOCK' }),
        event,
      );
    }
    case 'OutcomeSettled': {
      const { reviewId, outcome } = event;
      const review = known(before).reviews.get(reviewId);
      if (review === undefined) return null;
      const { level, settledReason: reason } = outcome;
      const command = { type: 'SettleOutcome', reviewId, level, reason: reason ?? '' } as const;
      return only(settleOutcome(known(before), review, command), event);
    }
    case 'SessionAdjourned':
      return only(adjourn(known(before)), event);
    default:
      return undefined;
  }
}

function known(before: Session | null): Session {
  if (before === null) throw new Error('an entry before the preparation');
  return before;
}

function countsOf(marks: string): Counts {
  return countMarks(marks) ?? noCounts;
}

/** Returns the event of this type that the rules gave; null where they gave none. */
function only(ruling: Ruling, { type }: SessionEvent): SessionEvent | null {
  if ('refusal' in ruling) return null;
  return ruling.events.find((event) => event.type === type) ?? null;
}

/** A result, as history lists it. */
export interface Listed extends Omit<ImportedResult, 'recordedAtMs'> {
  readonly level: QualityLevel | null;
  readonly status: OutcomeStatus;
  readonly recordedAtMs: number;
}

/**
 * [P90] Returns where history lists a result otherwise than an entry recorded or imported it: what was recorded, the decisions that came with it, and how it
 * stands after its newest decision. Which result it superseded is compared for imports alone, because only they say it.
 */
export function listedDifferences(
  listed: Listed | undefined,
  result: Omit<ImportedResult, 'supersedesId'> & { readonly supersedesId?: string | null },
  atMs: number,
): readonly string[] {
  if (listed === undefined) return ['it is not in the history'];
  const { recorded, decisions, recordedAtMs, supersedesId = listed.supersedesId } = result;
  const { level, status } = listed.decisions.at(-1) ?? recorded.outcome;
  const wanted = { recorded, recordedAtMs: recordedAtMs ?? atMs, supersedesId, decisions, level, status };
  const found = {
    recorded: listed.recorded,
    recordedAtMs: listed.recordedAtMs,
    supersedesId: listed.supersedesId,
    decisions: listed.decisions.slice(0, decisions.length),
    level: listed.level,
    status: listed.status,
  };
  return JSON.stringify(found) === JSON.stringify(wanted) ? [] : differences(found, wanted);
}

/** Returns where two values differ, as paths from the top with both values, at most `most` of them. */
export function differences(one: unknown, other: unknown, most = 5): readonly string[] {
  const found: string[] = [];
  const compare = (left: unknown, right: unknown, path: string) => {
    if (found.length >= most || JSON.stringify(left) === JSON.stringify(right)) return;
    if (!isObject(left) || !isObject(right)) {
      found.push(`${path}: ${JSON.stringify(left)} is recorded, ${JSON.stringify(right)} follows`);
      return;
    }
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    for (const key of keys) compare(left[key], right[key], path === '' ? key : `${path}.${key}`);
    if (found.length === 0) found.push(`${path}: the same in another order`);
  };
  compare(one, other, '');
  return found;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
