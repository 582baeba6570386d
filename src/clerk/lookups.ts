import type { OrganizationInput, PreparationInput } from '../core/command.ts';
import { limits } from '../core/limits.ts';
import { tidy } from '../core/text.ts';

/** The ids and names that must be looked up in history before a preparation can be read. */
export function lookupsOf(input: PreparationInput): {
  organizationIds: readonly string[];
  organizationNames: readonly string[];
  personIds: readonly string[];
} {
  const chain: OrganizationInput[] = [];
  for (let one: OrganizationInput | null | undefined = input.organization; one; one = one.superior) {
    if (chain.push(one) > limits.superiorDepth) break;
  }
  const present = (values: readonly (string | null | undefined)[]) => [
    ...new Set(values.filter((value) => value !== null && value !== undefined)),
  ];
  return {
    organizationIds: present([
      ...chain.map((one) => one.id),
      ...input.agenda.map((item) => item.organizationId),
    ]),
    organizationNames: [...chain.map((one) => one.name), ...input.agenda.map((item) => item.name)].map(tidy),
    personIds: present([
      ...input.seats.map((seat) => seat.personId),
      ...input.agenda.map((item) => item.personId),
    ]),
  };
}
