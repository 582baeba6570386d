import type { ImportRow } from '../core/import/row.ts';
import { ballotChoices } from '../core/vocabulary.ts';

/**
 * Returns a result as Popolo's vote event (popoloproject.com/specs/vote-event.html). The motion is the subject's rating, an option is a choice of the ballot,
 * and the result is the level that stands, or the status where there is none. There are no `votes`, because a result has counts and no ballots.
 */
export function voteEventOf(row: ImportRow): object {
  const { id, organization_id, organization_name, session_id, session_title, held_on } = row;
  const period = [row.quarter === null ? null : `Q${row.quarter}`, row.year].filter((one) => one !== null);
  const isHeld = session_id !== null || session_title !== null || held_on !== null;
  return {
    id,
    organization_id,
    organization: { id: organization_id, name: organization_name },
    legislative_session_id: session_id,
    ...(isHeld && {
      legislative_session: { id: session_id, name: session_title, start_date: held_on },
    }),
    motion: {
      organization_id,
      text: `${row.subject_name}, ${period.join(' ')}`,
      classification: row.subject_kind,
      result: row.level ?? row.status,
    },
    classification: row.authority,
    start_date: held_on,
    result: row.level ?? row.status,
    counts:
      row.counted === null ? [] : ballotChoices.map((option) => ({ option, value: row.marks[option] ?? 0 })),
    created_at: row.recorded_at === null ? null : new Date(row.recorded_at).toISOString(),
  };
}
