import { type Entry, eventOf } from '../../src/clerk/entry.ts';
import type { RegistryEvent, SessionEvent } from '../../src/core/event.ts';
import { type ImportedResult, identityOf, type RecordedResult } from '../../src/core/result.ts';
import { fold } from '../../src/core/text.ts';
import type { History, ResultRow } from '../../src/history/history.ts';
import type { MemoryRecord } from './memory-store.ts';

/** Changes the record as the projections of a database do after this entry. */
export function projectRecord(record: MemoryRecord, entry: Entry): void {
  const event: RegistryEvent | SessionEvent = eventOf(entry);
  const { organizations, people, origins } = record;
  switch (event.type) {
    case 'OrganizationRegistered': {
      const { organizationId: id, name, superiorId } = event;
      organizations.set(id, { id, name, superiorId });
      return;
    }
    case 'PersonRegistered':
      people.set(event.personId, { id: event.personId, fullName: event.fullName });
      return;
    case 'SessionPrepared':
    case 'SessionRevised': {
      const { title, ordinal, heldOn, policy } = event.preparation;
      const sessionId = entry.journalId;
      origins.set(sessionId, { sessionId, title, ordinal, heldOn, policyId: policy.id });
      return;
    }
    case 'SessionAdjourned':
      for (const recorded of event.results) addRecorded(record, recorded, entry);
      return;
    case 'ResultsImported':
      for (const { personId: id, fullName } of event.people) {
        if (!people.has(id)) people.set(id, { id, fullName });
      }
      for (const result of event.results) addImported(record, result, entry.atMs);
      return;
    default:
      return;
  }
}

function addRecorded({ results }: MemoryRecord, recorded: RecordedResult, entry: Entry): void {
  const former = standingFor(results, identityOf(recorded));
  if (former !== undefined) results.set(former.id, { ...former, supersededById: recorded.id });
  results.set(recorded.id, {
    id: recorded.id,
    sessionId: entry.journalId,
    recorded,
    level: recorded.outcome.level,
    status: recorded.outcome.status,
    recordedAtMs: entry.atMs,
    decisions: async () => [],
    supersedesId: former?.id ?? null,
    supersededById: null,
  });
}

function addImported({ results }: MemoryRecord, imported: ImportedResult, atMs: number): void {
  const { recorded, decisions, recordedAtMs, supersedesId } = imported;
  const { level, status } = decisions.at(-1) ?? recorded.outcome;
  const successor = [...results.values()].find((one) => one.supersedesId === recorded.id);
  const former = results.get(supersedesId ?? '');
  if (former !== undefined) results.set(former.id, { ...former, supersededById: recorded.id });
  results.set(recorded.id, {
    id: recorded.id,
    sessionId: null,
    recorded,
    level,
    status,
    recordedAtMs: recordedAtMs ?? atMs,
    decisions: async () => decisions,
    supersedesId,
    supersededById: successor?.id ?? null,
  });
}

function standingFor(results: MemoryRecord['results'], identity: string): ResultRow | undefined {
  return [...results.values()].find(
    ({ recorded, supersededById }) => supersededById === null && identityOf(recorded) === identity,
  );
}

/** Returns the part of history that preparing and importing use. */
export function memoryRecord({
  organizations,
  people,
  origins,
  results,
}: MemoryRecord): Pick<History, 'known' | 'namesakes' | 'standing' | 'successors' | 'origins'> {
  return {
    async known({ organizationIds, organizationNames, personIds }) {
      const names = new Set(organizationNames.map(fold));
      return {
        organizations: [...organizations.values()].filter(
          ({ id, name }) => organizationIds.includes(id) || names.has(fold(name)),
        ),
        people: [...people.values()].filter(({ id }) => personIds.includes(id)),
      };
    },
    async namesakes(names) {
      const wanted = new Set(names.map(fold));
      const found = [...results.values()].flatMap(({ recorded }) => {
        const person = people.get(recorded.personId ?? '');
        if (person === undefined || !wanted.has(fold(person.fullName))) return [];
        return [
          { personId: person.id, fullName: person.fullName, organizationId: recorded.subjectOrganizationId },
        ];
      });
      return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
    },
    standing: async (identities) =>
      identities.flatMap((identity) => {
        const stands = standingFor(results, identity);
        return stands === undefined ? [] : [{ identity, id: stands.id }];
      }),
    successors: async (ids) =>
      [...results.values()].flatMap(({ id, supersedesId }) =>
        supersedesId !== null && ids.includes(supersedesId) ? [{ id, supersedesId }] : [],
      ),
    origins: async (ids) => ids.flatMap((id) => origins.get(id) ?? []),
  };
}
