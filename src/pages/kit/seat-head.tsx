import { useId, useState } from 'preact/hooks';
import { seat as english } from '../../words/en/pages/seat.ts';
import { seat as vietnamese } from '../../words/vi/pages/seat.ts';
import { clockAndDayAfter, clockAndDayOf } from '../days.ts';
import { type CodeUse, useCodeUses } from '../live/code-uses.ts';
import { say } from '../words.ts';
import { Head, type SeatHeadProps } from './shell.tsx';

const words = { vi: vietnamese, en: english };

/** The head of a page of whoever signed in with the code of a seat: with how often it was used [R78]. */
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
  /** A round is open: the place stays and is empty, so that nothing moves. */
  readonly hidden: boolean;
  /** Asked for anew whenever somebody looks. */
  readonly onLook: () => void;
}

/** Folded, and with a number only where the code was used more than once: a laptop and a phone are two. */
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
