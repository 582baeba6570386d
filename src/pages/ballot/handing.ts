import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

// Where a ballot stood, what became of it stands next: whoever was at the one is led to the other, and nobody else is.

/** The round at whose ballot, or notice, somebody was when it was taken off the page. */
let left: string | null = null;

/** Whether somebody is at a part of the page: the focus is in it, or nowhere while the part is in view. */
function isAt(part: Element): boolean {
  const focused = document.activeElement;
  if (focused !== null && focused !== document.body) return part.contains(focused);
  const { top, bottom, height } = part.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < window.innerHeight;
}

/** Notes, when this is taken off the page, whether somebody was at it. */
export function useLeaving(roundId: string, find: () => Element | null): void {
  useLayoutEffect(() => {
    // Now: by then a reference would be empty.
    const part = find();
    return () => {
      if (part !== null && isAt(part)) left = roundId;
    };
  }, [roundId]);
}

/** Comes into view and takes the focus in place of what was left; once it has the focus, it stays in view while it changes. */
export function useArriving(roundId: string, ref: RefObject<HTMLElement | null>, change: string): void {
  useLayoutEffect(() => {
    const part = ref.current;
    if (part === null) return;
    if (left === roundId) part.focus({ preventScroll: true });
    left = null;
    if (part.contains(document.activeElement)) part.scrollIntoView({ block: 'nearest' });
  }, [roundId, change]);
}
