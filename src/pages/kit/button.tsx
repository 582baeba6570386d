import type { ButtonHTMLAttributes } from 'preact';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: 'primary' | 'danger' | 'plain';
  readonly small?: boolean;
  /** The action is under way. The button stays in its place and keeps the focus, and does nothing. */
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
