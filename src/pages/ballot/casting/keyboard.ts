import { choiceOfKey } from './choices.ts';

// How a ballot is filled by keyboard. A row is the fieldset of one subject.

const rowOf = (reviewId: string) => document.getElementById(`row-${reviewId}`);

/** Scrolls a row into view and gives the focus to its marked radio button, or to its first one. */
export function focusRow(reviewId: string): void {
  const row = rowOf(reviewId);
  const input = row?.querySelector<HTMLInputElement>('input:checked') ?? row?.querySelector('input');
  input?.focus();
  row?.scrollIntoView({ block: 'nearest' });
}

/** Marks as a click would, so that the radio button in focus is marked when a screen reader speaks of it. */
export function markRow(reviewId: string, value: string): void {
  const input = rowOf(reviewId)?.querySelector<HTMLInputElement>(`input[value="${value}"]`);
  input?.click();
  input?.focus();
}

/** Keys by which browsers mark radio buttons themselves. */
const marking = new Set([' ', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight']);

/**
 * Returns whether it brought the radio button in focus back into view instead of marking, because it was out of sight or covered: no
 * key changes a mark unseen.
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
