import type { ComponentChildren } from 'preact';
import { Button } from '../kit/button.tsx';
import { AttemptNotice, Notice } from '../kit/notice.tsx';
import type { Attempt } from '../live/command.ts';
import { commonWords, say } from '../words.ts';
import { sessionWords } from './words.ts';

/** Whether a review takes comments, responses and reports: now, again when somebody opens it, or never again. */
export type Taking = 'OPEN' | 'CLOSED' | 'OVER';

interface FormFooterProps {
  readonly taking: Taking;
  readonly label: string;
  readonly attempt: Attempt;
  /** Discards the text. */
  readonly onDrop: () => void;
  readonly children?: ComponentChildren;
}

/** The end of a form on a review, with the button that sends it. Where the review takes nothing, it says why, and that the text is kept. */
export function FormFooter({ taking, label, attempt, onDrop, children }: FormFooterProps) {
  const t = say(sessionWords);
  return (
    <>
      <AttemptNotice attempt={attempt} />
      {taking !== 'OPEN' && <Notice kind="warn">{t.notTaken[taking]}</Notice>}
      <div class="row">
        {taking === 'OPEN' ? (
          <Button type="submit" busy={attempt.busy}>
            {attempt.busy ? say(commonWords).sending : label}
          </Button>
        ) : (
          <Button onClick={onDrop}>{t.drop}</Button>
        )}
        {children}
      </div>
    </>
  );
}
