import { signal } from '@preact/signals';

const spoken = { polite: signal(''), assertive: signal('') };

/**
 * Says something to people who hear the page and do not see it: what they must know, not every step. `polite` waits until their reader is free. `assertive` is
 * said at once, for what would be too late later.
 */
export function announce(text: string, manner: 'polite' | 'assertive' = 'polite'): void {
  const told = spoken[manner];
  // A space makes the same sentence a new text, so that it is said again.
  told.value = told.value === text ? `${text} ` : text;
}

/** The second region does not have the role alert, because an alert is something that a page shows, and this is never seen. */
export function LiveRegion() {
  return (
    <>
      <div class="visually-hidden" role="status" aria-live="polite">
        {spoken.polite}
      </div>
      <div class="visually-hidden" aria-live="assertive">
        {spoken.assertive}
      </div>
    </>
  );
}
