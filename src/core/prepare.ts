import { exclusionOf, itemsInCircles } from './classify.ts';
import type { AgendaItemInput, OrganizationInput, PreparationInput, SeatInput } from './command.ts';
import { heldOnProblem } from './day.ts';
import type { RegistryEvent } from './event.ts';
import type { Fault } from './fault.ts';
import { idWithin, type Mint } from './ids.ts';
import { firstYear, lastYear, limits } from './limits.ts';
import { type Period, quarterFits } from './period.ts';
import { readFacts } from './policy/facts.ts';
import type { Policy, PolicySettings } from './policy/policy.ts';
import { readSettings } from './policy/settings.ts';
import type { AgendaItem, PeerGroup, Preparation, PreparedSeat } from './preparation.ts';
import { invalid, notFound, type Refusal } from './refusal.ts';
import { type Organization, Registration } from './registration.ts';
import { readReport } from './report.ts';
import { tellSameSubjects } from './same-subject.ts';
import { readText, readWhole, tidy } from './text.ts';
import { isPersonKind, isUnitKind } from './vocabulary.ts';

/** The policies, organisations and people that a preparation may name. */
export interface Known {
  readonly policies: readonly Policy[];
  readonly organizations: readonly Organization[];
  readonly people: readonly { readonly id: string; readonly fullName: string }[];
}

export interface Prepared {
  readonly preparation: Preparation;
  /** The organisations and people that are new with this preparation. */
  readonly registered: readonly RegistryEvent[];
}

interface Request {
  readonly sessionId: string;
  readonly input: PreparationInput;
  readonly known: Known;
  readonly mint: Mint;
  /** The preparation that this one replaces. A person who keeps key and name in it keeps the id. */
  readonly former: Preparation | null;
}

/** Reads a whole preparation. Refuses it with the first thing that does not exist, or else with every fault. */
export function prepare(request: Request): Prepared | Refusal {
  const { input, known, sessionId } = request;
  const missing = missingIn(input, known);
  const policy = known.policies.find((one) => one.id === input.policyId);
  if (missing !== null || policy === undefined) return missing ?? notFound(['policyId']);

  const faults: Fault[] = [];
  const registered: RegistryEvent[] = [];
  const period = readPeriod(faults, input);
  const heldOn = heldOnProblem(input.heldOn);
  if (heldOn !== null) faults.push({ path: ['heldOn'], problem: heldOn });
  const day = lastDay(period, input.heldOn);
  if (day < policy.validFrom || (policy.validTo !== null && day > policy.validTo)) {
    const problem = { is: 'NOT_IN_FORCE', from: policy.validFrom, to: policy.validTo, day } as const;
    faults.push({ path: ['policyId'], problem });
  }
  const register = registrar(request, registered);
  const organization = register.organization(faults, input.organization);
  const seats = readSeats(faults, request, register.person);
  const settings = readSettings(faults, policy.settings, input.settings ?? {});
  const agenda = readAgenda(faults, { request, policy, settings, organization, seats, register });
  const preparation: Preparation = {
    organization,
    ordinal:
      input.ordinal === null || input.ordinal === undefined
        ? null
        : readWhole(faults, ['ordinal'], input.ordinal, 1, 10_000),
    title: readText(faults, ['title'], input.title, { most: limits.titleLength, required: true }) ?? '',
    period,
    heldOn: input.heldOn,
    policy,
    settings,
    seats,
    agenda,
    peerGroups: readPeerGroups(faults, input, agenda),
  };
  if (!sessionId.startsWith('ses_')) throw new Error(`no session id: ${sessionId}`);
  return faults.length > 0 ? invalid(faults) : { preparation, registered };
}

/** [R4] Refuses the first thing that a preparation names by id and that does not exist; null where all of them exist. */
export function missingIn(input: PreparationInput, known: Known): Refusal | null {
  if (!known.policies.some((one) => one.id === input.policyId)) return notFound(['policyId']);
  const missing = missingId(input, known);
  return missing === null ? null : notFound(missing);
}

function missingId(input: PreparationInput, known: Known): readonly string[] | null {
  const organizations = new Set(known.organizations.map((one) => one.id));
  const people = new Set(known.people.map((one) => one.id));
  const isOrganization = (id: string) => organizations.has(id);
  const isPerson = (id: string) => people.has(id);
  let path = ['organization'];
  for (let one: OrganizationInput | null | undefined = input.organization; one; one = one.superior) {
    if (one.id && !isOrganization(one.id)) return [...path, 'id'];
    path = [...path, 'superior'];
  }
  for (const [index, seat] of input.seats.entries()) {
    if (seat.personId && !isPerson(seat.personId)) return ['seats', String(index), 'personId'];
  }
  for (const [index, item] of input.agenda.entries()) {
    if (item.personId && !isPerson(item.personId)) return ['agenda', String(index), 'personId'];
    if (item.organizationId && !isOrganization(item.organizationId)) {
      return ['agenda', String(index), 'organizationId'];
    }
  }
  return null;
}

function readPeriod(faults: Fault[], input: PreparationInput): Period {
  const { kind, year, quarter } = input.period;
  readWhole(faults, ['period', 'year'], year, firstYear, lastYear);
  const given = quarter ?? null;
  if (!quarterFits(kind, given)) {
    faults.push({ path: ['period', 'quarter'], problem: { is: 'QUARTER_ONLY' } });
  }
  return { kind, year, quarter: given };
}

/** [R5] Returns the day on which the policy must be in force. */
function lastDay(period: Period, heldOn: string): string {
  switch (period.kind) {
    case 'YEAR':
      return `${period.year}-12-31`;
    case 'QUARTER':
      return `${period.year}-${['03-31', '06-30', '09-30', '12-31'][(period.quarter ?? 4) - 1] ?? '12-31'}`;
    case 'TERM':
    case 'AD_HOC':
      return heldOn;
    default:
      return period.kind satisfies never;
  }
}

interface Registrar {
  organization(faults: Fault[], input: OrganizationInput): Organization;
  below(superiorId: string, name: string): Organization;
  organizationOf(id: string): Organization;
  /** Finds or registers a person. One who is found by id has the registered name, whatever name is given. */
  person(
    personId: string | null | undefined,
    key: string,
    fullName: string,
  ): { readonly id: string; readonly fullName: string };
}

/** Finds the organisations and people that a preparation names, or registers them. */
function registrar(request: Request, registered: RegistryEvent[]): Registrar {
  const { known, mint, sessionId, former } = request;
  const registration = new Registration(known.organizations, mint, (event) => registered.push(event));
  const people = new Map(known.people.map(({ id, fullName }) => [id, fullName]));
  const organizationOf = (id: string) => {
    const found = registration.byId(id);
    if (found === undefined) throw new Error(`organisation ${id} was looked up and is missing`);
    return found;
  };
  const organization = (faults: Fault[], input: OrganizationInput, path = ['organization']): Organization => {
    if (input.id) return organizationOf(input.id);
    if (path.length > limits.superiorDepth) {
      faults.push({ path, problem: { is: 'TOO_MANY', most: limits.superiorDepth } });
      return { id: '', name: '', superiorId: null };
    }
    const superior = input.superior ? organization(faults, input.superior, [...path, 'superior']) : null;
    const rule = { most: limits.nameLength, required: true };
    const name = readText(faults, [...path, 'name'], input.name, rule) ?? '';
    return registration.at(superior?.id ?? null, name);
  };
  return {
    organization,
    organizationOf,
    below: (superiorId, name) => registration.at(superiorId, name),
    person(personId, key, fullName) {
      if (personId) return { id: personId, fullName: people.get(personId) ?? fullName };
      const stays =
        former?.seats.find((seat) => `seat ${seat.key}` === key && tidy(seat.fullName) === fullName)
          ?.personId ??
        former?.agenda.find((item) => `item ${item.key}` === key && tidy(item.name) === fullName)?.personId;
      if (stays) return { id: stays, fullName };
      const made = `per_${mint('person', sessionId, key, fullName)}`;
      registered.push({ type: 'PersonRegistered', personId: made, fullName });
      return { id: made, fullName };
    },
  };
}

function readKey(faults: Fault[], path: readonly string[], key: string, taken: Set<string>): string {
  const read = readText(faults, path, key, { most: limits.keyLength, required: true }) ?? '';
  if (taken.has(read)) faults.push({ path, problem: { is: 'DOUBLED' } });
  taken.add(read);
  return read;
}

function readSeats(faults: Fault[], request: Request, person: Registrar['person']): readonly PreparedSeat[] {
  const { input, sessionId, mint } = request;
  if (input.seats.length > limits.seats) {
    faults.push({ path: ['seats'], problem: { is: 'TOO_MANY', most: limits.seats } });
    return [];
  }
  const taken = new Set<string>();
  const seats = input.seats.map((seat: SeatInput, index): PreparedSeat => {
    const path = ['seats', String(index)];
    const key = readKey(faults, [...path, 'key'], seat.key, taken);
    const rule = { most: limits.nameLength, required: true };
    const given = readText(faults, [...path, 'fullName'], seat.fullName, rule) ?? '';
    const { id: personId, fullName } = person(seat.personId, `seat ${key}`, given);
    return {
      id: idWithin('seat', sessionId, mint('seat', sessionId, key).slice(0, 12)),
      key,
      personId,
      fullName,
      position: readText(faults, [...path, 'position'], seat.position, { ...rule, required: false }),
      role: seat.role,
      mayVote: seat.mayVote && seat.role !== 'GUEST',
    };
  });
  if (!seats.some((seat) => seat.role === 'CHAIR' || seat.role === 'SECRETARY')) {
    faults.push({ path: ['seats'], problem: { is: 'NO_CHAIR' } });
  }
  if (!seats.some((seat) => seat.mayVote)) faults.push({ path: ['seats'], problem: { is: 'NO_VOTER' } });
  return seats;
}

interface AgendaRequest {
  readonly request: Request;
  readonly policy: Policy;
  readonly settings: PolicySettings;
  readonly organization: { readonly id: string; readonly name: string };
  readonly seats: readonly PreparedSeat[];
  readonly register: Registrar;
}

function readAgenda(faults: Fault[], agenda: AgendaRequest): readonly AgendaItem[] {
  const { input } = agenda.request;
  if (input.agenda.length === 0) faults.push({ path: ['agenda'], problem: { is: 'MISSING' } });
  if (input.agenda.length > limits.agendaItems) {
    faults.push({ path: ['agenda'], problem: { is: 'TOO_MANY', most: limits.agendaItems } });
    return [];
  }
  const taken = new Set<string>();
  const keys = new Set(input.agenda.map((item) => tidy(item.key)));
  const items = input.agenda.map((item, index) => {
    const path = ['agenda', String(index)];
    const key = readKey(faults, [...path, 'key'], item.key, taken);
    for (const [at, other] of (item.facts?.heads ?? []).entries()) {
      if (!keys.has(tidy(other))) {
        faults.push({ path: [...path, 'facts', 'heads', String(at)], problem: { is: 'UNKNOWN' } });
      }
    }
    if (item.facts?.leads && !keys.has(tidy(item.facts.leads))) {
      faults.push({ path: [...path, 'facts', 'leads'], problem: { is: 'UNKNOWN' } });
    }
    return readItem(faults, path, key, index + 1, item, agenda);
  });
  for (const index of itemsInCircles(items)) {
    const fact = items[index]?.facts.leads === undefined ? 'heads' : 'leads';
    faults.push({ path: ['agenda', String(index), 'facts', fact], problem: { is: 'CIRCLE' } });
  }
  tellSameSubjects(faults, items, input.agenda);
  return items;
}

function readItem(
  faults: Fault[],
  path: readonly string[],
  key: string,
  place: number,
  item: AgendaItemInput,
  { request, policy, settings, organization, seats, register }: AgendaRequest,
): AgendaItem {
  const rule = { most: limits.nameLength, required: true };
  const name = readText(faults, [...path, 'name'], item.name, rule) ?? '';
  const seatOf = (field: 'seatKey' | 'presenterKey') => {
    const wanted = item[field];
    if (wanted === null || wanted === undefined) return null;
    const seat = seats.find((one) => one.key === tidy(wanted));
    if (seat === undefined) faults.push({ path: [...path, field], problem: { is: 'UNKNOWN' } });
    return seat ?? null;
  };
  const seat = seatOf('seatKey');
  const unseated =
    isPersonKind(item.kind) && seat === null ? register.person(item.personId, `item ${key}`, name) : null;
  const personId = seat?.personId ?? unseated?.id ?? null;
  const own = subjectOrganization(item, name, organization, register);
  const { sessionId, mint } = request;
  const read: Omit<AgendaItem, 'exclusion'> = {
    id: idWithin('rev', sessionId, mint('review', sessionId, key).slice(0, 12)),
    key,
    place,
    kind: item.kind,
    name,
    position: readText(faults, [...path, 'position'], item.position, { ...rule, required: false }),
    peerGroup:
      readText(faults, [...path, 'peerGroup'], item.peerGroup, { ...rule, required: false }) ?? item.kind,
    seatId: seat?.id ?? null,
    presenterSeatId: seatOf('presenterKey')?.id ?? null,
    personId,
    personName: seat?.fullName ?? unseated?.fullName ?? null,
    organizationId: own.id,
    organizationName: own.name,
    selfLevel: item.selfLevel ?? null,
    report: item.report ? readReport(faults, [...path, 'report'], item.report) : null,
    authority: item.authority ?? policy.authorities[item.kind],
    facts: readFacts(faults, [...path, 'facts'], item.facts ?? {}),
  };
  return { ...read, exclusion: exclusionOf({ policy, settings }, read) };
}

function subjectOrganization(
  item: AgendaItemInput,
  name: string,
  organization: { readonly id: string; readonly name: string },
  register: Registrar,
): { id: string; name: string } {
  if (item.organizationId) return register.organizationOf(item.organizationId);
  const isItself = item.kind === 'PARTY_ORGANIZATION' && name === organization.name;
  return isUnitKind(item.kind) && !isItself ? register.below(organization.id, name) : organization;
}

function readPeerGroups(
  faults: Fault[],
  input: PreparationInput,
  agenda: readonly AgendaItem[],
): readonly PeerGroup[] {
  if (input.peerGroups.length > limits.peerGroups) {
    faults.push({ path: ['peerGroups'], problem: { is: 'TOO_MANY', most: limits.peerGroups } });
    return [];
  }
  const taken = new Set<string>();
  return input.peerGroups.map((group, index) => {
    const path = ['peerGroups', String(index)];
    const rule = { most: limits.nameLength, required: true };
    const peerGroup = readText(faults, [...path, 'peerGroup'], group.peerGroup, rule) ?? '';
    if (taken.has(peerGroup)) faults.push({ path: [...path, 'peerGroup'], problem: { is: 'DOUBLED' } });
    taken.add(peerGroup);
    const whole = (field: string, value: number) =>
      readWhole(faults, [...path, field], value, 0, limits.largestCount);
    const size = group.size ?? null;
    const least = group.counts.reduce(
      (sum, { count }) => sum + count,
      group.notRated + agenda.filter((item) => item.peerGroup === peerGroup).length,
    );
    if (size !== null && size >= 0 && size < least) {
      faults.push({ path: [...path, 'size'], problem: { is: 'SMALLER_THAN_KNOWN', least } });
    }
    return {
      peerGroup,
      size: size === null ? null : whole('size', size),
      counts: readCounts(faults, [...path, 'counts'], group.counts),
      notRated: whole('notRated', group.notRated),
    };
  });
}

function readCounts(
  faults: Fault[],
  path: readonly string[],
  counts: PeerGroup['counts'],
): PeerGroup['counts'] {
  const taken = new Set<string>();
  for (const [index, { level, count }] of counts.entries()) {
    readWhole(faults, [...path, String(index), 'count'], count, 0, limits.largestCount);
    if (taken.has(level))
      faults.push({ path: [...path, String(index), 'level'], problem: { is: 'DOUBLED' } });
    taken.add(level);
  }
  return counts.map(({ level, count }) => ({ level, count }));
}
