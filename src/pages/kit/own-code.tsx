import { useId, useState } from 'preact/hooks';
import { clockAndDayAfter, clockAndDayOf } from '../days.ts';
import type { CodeUse } from '../live/code-uses.ts';
import { commonWords, say } from '../words.ts';

interface OwnCodeProps {
  readonly use: CodeUse;
  /** A round is open: the place stays and is empty, so that nothing moves. */
  readonly hidden: boolean;
  /** Asked for anew whenever somebody looks. */
  readonly onLook: () => void;
}

/** [R78] Says how often and since when the code of the own seat was used; folded, and with a number only where it was more than once. */
export function OwnCode({ use, hidden, onLook }: OwnCodeProps) {
  const t = say(commonWords);
  const [unfolded, setUnfolded] = useState(false);
  const id = useId();
  const times = use.signIns ?? 0;
  return (
    <>
      <button
        type="button"
        class={hidden ? 'button plain small kept-place' : 'button plain small'}
        aria-expanded={unfolded && !hidden}
        aria-controls={id}
        onClick={() => {
          if (!unfolded) onLook();
          setUnfolded(!unfolded);
        }}
      >
        {times > 1 ? t.ownCodeTimes(times) : t.ownCode}
      </button>
      <p id={id} class="head-code" hidden={hidden || !unfolded}>
        {saidOf(use)} {t.ownCodeNotYou}
      </p>
    </>
  );
}

function saidOf({ signIns, firstSignInAt, lastSignInAt }: CodeUse): string {
  const t = say(commonWords);
  if (signIns === null || firstSignInAt === null || lastSignInAt === null) return '';
  const first = clockAndDayOf(firstSignInAt);
  return signIns > 1
    ? t.ownCodeOften(signIns, first, clockAndDayAfter(firstSignInAt, lastSignInAt))
    : t.ownCodeOnce(first);
}
