import { useEffect, useState } from 'preact/hooks';
import { timeOf } from '../format.ts';
import { serverNowMs } from '../live/clock.ts';
import { say } from '../words.ts';
import { sessionWords } from './words.ts';

const tickMs = 500;

/** How long a round stays open, by the server's clock. Not announced: it would speak every second. */
export function Countdown({ closesAt }: { readonly closesAt: string }) {
  const t = say(sessionWords);
  const [nowMs, setNowMs] = useState(serverNowMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(serverNowMs()), tickMs);
    return () => clearInterval(timer);
  }, []);
  const leftSeconds = Math.max(0, Math.ceil((Date.parse(closesAt) - nowMs) / 1_000));
  const minutes = Math.floor(leftSeconds / 60);
  const seconds = String(leftSeconds % 60).padStart(2, '0');
  return (
    <p class="countdown" role="timer" aria-live="off">
      {t.closesAt(timeOf(closesAt))} · <strong class="number">{t.closesIn(`${minutes}:${seconds}`)}</strong>
    </p>
  );
}
