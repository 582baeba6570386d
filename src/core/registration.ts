import type { RegistryEvent } from './event.ts';
import type { Mint } from './ids.ts';
import { tidy } from './text.ts';

export interface Organization {
  readonly id: string;
  readonly name: string;
  /** Null for one at the top. */
  readonly superiorId: string | null;
}

export type OrganizationRegistered = Extract<RegistryEvent, { type: 'OrganizationRegistered' }>;

/** [R6] [R83] Organisations that are known or made: the same name below the same superior is one organisation. */
export class Registration {
  readonly #mint: Mint;
  readonly #register: (event: OrganizationRegistered) => void;
  readonly #byId = new Map<string, Organization>();
  readonly #byPlace = new Map<string, Organization>();

  /** `register` is told of each that is made, of a superior before what is below it. */
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

  /** Finds the one at a place, or makes it, under an id of its own where one is given. */
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

/** What was written before names had plain spaces only is found all the same. */
const placeOf = (superiorId: string | null, name: string) => JSON.stringify([superiorId, tidy(name)]);
