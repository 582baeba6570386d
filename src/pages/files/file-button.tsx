import { Button } from '../kit/button.tsx';
import { AttemptNotice } from '../kit/notice.tsx';
import { useAttempt } from '../live/command.ts';
import { say } from '../words.ts';
import { filesWords } from './words.ts';

interface FileButtonProps {
  readonly label: string;
  /** What it gets, for people who hear the button alone. */
  readonly of: string;
  readonly take: () => Promise<{ readonly __typename: string }>;
}

/** Gets one file, and says beside the button why there is none. */
export function FileButton({ label, of, take }: FileButtonProps) {
  const attempt = useAttempt();
  return (
    <>
      <Button busy={attempt.busy} onClick={() => void attempt.run(take)}>
        <span>
          {attempt.busy ? say(filesWords).making : label}
          <span class="visually-hidden"> {of}</span>
        </span>
      </Button>
      <AttemptNotice attempt={attempt} />
    </>
  );
}
