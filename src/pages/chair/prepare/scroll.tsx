import type { ComponentChildren } from 'preact';

/** A table that is wider than its place: scrolled within it, by keyboard too. */
export function Scroll({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a section of this name is announced no better
    <div class="table-scroll roomy" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
