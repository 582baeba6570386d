import { signal } from '@preact/signals';
import type {
  OutcomeStatus,
  QualityLevel,
  ResultFilter,
  SubjectKind,
} from '../../../schema/operations/typed.ts';
import { commonWords } from '../words.ts';

// What the page shows is in its URL and nowhere else, so that a link shows it again and the browser's own buttons work.

/** Conditions on results, in the order in which the URL has them. */
const conditionNames = [
  'search',
  'from',
  'to',
  'of',
  'below',
  'kind',
  'level',
  'status',
  'superseded',
] as const;
/** The place in the list, and what is opened, which is one thing at most. */
const placeNames = ['after', 'before', 'result', 'person', 'organization'] as const;

type ConditionName = (typeof conditionNames)[number];
type PlaceName = (typeof placeNames)[number];
export type UrlState = Readonly<Partial<Record<ConditionName | PlaceName, string>>>;
export type Change = Readonly<Partial<Record<ConditionName | PlaceName, string | null>>>;

export const urlState = signal<UrlState>(read());

window.addEventListener('popstate', () => {
  urlState.value = read();
});

function read(): UrlState {
  const given = new URLSearchParams(location.search);
  const found: Partial<Record<ConditionName | PlaceName, string>> = {};
  for (const name of [...conditionNames, ...placeNames]) {
    const value = given.get(name);
    if (value !== null && value !== '') found[name] = value;
  }
  return found;
}

function changed(change: Change): UrlState {
  const { value } = urlState;
  return Object.fromEntries(
    [...conditionNames, ...placeNames].flatMap((name) => {
      const one = name in change ? change[name] : value[name];
      return one === undefined || one === null || one === '' ? [] : [[name, one]];
    }),
  );
}

/** Returns the URL of this page with these changes. */
export function linkTo(change: Change): string {
  const query = new URLSearchParams(changed(change) as Record<string, string>).toString();
  return query === '' ? location.pathname : `${location.pathname}?${query}`;
}

/** Goes to the URL with these changes. With `replace` it replaces the present entry of the browser's history, for a text that is being typed. */
export function go(change: Change, { replace = false } = {}): void {
  const link = linkTo(change);
  if (replace) history.replaceState(null, '', link);
  else history.pushState(null, '', link);
  urlState.value = changed(change);
}

/** The list from its beginning, with nothing opened. */
export const closed: Change = { after: null, before: null, result: null, person: null, organization: null };

/** No conditions. */
export const unconditional: Change = Object.fromEntries(conditionNames.map((name) => [name, null]));

/** Says whether a condition narrows the list. */
export function narrows(value: UrlState): boolean {
  return conditionNames.some(
    (name) => name !== 'superseded' && name !== 'below' && value[name] !== undefined,
  );
}

const namesOf = <Name extends string>(words: Readonly<Record<Name, unknown>>) => Object.keys(words) as Name[];

export const kindNames: readonly SubjectKind[] = namesOf(commonWords.vi.kinds);
export const statusNames: readonly OutcomeStatus[] = namesOf(commonWords.vi.outcomeStatuses);
/** The best first. */
export const levelNames: readonly QualityLevel[] = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED'];

/** Returns those of the names that are in a value of the URL, which anybody may have typed. */
export function among<Name extends string>(names: readonly Name[], value: string | undefined): Name[] {
  const given = value?.split(',') ?? [];
  return names.filter((name) => given.includes(name));
}

function yearOf(value: string | undefined): number | null {
  return value !== undefined && /^\d{4}$/.test(value) ? Number(value) : null;
}

/** Returns the conditions as the API takes them. */
export function filterOf(value: UrlState): ResultFilter {
  const kinds = among(kindNames, value.kind);
  const levels = among(levelNames, value.level);
  const statuses = among(statusNames, value.status);
  const search = value.search?.trim() ?? '';
  return {
    ...(search !== '' && { search }),
    ...(yearOf(value.from) !== null && { fromYear: yearOf(value.from) }),
    ...(yearOf(value.to) !== null && { toYear: yearOf(value.to) }),
    ...(value.of !== undefined && { organizationId: value.of, includeSubordinates: value.below === '1' }),
    ...(kinds.length > 0 && { kinds }),
    ...(levels.length > 0 && { levels }),
    ...(statuses.length > 0 && { statuses }),
    ...(value.superseded === '1' && { includeSuperseded: true }),
  };
}
