import { useEffect, useRef } from 'preact/hooks';
import { commonWords, say } from '../words.ts';

/** Titles shown since the page was opened. With the first, the focus is where the browser put it. */
let shown = 0;

/** The one heading of what is opened: the tab's title too, and where people who do not see the page go on. */
export function Title({ text }: { readonly text: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const page = say(commonWords).pages.history;
  useEffect(() => {
    shown += 1;
    if (shown > 1) heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = `${text} – ${page}`;
  }, [text, page]);
  return (
    <h1 ref={heading} tabIndex={-1} class="history-title">
      {text}
    </h1>
  );
}
