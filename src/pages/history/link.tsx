import type { ComponentChildren } from 'preact';
import { type Change, go, linkTo } from './url-state.ts';

interface LinkProps {
  readonly to: Change;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A link within the page. The page handles a plain click, and the browser handles other tabs, copies and bookmarks. */
export function Link({ to, children, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={linkTo(to)}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(to);
        window.scrollTo(0, 0);
      }}
    >
      {children}
    </a>
  );
}
