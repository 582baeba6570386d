import type { QualityLevel, ReviewInFocusFragment } from '../../../schema/operations/typed.ts';

// A report that is being written, and what becomes of it when another one is presented meanwhile.

export const passages = ['achievements', 'shortcomings', 'causes', 'remedies'] as const;
export const draftFields = ['presentedBy', ...passages, 'targets', 'selfLevel'] as const;
export type DraftField = (typeof draftFields)[number];

export interface DraftTarget {
  readonly name: string;
  readonly planned: string;
  readonly achieved: string;
  readonly exceeded: boolean;
}

/** The fields of the form, as they were typed. */
export interface ReportDraft extends Readonly<Record<'presentedBy' | (typeof passages)[number], string>> {
  readonly targets: readonly DraftTarget[];
  readonly selfLevel: QualityLevel | '';
}

export interface BegunReport {
  readonly mine: ReportDraft;
  /** The report that it began from, and its revision; 0 where there was none. */
  readonly base: ReportDraft;
  readonly basedOnRevision: number;
}

type Reported = Pick<ReviewInFocusFragment, 'report' | 'selfLevel'>;

export function draftOf({ report, selfLevel }: Reported): ReportDraft {
  return {
    presentedBy: report?.presentedBy ?? '',
    achievements: report?.achievements ?? '',
    shortcomings: report?.shortcomings ?? '',
    causes: report?.causes ?? '',
    remedies: report?.remedies ?? '',
    targets: (report?.targets ?? []).map(({ name, planned, achieved, exceeded }) => ({
      name,
      planned: String(planned),
      achieved: String(achieved),
      exceeded,
    })),
    selfLevel: selfLevel ?? '',
  };
}

export const revisionOf = ({ report }: Reported): number => report?.revision ?? 0;

export function begin(review: Reported): BegunReport {
  const base = draftOf(review);
  return { mine: base, base, basedOnRevision: revisionOf(review) };
}

const comparable = (value: ReportDraft[DraftField]): string =>
  typeof value === 'string' ? value.normalize().trim() : JSON.stringify(value);

/** Returns the fields in which two drafts differ. */
export function differing(one: ReportDraft, other: ReportDraft): readonly DraftField[] {
  return draftFields.filter((field) => comparable(one[field]) !== comparable(other[field]));
}

/** Whose text is in a field. */
export type Side = 'mine' | 'newest';

export type Picks = Readonly<Partial<Record<DraftField, Side>>>;

/** Returns, for each field in which they differ, the side that alone changed it; none where both did. */
export function firstPicks({ mine, base }: BegunReport, newest: ReportDraft): Picks {
  const changed = { mine: differing(mine, base), newest: differing(newest, base) };
  return Object.fromEntries(
    differing(mine, newest)
      .filter((field) => changed.mine.includes(field) !== changed.newest.includes(field))
      .map((field) => [field, changed.mine.includes(field) ? 'mine' : 'newest']),
  );
}

/** Returns the draft with the newest report's text in the fields where that was picked. From now on the draft is based on that report. */
export function merged({ mine }: BegunReport, review: Reported, picks: Picks): BegunReport {
  const base = draftOf(review);
  const taken = draftFields.filter((field) => picks[field] === 'newest').map((field) => [field, base[field]]);
  return { mine: { ...mine, ...Object.fromEntries(taken) }, base, basedOnRevision: revisionOf(review) };
}

/** Cuts a text at whole words: what is before the first difference from the other text, what differs, and what is after the last difference. */
export function cutAtDifference(
  one: string,
  other: string,
): readonly [before: string, differs: string, after: string] {
  const words = one.split(/(\s+)/);
  const others = other.split(/(\s+)/);
  const shorter = Math.min(words.length, others.length);
  let start = 0;
  while (start < shorter && words[start] === others[start]) start += 1;
  let end = 0;
  while (end < shorter - start && words.at(-1 - end) === others.at(-1 - end)) end += 1;
  const part = (from: number, to: number) => words.slice(from, to).join('');
  return [part(0, start), part(start, words.length - end), part(words.length - end, words.length)];
}
