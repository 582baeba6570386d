import { useEffect, useState } from 'preact/hooks';
import { timeOf } from '../format.ts';
import { serverNowMs } from '../live/clock.ts';
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

/** The time until an instant, RFC 3339, by the server's clock, each second anew; null where there is no such instant. */
export function useTimeLeft(closesAt: string): TimeLeft;
export function useTimeLeft(closesAt: string | null): TimeLeft | null;
export function useTimeLeft(closesAt: string | null): TimeLeft | null {
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

/** How long a round stays open, until an instant, RFC 3339, by the server's clock. Not announced: it would speak every second. */
export function Countdown({ closesAt }: { readonly closesAt: string }) {
  const t = say(sessionWords);
  const { text, isEnding } = useTimeLeft(closesAt);
  return (
    <p class={isEnding ? 'countdown ending' : 'countdown'} role="timer" aria-live="off">
      {t.closesAt(timeOf(closesAt))} · <strong class="number">{t.closesIn(text)}</strong>
    </p>
  );
}
