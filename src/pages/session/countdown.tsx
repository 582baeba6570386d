import { useEffect, useState } from 'preact/hooks';
import type { RoundHeadFragment } from '../../../schema/operations/typed.ts';
import { timeOf } from '../format.ts';
import { checkClock, serverNowMs } from '../live/clock.ts';
import { say } from '../words.ts';
import { sessionWords } from './words.ts';

/** Of the time in which a ballot can be cast, what is left when the page warns. */
const warningSeconds = 10;

export interface TimeLeft {
  /** Whole ones, rounded up: 0 is the end. */
  readonly seconds: number;
  /** m:ss */
  readonly text: string;
  /** In the last ten seconds, and after them. */
  readonly isEnding: boolean;
}

type Round = Pick<RoundHeadFragment, 'openedAt' | 'closesAt'>;

/** The time until a round closes by itself, by the server's clock, each second anew; null where it does not. */
export function useTimeLeft({ openedAt, closesAt }: Round): TimeLeft | null {
  useEffect(() => {
    if (closesAt !== null) checkClock(openedAt);
  }, [openedAt, closesAt]);
  const [, tick] = useState(0);
  const leftMs = closesAt === null ? 0 : Math.max(0, Date.parse(closesAt) - serverNowMs());
  useEffect(() => {
    if (leftMs === 0) return;
    // On the second, so that all in a room change at once.
    const timer = setTimeout(() => tick((ticks) => ticks + 1), leftMs % 1_000 || 1_000);
    return () => clearTimeout(timer);
  });
  if (closesAt === null) return null;
  const seconds = Math.ceil(leftMs / 1_000);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return { seconds, text, isEnding: seconds <= warningSeconds };
}

interface CountdownProps {
  readonly round: Round & Pick<RoundHeadFragment, 'clockStopped'>;
  /** Between when it closes and how long that is. */
  readonly between?: string;
}

/**
 * How long a round stays open by itself, or that it does not close by itself any more; nothing where it was never to. The seconds are not
 * announced: it would speak every second.
 */
export function Countdown({ round, between = ' · ' }: CountdownProps) {
  const t = say(sessionWords);
  const left = useTimeLeft(round);
  if (round.clockStopped) return <p class="clock-stopped">{t.clockStopped}</p>;
  if (left === null || round.closesAt === null) return null;
  return (
    <p class={left.isEnding ? 'countdown ending' : 'countdown'} role="timer" aria-live="off">
      {t.closesAt(timeOf(round.closesAt))}
      {between}
      <strong class="number">{t.closesIn(left.text)}</strong>
    </p>
  );
}
