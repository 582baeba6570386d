import { type Entry, eventOf } from '../clerk/entry.ts';
import type { Event, RegistryEvent } from '../core/event.ts';
import { periodOf } from '../core/period.ts';
import type { Preparation } from '../core/preparation.ts';
import { type ImportedResult, type RecordedResult, subjectOf } from '../core/result.ts';
import { fold } from '../core/text.ts';
import { nameSortKey, sortKey } from '../core/vietnamese.ts';
import { type QualityLevel, qualityLevels, statusOfDecision } from '../core/vocabulary.ts';
import type { Query } from './gate.ts';

// The tables that follow from the journal, and could be dropped and written again. They are changed in the transaction of their entries.

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
    case 'RoundClockStopped':
      await query('UPDATE open_round SET closes_at_ms = NULL WHERE round_id = ?', [event.roundId]);
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
    case 'ResultsImported':
      return writeImported(query, event, entry.atMs);
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

/** Writes a part of an import by a few statements, for any number of results. */
async function writeImported(
  query: Query,
  { people, results }: Extract<RegistryEvent, { type: 'ResultsImported' }>,
  atMs: number,
): Promise<void> {
  const named = people.map(({ personId, fullName }) => [
    personId,
    fullName,
    fold(fullName),
    nameSortKey(fullName),
  ]);
  await query(
    `INSERT OR IGNORE INTO person (id, full_name, folded, sort_key)
     SELECT value->>0, value->>1, value->>2, value->>3 FROM json_each(?)`,
    [JSON.stringify(named)],
  );
  await query(
    `INSERT INTO result (id, session_id, organization_id, subject_organization_id, person_id, subject, year, period,
       held_on, kind, peer_group, level, status, folded, recorded_at_ms, supersedes_id, record, sort_key, level_rank)
     SELECT value->>0, NULL, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8,
       value->>9, value->>10, value->>11, value->>12, value->>13, value->>14, value->>15, value->>16, value->>17
     FROM json_each(?) ORDER BY key`,
    [JSON.stringify(results.map((result) => importedRow(result, atMs)))],
  );
  // These stand before every decision that is recorded here later.
  const decisions = results.flatMap(({ recorded, decisions: made }) =>
    made.map((one, at) => [
      recorded.id,
      at - made.length,
      one.atMs,
      one.level,
      one.status,
      one.decidedBy,
      one.documentNumber,
      one.reason,
    ]),
  );
  await query(
    `INSERT INTO decision (result_id, seq, at_ms, level, status, decided_by, document_number, reason)
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7 FROM json_each(?)`,
    [JSON.stringify(decisions)],
  );
  // Either of the two may have come first.
  const linked = results.flatMap(({ recorded, supersedesId }) => [recorded.id, supersedesId ?? recorded.id]);
  await query(
    `UPDATE result SET superseded_by_id = newer.id FROM result AS newer
     WHERE newer.supersedes_id = result.id AND result.id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(linked)],
  );
}

function importedRow(
  { recorded, recordedAtMs, supersedesId, decisions }: ImportedResult,
  atMs: number,
): readonly unknown[] {
  const { level, status } = decisions.at(-1) ?? recorded.outcome;
  return [
    recorded.id,
    recorded.organizationId,
    recorded.subjectOrganizationId,
    recorded.personId,
    subjectOf(recorded),
    recorded.period.year,
    periodOf(recorded.period),
    recorded.imported?.heldOn ?? `${recorded.period.year}-12-31`,
    recorded.kind,
    recorded.peerGroup,
    level,
    status,
    fold(recorded.name),
    recordedAtMs ?? atMs,
    supersedesId,
    JSON.stringify(recorded),
    recorded.personId === null ? sortKey(recorded.name) : nameSortKey(recorded.name),
    rankOf(level),
  ];
}

async function writeDecision(
  query: Query,
  entry: Entry,
  event: Extract<RegistryEvent, { type: 'DecisionRecorded' }>,
): Promise<void> {
  const status = statusOfDecision(event.level);
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

/** Returns the rank of a level, the best first; null comes last. */
function rankOf(level: QualityLevel | null): number {
  return level === null ? qualityLevels.length + 1 : qualityLevels.indexOf(level) + 1;
}
