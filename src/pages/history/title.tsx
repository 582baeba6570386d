import { useEffect, useRef } from 'preact/hooks';
import { commonWords, say } from '../words.ts';

/** How many titles were shown since the page was opened. The first one leaves the focus where the browser put it. */
let shown = 0;

/** The heading of what is shown. It is the tab's title too, and takes the focus, so that people who do not see the page go on there. */
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
