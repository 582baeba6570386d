import type { ComponentChildren } from 'preact';
import { type Change, go, linkTo } from './url-state.ts';

interface LinkProps {
  readonly to: Change;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A link within the page: a plain click stays in it; another tab, a copy and a bookmark are the browser's. */
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
