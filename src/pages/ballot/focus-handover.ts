import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

// A notice of what became of a ballot takes the ballot's place on the page: the focus of a person who was at the ballot goes to the
// notice, and nobody else's focus moves.

/** The round whose ballot, or notice, had the person's attention when it was taken off the page. */
let left: string | null = null;

/** Whether somebody is at a part of the page: the focus is in it, or nowhere while the part is in view. */
function isAt(part: Element): boolean {
  const focused = document.activeElement;
  if (focused !== null && focused !== document.body) return part.contains(focused);
  const { top, bottom, height } = part.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < window.innerHeight;
}

/** Notes whether the person was at this part of the page when it is taken off. */
export function useFocusLeaving(roundId: string, find: () => Element | null): void {
  useLayoutEffect(() => {
    // Now: by then a reference would be empty.
    const part = find();
    return () => {
      if (part !== null && isAt(part)) left = roundId;
    };
  }, [roundId]);
}

/** Gives the focus to a part that stands in the place of the one that was left, and keeps it in view while it changes. */
export function useFocusArriving(roundId: string, ref: RefObject<HTMLElement | null>, change: string): void {
  useLayoutEffect(() => {
    const part = ref.current;
    if (part === null) return;
    if (left === roundId) part.focus({ preventScroll: true });
    left = null;
    if (part.contains(document.activeElement)) part.scrollIntoView({ block: 'nearest' });
  }, [roundId, change]);
}
