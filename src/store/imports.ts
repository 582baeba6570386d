import type { Archive } from '../clerk/ports.ts';
import { fold } from '../core/text.ts';
import type { Gate } from './gate.ts';

/** What an import asks of the record. */
export function importReads(read: Gate['read']): Pick<Archive, 'namesakes' | 'standing' | 'successors'> {
  return {
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
