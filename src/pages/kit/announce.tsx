import { signal } from '@preact/signals';

const spoken = signal('');

/** Says something to people who listen to the page instead of looking at it: what they must know, not every step. */
export function announce(text: string): void {
  // The same sentence twice is news twice.
  spoken.value = spoken.value === text ? `${text} ` : text;
}

export function LiveRegion() {
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {spoken.value}
    </div>
  );
}
