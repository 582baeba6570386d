import type { RegistryEvent } from './event.ts';
import type { Mint } from './ids.ts';
import { tidy } from './text.ts';

export interface Organization {
  readonly id: string;
  readonly name: string;
  /** Null for an organisation at the top. */
  readonly superiorId: string | null;
}

export type OrganizationRegistered = Extract<RegistryEvent, { type: 'OrganizationRegistered' }>;

/** [R6] [R83] The organisations that are known, and those that are made. The same name below the same superior is one organisation. */
export class Registration {
  readonly #mint: Mint;
  readonly #register: (event: OrganizationRegistered) => void;
  readonly #byId = new Map<string, Organization>();
  readonly #byPlace = new Map<string, Organization>();

  /** Calls `register` for each organisation that is made, for a superior before those below it. */
  constructor(known: readonly Organization[], mint: Mint, register: (event: OrganizationRegistered) => void) {
    this.#mint = mint;
    this.#register = register;
    for (const one of known) this.#add(one);
  }

  byId(id: string): Organization | undefined {
    return this.#byId.get(id);
  }

  byPlace(superiorId: string | null, name: string): Organization | undefined {
    return this.#byPlace.get(placeOf(superiorId, name));
  }

  /** Returns the organisation at a place. Makes it where there is none, under `ownId` where that is given. */
  at(superiorId: string | null, name: string, ownId: string | null = null): Organization {
    const found = this.byPlace(superiorId, name);
    if (found !== undefined) return found;
    const id = ownId ?? `org_${this.#mint('organization', superiorId ?? '', name)}`;
    const made = this.#byId.get(id) ?? { id, name, superiorId };
    this.#byPlace.set(placeOf(superiorId, name), made);
    if (this.#byId.has(id)) return made;
    this.#byId.set(id, made);
    this.#register({ type: 'OrganizationRegistered', organizationId: id, name, superiorId });
    return made;
  }

  #add(one: Organization): void {
    this.#byId.set(one.id, one);
    const place = placeOf(one.superiorId, one.name);
    if (!this.#byPlace.has(place)) this.#byPlace.set(place, one);
  }
}

/** Names are tidied, so that those are found too that were written before R7. */
const placeOf = (superiorId: string | null, name: string) => JSON.stringify([superiorId, tidy(name)]);
