import { choiceOfKey } from './choices.ts';

// Filling a ballot by keyboard. A row is the fieldset of one subject.

const rowOf = (reviewId: string) => document.getElementById(`row-${reviewId}`);

/** Scrolls a row into view and gives the focus to its marked radio button, or to its first one. */
export function focusRow(reviewId: string): void {
  const row = rowOf(reviewId);
  const input = row?.querySelector<HTMLInputElement>('input:checked') ?? row?.querySelector('input');
  input?.focus();
  row?.scrollIntoView({ block: 'nearest' });
}

/** Marks as a click does, so that the focused radio button is marked when a screen reader speaks of it. */
export function markRow(reviewId: string, value: string): void {
  const input = rowOf(reviewId)?.querySelector<HTMLInputElement>(`input[value="${value}"]`);
  input?.click();
  input?.focus();
}

/** The keys by which browsers mark radio buttons themselves. */
const marking = new Set([' ', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight']);

/**
 * Says whether it scrolled the focused radio button into view instead of marking. It does so where the button was out of sight or covered, so that no key
 * changes a mark that nobody sees.
 */
export function broughtBack(event: KeyboardEvent): boolean {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !(marking.has(event.key) || choiceOfKey(event.key)))
    return false;
  const { left, top, width, height } = input.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  if (seen !== null && (seen === input || input.closest('label')?.contains(seen))) return false;
  event.preventDefault();
  input.closest('fieldset')?.scrollIntoView({ block: 'center' });
  return true;
}
