import type { ButtonHTMLAttributes } from 'preact';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: 'primary' | 'danger' | 'plain';
  readonly small?: boolean;
  /** Being done: stays in its place and in focus, and does nothing. */
  readonly busy?: boolean;
}

export function Button({
  kind = 'plain',
  small = false,
  busy = false,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={small ? `button ${kind} small` : `button ${kind}`}
      aria-disabled={busy || undefined}
      {...(busy ? { onClick: (event: Event) => event.preventDefault() } : onClick && { onClick })}
    >
      {children}
    </button>
  );
}
