import { cutExcerpts, restoreExcerpts } from './excerpt.ts';
import { flow, pagesFor } from './flow.ts';
import { climb, type Ladder, type Step } from './ladder.ts';

// Boxes of the room's screen measure their contents, because nobody can scroll there. A box takes the highest step of its ladder with which everything fits,
// and does so again whenever its contents or its size change.

/** Pixels that rounding may add. */
const slack = 1;

/** Keeps the letters of a box as large as possible while everything fits, until the function that it returns is called. */
export function keepBoxFitting(box: HTMLElement, ladder: Ladder): () => void {
  return keepFitting(box, () => {
    const step = climb(ladder, (one) => {
      set(box, one);
      return overflows(box) ? Number.POSITIVE_INFINITY : 0;
    });
    set(box, step);
  });
}

/** The page of each item of a list, from 0. */
export type PageOf = readonly number[];

interface ListOptions {
  /** For a list that shows its first page alone: how many items are wanted on it. */
  readonly wanted?: number | undefined;
  readonly onFit: (pageOf: PageOf) => void;
}

/** Keeps a list, the only child of a box, on as few pages as possible, and as large as these allow. */
export function keepListFitting(
  box: HTMLElement,
  ladder: Ladder,
  { wanted, onFit }: ListOptions,
): () => void {
  const list = box.firstElementChild;
  if (!(list instanceof HTMLElement)) return () => {};
  const items = () => [...list.children].filter((item) => item instanceof HTMLElement);
  const heightsAt = (step: Step): readonly number[] => {
    set(box, step);
    // The items are measured one below another, as wide as they will be, because a browser takes long to lay out columns of its own.
    list.classList.add('measured');
    const own = items();
    return own.some((item) => item.scrollWidth > item.clientWidth + slack)
      ? own.map(() => Number.POSITIVE_INFINITY)
      : own.map((item) => item.getBoundingClientRect().height);
  };
  const areaAt = ({ columns = 1 }: Step) => ({ columns, room: box.clientHeight });
  return keepFitting(box, () => {
    for (const item of items()) item.style.removeProperty('height');
    const step = climb(ladder, (one) => {
      const heights = heightsAt(one);
      const pages = pagesFor(heights, areaAt(one));
      if (wanted === undefined || pages === Number.POSITIVE_INFINITY) return pages - 1;
      const shown = flow(heights, areaAt(one)).filter(({ page }) => page === 0).length;
      return Math.min(wanted, heights.length) - Math.min(wanted, shown);
    });
    const places = flow(heightsAt(step), areaAt(step));
    list.classList.remove('measured');
    for (const [at, item] of items().entries()) {
      const { page = 0, column = 0, top = 0, height = 0 } = places[at] ?? {};
      item.style.setProperty('--column', String(page * (step.columns ?? 1) + column));
      item.style.setProperty('--top', `${top}px`);
      if (Number.isFinite(height)) item.style.height = `${height}px`;
    }
    onFit(places.map(({ page }) => page));
  });
}

/** Fits the box now, and again when its contents, its size or the font have changed. */
function keepFitting(box: HTMLElement, lay: () => void): () => void {
  let size = '';
  const refit = () => {
    restoreExcerpts(box);
    lay();
    cutExcerpts(box);
    changes.takeRecords();
    size = sizeOf(box);
  };
  const changes = new MutationObserver((records) => {
    if (records.some(takesRoom)) refit();
  });
  changes.observe(box, { subtree: true, childList: true, characterData: true, characterDataOldValue: true });
  const room = new ResizeObserver(() => {
    if (size !== sizeOf(box)) refit();
  });
  room.observe(box);
  document.fonts.addEventListener('loadingdone', refit);
  refit();
  return () => {
    changes.disconnect();
    room.disconnect();
    document.fonts.removeEventListener('loadingdone', refit);
  };
}

const sizeOf = ({ clientWidth, clientHeight }: Element): string => `${clientWidth} × ${clientHeight}`;

/** Says whether a change may need other room. A changed count does not, because the longest count has room. */
function takesRoom({ type, oldValue, target }: MutationRecord): boolean {
  const isCount = (text: string | null) => /^\d+$/.test(text ?? '');
  return type !== 'characterData' || !isCount(oldValue) || !isCount(target.nodeValue);
}

function set(box: HTMLElement, { size, columns = 1, lines }: Step): void {
  box.style.setProperty('--size', String(size));
  box.style.setProperty('--columns', String(columns));
  if (lines === undefined) box.style.removeProperty('--lines');
  else box.style.setProperty('--lines', String(lines));
}

const overflows = (box: Element): boolean =>
  box.scrollHeight > box.clientHeight + slack || box.scrollWidth > box.clientWidth + slack;
