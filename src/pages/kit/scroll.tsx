import type { ComponentChildren } from 'preact';

interface ScrollProps {
  readonly label: string;
  /** Whether columns keep room for their words on a phone. */
  readonly roomy?: boolean;
  /** Whether a long list gets only some lines of the page. */
  readonly low?: boolean;
  readonly children: ComponentChildren;
}

/** A place for something that may be wider than the page. It has a name and takes the focus, so that it can be scrolled without a mouse. */
export function Scroll({ label, roomy = false, low = false, children }: ScrollProps) {
  const classes = ['table-scroll', roomy && 'roomy', low && 'low'].filter(Boolean).join(' ');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section class={classes} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
