import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { commonWords, say } from '../words.ts';
import { Button } from './button.tsx';

/** What had the focus before may be gone by what was confirmed: it is left nowhere, least of all at the page's head. */
function refocus(): void {
  if (document.activeElement === document.body)
    document.querySelector('main')?.focus({ preventScroll: true });
}

interface ConfirmProps {
  readonly title: string;
  /** What doing it means, in plain words. */
  readonly children?: ComponentChildren;
  readonly confirmLabel: string;
  /** Default: cancel. */
  readonly cancelLabel?: string;
  readonly kind?: 'primary' | 'danger';
  /** Under way: neither confirmed again nor cancelled. */
  readonly busy?: boolean;
  readonly ready?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks once before what cannot be undone. Escape is no; the focus goes back to where it was. */
export function Confirm(props: ConfirmProps) {
  const {
    title,
    children,
    confirmLabel,
    kind = 'primary',
    busy = false,
    ready = true,
    onConfirm,
    onCancel,
  } = props;
  const cancelLabel = props.cancelLabel ?? say(commonWords).cancel;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opened = dialog.current;
    const before = document.activeElement;
    opened?.showModal();
    return () => {
      opened?.close();
      // A dialog that is taken out of the page no longer gives the focus back by itself.
      if (before instanceof HTMLElement) before.focus();
      requestAnimationFrame(refocus);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) onCancel();
      }}
    >
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && ready) onConfirm();
        }}
      >
        <h2 id={id}>{title}</h2>
        {children}
        {busy && <p role="status">{say(commonWords).underWay}</p>}
        <div class="row">
          <Button type="submit" kind={kind} busy={busy || !ready}>
            {confirmLabel}
          </Button>
          <Button busy={busy} onClick={onCancel}>
            {cancelLabel}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
