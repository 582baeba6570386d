import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface CollapsibleSectionProps {
  readonly title: string;
  /** Whether it is open at first. */
  readonly opened: boolean;
  /** Whether something in it is wrong. Then it is open. */
  readonly faulty: boolean;
  readonly children: ComponentChildren;
}

/** A section that most people leave alone. Typing in it does not open or close it. */
export function CollapsibleSection({ title, opened, faulty, children }: CollapsibleSectionProps) {
  const [open, setOpen] = useState(opened);
  return (
    <details class="card" open={open || faulty} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2 class="in-summary">{title}</h2>
      </summary>
      <div class="stack in-details">{children}</div>
    </details>
  );
}
