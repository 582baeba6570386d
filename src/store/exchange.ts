import type { Origin } from '../core/result.ts';
import { fold } from '../core/text.ts';
import type { History } from '../history/history.ts';
import type { Gate } from './gate.ts';

/** The reads of imports and exports. */
export function exchangeReads(
  read: Gate['read'],
): Pick<History, 'namesakes' | 'standing' | 'successors' | 'origins'> {
  return {
    origins: (sessionIds) =>
      read((query) =>
        query<Origin>(
          `SELECT id AS sessionId, title, ordinal, held_on AS heldOn, policy->>'$.id' AS policyId
           FROM session WHERE id IN (SELECT value FROM json_each(?))`,
          [JSON.stringify(sessionIds)],
        ),
      ),
    namesakes: (names) =>
      read((query) =>
        query(
          `SELECT DISTINCT person.id AS personId, person.full_name AS fullName,
             result.subject_organization_id AS organizationId
           FROM person JOIN result ON result.person_id = person.id
           WHERE person.folded IN (SELECT value FROM json_each(?))`,
          [JSON.stringify(names.map(fold))],
        ),
      ),
    standing: (identities) =>
      read((query) =>
        query(
          `SELECT wanted.value AS identity, result.id AS id FROM json_each(?) AS wanted
           JOIN result ON result.subject || ' ' || result.period = wanted.value
           WHERE result.superseded_by_id IS NULL`,
          [JSON.stringify(identities)],
        ),
      ),
    successors: (ids) =>
      read((query) =>
        query(
          `SELECT result.id AS id, result.supersedes_id AS supersedesId FROM json_each(?) AS wanted
           JOIN result ON result.supersedes_id = wanted.value`,
          [JSON.stringify(ids)],
        ),
      ),
  };
}
