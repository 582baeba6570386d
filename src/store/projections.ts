import { type Entry, eventOf } from '../clerk/ports.ts';
import type { Event, HouseEvent, RecordedResult } from '../core/event.ts';
import type { Period, Preparation } from '../core/preparation.ts';
import { fold } from '../core/text.ts';
import { nameSortKey, sortKey } from '../core/vietnamese.ts';
import { type QualityLevel, qualityLevels } from '../core/vocabulary.ts';
import type { Query } from './gate.ts';

// Tables that can be dropped and written again from the journal. They are changed in the transaction of the entries.

export async function project(query: Query, entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) await projectOne(query, entry, eventOf(entry));
}

async function projectOne(query: Query, entry: Entry, event: Event): Promise<void> {
  const sessionId = entry.journalId;
  switch (event.type) {
    case 'SessionPrepared':
    case 'SessionRevised':
      return writeSession(query, sessionId, event.preparation);
    case 'SessionConvened':
      await query("UPDATE session SET status = 'CONVENED' WHERE id = ?", [sessionId]);
      return;
    case 'SessionAdjourned':
      await query("UPDATE session SET status = 'ADJOURNED' WHERE id = ?", [sessionId]);
      return writeResults(query, sessionId, event.results, entry.atMs);
    case 'RoundOpened':
      await query('INSERT INTO open_round (round_id, session_id, closes_at_ms) VALUES (?, ?, ?)', [
        event.roundId,
        sessionId,
        event.closesAtMs,
      ]);
      return;
    case 'RoundClosed':
    case 'RoundVoided':
      await query('DELETE FROM open_round WHERE round_id = ?', [event.roundId]);
      return;
    case 'OrganizationRegistered':
      await query(
        'INSERT INTO organization (id, name, superior_id, folded, sort_key) VALUES (?, ?, ?, ?, ?)',
        [event.organizationId, event.name, event.superiorId, fold(event.name), sortKey(event.name)],
      );
      return;
    case 'PersonRegistered':
      await query('INSERT OR IGNORE INTO person (id, full_name, folded, sort_key) VALUES (?, ?, ?, ?)', [
        event.personId,
        event.fullName,
        fold(event.fullName),
        nameSortKey(event.fullName),
      ]);
      return;
    case 'DecisionRecorded':
      return writeDecision(query, entry, event);
    default:
      return;
  }
}

async function writeSession(query: Query, id: string, preparation: Preparation): Promise<void> {
  const { organization, ordinal, title, period, heldOn, policy, settings } = preparation;
  await query(
    `INSERT INTO session (id, organization_id, ordinal, title, year, held_on, status, period, policy, settings)
     VALUES (?, ?, ?, ?, ?, ?, 'PREPARED', ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET organization_id = excluded.organization_id, ordinal = excluded.ordinal,
       title = excluded.title, year = excluded.year, held_on = excluded.held_on, period = excluded.period,
       policy = excluded.policy, settings = excluded.settings`,
    [
      id,
      organization.id,
      ordinal,
      title,
      period.year,
      heldOn,
      JSON.stringify(period),
      JSON.stringify(policy),
      JSON.stringify(settings),
    ],
  );
}

/** Whom or what a result is about, alike in every session. */
function subjectOf(result: RecordedResult): string {
  if (result.personId !== null) return `${result.kind} ${result.personId}`;
  const named = result.kind === 'LEADERSHIP_COLLECTIVE' ? ` ${fold(result.name)}` : '';
  return `${result.kind} ${result.subjectOrganizationId}${named}`;
}

function periodOf({ kind, year, quarter }: Period): string {
  return `${kind} ${year}${quarter === null ? '' : ` ${quarter}`}`;
}

async function writeResults(
  query: Query,
  sessionId: string,
  results: readonly RecordedResult[],
  atMs: number,
): Promise<void> {
  const [session] = await query<{ held_on: string }>('SELECT held_on FROM session WHERE id = ?', [sessionId]);
  for (const result of results) {
    const subject = subjectOf(result);
    const period = periodOf(result.period);
    const [former] = await query<{ id: string }>(
      'SELECT id FROM result WHERE subject = ? AND period = ? AND superseded_by_id IS NULL',
      [subject, period],
    );
    if (former !== undefined) {
      await query('UPDATE result SET superseded_by_id = ? WHERE id = ?', [result.id, former.id]);
    }
    await query(
      `INSERT INTO result (id, session_id, organization_id, subject_organization_id, person_id, subject, year, period,
         held_on, kind, peer_group, level, status, folded, recorded_at_ms, supersedes_id, record,
         sort_key, level_rank)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        result.id,
        sessionId,
        result.organizationId,
        result.subjectOrganizationId,
        result.personId,
        subject,
        result.period.year,
        period,
        session?.held_on ?? '',
        result.kind,
        result.peerGroup,
        result.outcome.level,
        result.outcome.status,
        fold(result.name),
        atMs,
        former?.id ?? null,
        JSON.stringify(result),
        result.personId === null ? sortKey(result.name) : nameSortKey(result.name),
        rankOf(result.outcome.level),
      ],
    );
  }
}

async function writeDecision(
  query: Query,
  entry: Entry,
  event: Extract<HouseEvent, { type: 'DecisionRecorded' }>,
): Promise<void> {
  const status = event.level === null ? 'NOT_RATED' : 'DECIDED';
  const { resultId, level, decidedBy, documentNumber, reason } = event;
  await query(
    `INSERT INTO decision (result_id, seq, at_ms, level, status, decided_by, document_number, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [resultId, entry.seq, entry.atMs, level, status, decidedBy, documentNumber, reason],
  );
  await query('UPDATE result SET level = ?, level_rank = ?, status = ? WHERE id = ?', [
    level,
    rankOf(level),
    status,
    resultId,
  ]);
}

/** Best first, what has no level last. */
function rankOf(level: QualityLevel | null): number {
  return level === null ? qualityLevels.length + 1 : qualityLevels.indexOf(level) + 1;
}
