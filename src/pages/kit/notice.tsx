import type { ComponentChildren } from 'preact';
import type { RefusalPartsFragment } from '../../../schema/operations/typed.ts';
import type { Attempt } from '../live/command.ts';
import { commonWords, say } from '../words.ts';
import { Icon } from './icon.tsx';

export type NoticeKind = 'info' | 'good' | 'warn' | 'bad';

interface NoticeProps {
  readonly kind: NoticeKind;
  readonly children: ComponentChildren;
}

const signs = { info: 'info', good: 'check', warn: 'warn', bad: 'cross' } as const;

export function Notice({ kind, children }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} role={kind === 'bad' ? 'alert' : undefined}>
      <span class="notice-sign">
        <Icon name={signs[kind]} />
      </span>
      <div>{children}</div>
    </div>
  );
}

export function RefusalNotice({ refusal }: { readonly refusal: RefusalPartsFragment }) {
  return (
    <Notice kind="bad">
      <p>{refusal.message}</p>
      {refusal.faults.length > 0 && (
        <ul>
          {refusal.faults.map(({ path, message }) => (
            <li key={path.join('.')}>
              <code>{path.join('.')}</code>: {message}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

/** Shows why the last attempt failed; nothing where it did not. */
export function AttemptNotice({ attempt }: { readonly attempt: Pick<Attempt, 'refusal' | 'error'> }) {
  if (attempt.refusal !== null) return <RefusalNotice refusal={attempt.refusal} />;
  if (attempt.error !== null)
    return <Notice kind="bad">{say(commonWords).failed(attempt.error.message)}</Notice>;
  return null;
}
