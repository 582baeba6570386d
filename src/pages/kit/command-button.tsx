import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAttempt } from '../live/command.ts';
import { isReached } from '../live/connection.ts';
import { commonWords, say } from '../words.ts';
import { Button } from './button.tsx';
import { Confirm } from './confirm.tsx';
import { AttemptNotice, Notice } from './notice.tsx';

interface CommandButtonProps {
  readonly label: string;
  /** What it is done to, for people who hear the button alone. */
  readonly of?: string;
  readonly small?: boolean;
  readonly kind?: 'primary' | 'danger' | 'plain';
  readonly disabled?: boolean;
  /** The question that is asked before something that cannot be undone. */
  readonly ask?: { readonly title: string; readonly body: ComponentChildren; readonly ready?: boolean };
  /** Called before the question is shown. */
  readonly onAsk?: () => void;
  readonly run: (commandId: string) => Promise<{ readonly __typename: string }>;
  readonly onDone?: () => void;
}

/** A button that sends one command. It says beside itself, or in its question, why the command was not done. */
export function CommandButton({
  label,
  of,
  small = false,
  kind = 'plain',
  disabled = false,
  ask,
  onAsk,
  run,
  onDone,
}: CommandButtonProps) {
  const [asking, setAsking] = useState(false);
  const attempt = useAttempt();
  const act = async () => {
    if (!(await attempt.run(run))) return;
    setAsking(false);
    onDone?.();
  };
  return (
    <>
      <Button
        kind={kind}
        small={small}
        busy={attempt.busy}
        disabled={disabled}
        onClick={() => {
          attempt.clear();
          if (ask === undefined) void act();
          else {
            onAsk?.();
            setAsking(true);
          }
        }}
      >
        {of === undefined ? (
          label
        ) : (
          <span>
            {label}
            <span class="visually-hidden"> {of}</span>
          </span>
        )}
      </Button>
      {!asking && <AttemptNotice attempt={attempt} />}
      {asking && ask !== undefined && (
        <Confirm
          title={ask.title}
          confirmLabel={label}
          kind={kind === 'danger' ? 'danger' : 'primary'}
          busy={attempt.busy}
          ready={ask.ready !== false && isReached.value}
          onConfirm={() => void act()}
          onCancel={() => setAsking(false)}
        >
          {ask.body}
          {!attempt.busy && !isReached.value && <Notice kind="warn">{say(commonWords).notNow}</Notice>}
          <AttemptNotice attempt={attempt} />
        </Confirm>
      )}
    </>
  );
}
