import type { Actor, RegistryCommand } from './command.ts';
import type { RegistryEvent } from './event.ts';
import type { Fault } from './fault.ts';
import { limits } from './limits.ts';
import { invalid, notFound, type Refusal, refuse } from './refusal.ts';
import { readText } from './text.ts';

/** Whether the things exist that a command names. */
export interface RegistryFacts {
  readonly organizationExists: boolean;
  readonly keyIsLive: boolean;
  readonly resultExists: boolean;
}

type KeyOrDecision = Exclude<RegistryCommand, { type: 'PrepareSession' | 'ReviseSession' | 'ImportResults' }>;

/** [R80] [R81] Decides on keys and later decisions, which only the administrator makes. `id` is that of a key that is made. */
export function decideRegistry(
  facts: RegistryFacts,
  command: KeyOrDecision,
  by: Actor,
  id: string,
): { readonly events: readonly RegistryEvent[] } | { readonly refusal: Refusal } {
  const missing = missingThing(facts, command);
  if (missing !== null) return { refusal: missing };
  if (by.kind !== 'ADMIN') return { refusal: refuse('NOT_ALLOWED') };
  const faults: Fault[] = [];
  const text = (path: string, value: string | null, most: number, required: boolean) =>
    readText(faults, [path], value, { most, required });
  switch (command.type) {
    case 'CreateApiKey': {
      const { organizationId } = command;
      const name = text('name', command.name, limits.nameLength, true) ?? '';
      if (faults.length > 0) return { refusal: invalid(faults) };
      return { events: [{ type: 'ApiKeyCreated', keyId: id, name, organizationId }] };
    }
    case 'RevokeApiKey':
      return { events: [{ type: 'ApiKeyRevoked', keyId: command.keyId }] };
    case 'RecordDecision': {
      const decision: RegistryEvent = {
        type: 'DecisionRecorded',
        resultId: command.resultId,
        level: command.level,
        decidedBy: text('decidedBy', command.decidedBy, limits.nameLength, true) ?? '',
        documentNumber: text('documentNumber', command.documentNumber, limits.nameLength, false),
        reason: text('reason', command.reason, limits.reasonLength, true) ?? '',
      };
      return faults.length > 0 ? { refusal: invalid(faults) } : { events: [decision] };
    }
    default:
      return command satisfies never;
  }
}

function missingThing(facts: RegistryFacts, command: KeyOrDecision): Refusal | null {
  switch (command.type) {
    case 'CreateApiKey':
      return command.organizationId !== null && !facts.organizationExists
        ? notFound(['organizationId'])
        : null;
    case 'RevokeApiKey':
      return facts.keyIsLive ? null : notFound(['id']);
    case 'RecordDecision':
      return facts.resultExists ? null : notFound(['resultId']);
    default:
      return command satisfies never;
  }
}
