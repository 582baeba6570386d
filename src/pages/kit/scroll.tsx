import type { ComponentChildren } from 'preact';

interface ScrollProps {
  readonly label: string;
  /** Its columns keep room for their words on a phone. */
  readonly roomy?: boolean;
  /** A long list takes some lines of the page. */
  readonly low?: boolean;
  readonly children: ComponentChildren;
}

/** Room for what may be wider than the page: reached with the keyboard, and named, so that it can be scrolled without a mouse. */
export function Scroll({ label, roomy = false, low = false, children }: ScrollProps) {
  const classes = ['table-scroll', roomy && 'roomy', low && 'low'].filter(Boolean).join(' ');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section class={classes} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
