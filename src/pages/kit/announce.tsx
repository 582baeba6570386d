import { signal } from '@preact/signals';

const spoken = { polite: signal(''), assertive: signal('') };

/**
 * Says something to people who listen to the page instead of looking at it: what they must know, not every step. Politely, when
 * their reader comes to it; what would be too late then, at once.
 */
export function announce(text: string, manner: 'polite' | 'assertive' = 'polite'): void {
  const told = spoken[manner];
  // The same sentence twice is news twice.
  told.value = told.value === text ? `${text} ` : text;
}

/** The second is no alert by its role: an alert is what a page shows, and this is never seen. */
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
