import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { commonWords, say } from '../words.ts';
import { Button } from './button.tsx';

/** Moves the focus to the main part where the confirmed action removed what had it. Otherwise it would be at the beginning of the page. */
function refocus(): void {
  if (document.activeElement === document.body)
    document.querySelector('main')?.focus({ preventScroll: true });
}

interface ConfirmProps {
  readonly title: string;
  /** What the action means. */
  readonly children?: ComponentChildren;
  readonly confirmLabel: string;
  /** "Cancel" where it is left out. */
  readonly cancelLabel?: string;
  readonly kind?: 'primary' | 'danger';
  /** The action is under way. It cannot be confirmed again or cancelled. */
  readonly busy?: boolean;
  readonly ready?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks once before something that cannot be undone. Escape cancels. The focus goes back to where it was. */
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
      // A dialog that is removed from the page does not give the focus back by itself.
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
