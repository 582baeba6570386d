import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

// A notice of what became of a ballot takes the ballot's place on the page. The focus of a person who was at the ballot moves to the notice, and nobody else's
// focus moves.

/** The round whose ballot or notice the person was at when it was removed from the page. */
let left: string | null = null;

/** Says whether the person is at a part of the page: the focus is in it, or nowhere while the part is in view. */
function isAt(part: Element): boolean {
  const focused = document.activeElement;
  if (focused !== null && focused !== document.body) return part.contains(focused);
  const { top, bottom, height } = part.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < window.innerHeight;
}

/** Notes whether the person is at this part of the page when it is removed. */
export function useFocusLeaving(roundId: string, find: () => Element | null): void {
  useLayoutEffect(() => {
    // This is found now, because a reference is empty by then.
    const part = find();
    return () => {
      if (part !== null && isAt(part)) left = roundId;
    };
  }, [roundId]);
}

/** Gives the focus to the part that replaces the one that the person was at, and scrolls it into view when it changes. */
export function useFocusArriving(roundId: string, ref: RefObject<HTMLElement | null>, change: string): void {
  useLayoutEffect(() => {
    const part = ref.current;
    if (part === null) return;
    if (left === roundId) part.focus({ preventScroll: true });
    left = null;
    if (part.contains(document.activeElement)) part.scrollIntoView({ block: 'nearest' });
  }, [roundId, change]);
}
