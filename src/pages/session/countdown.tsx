import { useEffect, useState } from 'preact/hooks';
import type { RoundHeadFragment } from '../../../schema/operations/typed.ts';
import { timeOf } from '../format.ts';
import { checkClock, serverNowMs } from '../live/clock.ts';
import { say } from '../words.ts';
import { sessionWords } from './words.ts';

/** The page warns when so many seconds are left to cast a ballot. */
const warningSeconds = 10;

export interface TimeLeft {
  /** Whole seconds, rounded up. 0 is the end. */
  readonly seconds: number;
  /** As m:ss. */
  readonly text: string;
  /** Whether the last ten seconds have begun. It stays true after the end. */
  readonly isEnding: boolean;
}

type Round = Pick<RoundHeadFragment, 'openedAt' | 'closesAt'>;

/** Returns the time until a round closes by itself, by the server's clock, anew each second; null where the round does not close by itself. */
export function useTimeLeft({ openedAt, closesAt }: Round): TimeLeft | null {
  useEffect(() => {
    if (closesAt !== null) checkClock(openedAt);
  }, [openedAt, closesAt]);
  const [, tick] = useState(0);
  const leftMs = closesAt === null ? 0 : Math.max(0, Date.parse(closesAt) - serverNowMs());
  useEffect(() => {
    if (leftMs === 0) return;
    // This changes on the full second, so that all devices in a room change together.
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
  /** The text between the closing time and the time that is left. */
  readonly between?: string;
}

/**
 * Shows how long a round stays open by itself, or that it does not close by itself any more; nothing where it never was to. Screen readers are not told the
 * seconds, because they would speak every second.
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
