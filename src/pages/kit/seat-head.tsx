import { useId, useState } from 'preact/hooks';
import { seat as english } from '../../words/en/pages/seat.ts';
import { seat as vietnamese } from '../../words/vi/pages/seat.ts';
import { clockAndDayAfter, clockAndDayOf } from '../days.ts';
import { type CodeUse, useCodeUses } from '../live/code-uses.ts';
import { say } from '../words.ts';
import { Head, type SeatHeadProps } from './shell.tsx';

const words = { vi: vietnamese, en: english };

/** [R78] The head of a page for somebody who signed in with a seat's code. It shows how often the code was used. */
export function SeatHead({ voting, ...head }: SeatHeadProps) {
  const { connection, viewer } = head.visit;
  const [looks, setLooks] = useState(0);
  const use = useCodeUses(connection, viewer.session?.id ?? '', looks).get(viewer.seat?.id ?? '');
  const times = use?.signIns ?? 0;
  return (
    <Head
      {...head}
      mark={times > 1 && !voting ? say(words).codeTimes(times) : null}
      tool={use && times > 0 && <OwnCode use={use} hidden={voting} onLook={() => setLooks(looks + 1)} />}
    />
  );
}

interface OwnCodeProps {
  readonly use: CodeUse;
  /** A round is open. The button's place stays empty, so that nothing moves. */
  readonly hidden: boolean;
  /** Called whenever somebody looks, to ask for the numbers again. */
  readonly onLook: () => void;
}

/**
 * Shows the use of the code when it is unfolded. The button has a number only where the code was used more than once, for example on a laptop and on a phone.
 */
function OwnCode({ use, hidden, onLook }: OwnCodeProps) {
  const t = say(words);
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
        {times > 1 ? t.codeTimes(times) : t.code}
      </button>
      <p id={id} class="head-code" hidden={hidden || !unfolded}>
        {saidOf(use)} {t.notYou}
      </p>
    </>
  );
}

function saidOf({ signIns, firstSignInAt, lastSignInAt }: CodeUse): string {
  const t = say(words);
  if (signIns === null || firstSignInAt === null || lastSignInAt === null) return '';
  const first = clockAndDayOf(firstSignInAt);
  return signIns > 1
    ? t.codeOften(signIns, first, clockAndDayAfter(firstSignInAt, lastSignInAt))
    : t.codeOnce(first);
}
