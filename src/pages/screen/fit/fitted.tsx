import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { say } from '../../words.ts';
import { screenWords } from '../words.ts';
import type { Ladder } from './ladder.ts';
import { keepBoxFitting, keepListFitting, type PageOf } from './measure.ts';
import { useTurn } from './turning.ts';

interface FittedProps {
  readonly class: string;
  /** The same one as long as the component exists. */
  readonly ladder: Ladder;
  readonly as?: 'div' | 'section' | 'header';
  readonly children: ComponentChildren;
}

/** A box with the largest letters for which it has room. */
export function Fitted({ class: name, ladder, as: Box = 'div', children }: FittedProps) {
  const ref = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (ref.current !== null) return keepBoxFitting(ref.current, ladder);
  }, [ladder]);
  return (
    <Box ref={ref as RefObject<HTMLDivElement>} class={`fitted ${name}`}>
      {children}
    </Box>
  );
}

/** The pages of a list, one of which is shown. */
export interface ListPages {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly page: number;
  readonly pages: number;
  /** Says whether an item, by its place in the list, is on the shown page. */
  readonly isOpenAt: (place: number) => boolean;
}

interface Turning {
  /** How long a page is shown. Without it only the first page is shown, with `wanted` items on it if they can be read there. */
  readonly turnMs?: number;
  readonly wanted?: number;
}

/** Lays a list out in columns, and turns its pages where it needs several. */
export function useListPages(ladder: Ladder, { turnMs, wanted }: Turning): ListPages {
  const ref = useRef<HTMLDivElement>(null);
  const [pageOf, setPageOf] = useState<PageOf>([]);
  useLayoutEffect(() => {
    if (ref.current === null) return;
    const onFit = (next: PageOf) => setPageOf((former) => (former.join() === next.join() ? former : next));
    return keepListFitting(ref.current, ladder, { wanted, onFit });
  }, [ladder, wanted]);
  const pages = (pageOf.at(-1) ?? 0) + 1;
  const page = useTurn(turnMs === undefined ? 1 : pages, turnMs ?? 0);
  return { ref, page, pages, isOpenAt: (place) => (pageOf[place] ?? 0) === page };
}

interface PagedListProps {
  readonly listPages: ListPages;
  readonly class: string;
  readonly children: ComponentChildren;
}

/** The list itself. Items of other pages are outside of the box, where they are not seen. */
export function PagedList({ listPages: { ref, page }, class: name, children }: PagedListProps) {
  return (
    <div ref={ref} class="paged">
      <ol class={`paged-list ${name}`} style={{ '--page': page }}>
        {children}
      </ol>
    </div>
  );
}

/** Shows which page is shown, where there are several. */
export function PageNumber({ listPages: { page, pages } }: { readonly listPages: ListPages }) {
  if (pages < 2) return null;
  return <p class="screen-page secondary number">{say(screenWords).sheetPage(page + 1, pages)}</p>;
}

/** More letters than any box of the screen has room for. The rest is not laid out. */
const maxLetters = 3_000;

/** A text that may be shown in part, with a sign that more follows. It is in a box that fits itself. */
export function Excerpt({ class: name, text }: { readonly class: string; readonly text: string }) {
  const { more } = say(screenWords);
  return (
    <p class={`excerpt ${name}`} data-more={more}>
      {text.length > maxLetters ? text.slice(0, maxLetters) + more : text}
    </p>
  );
}
