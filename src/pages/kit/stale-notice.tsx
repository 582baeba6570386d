import { useEffect, useState } from 'preact/hooks';
import { clockTime } from '../format.ts';
import type { Connection } from '../live/connection.ts';
import { commonWords, say } from '../words.ts';
import { Notice } from './notice.tsx';

/** A connection that is back within this time is not reported. */
const patienceMs = 1_200;

const nothingKnown = { sinceMs: null, refused: null };

/** Says since when the page has been stale, and why no connection is taken where that is known; nothing while the server is reached. */
export function StaleNotice({ connection }: { readonly connection: Connection }) {
  const t = say(commonWords);
  const reach = connection.reach.value;
  const away = reach.is === 'lost' || reach.is === 'connecting';
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    setPatient(true);
    if (!away) return;
    const timer = setTimeout(() => setPatient(false), patienceMs);
    return () => clearTimeout(timer);
  }, [away]);
  if (!away || patient) return null;
  const { sinceMs, refused } = reach.is === 'lost' ? reach : nothingKnown;
  return (
    <div class="stale" role="status">
      <Notice kind="warn">
        {sinceMs !== null && `${t.lostSince(clockTime(sinceMs))} `}
        {refused !== null ? t.refused[refused] : sinceMs !== null ? t.reconnecting : t.neverReached}
      </Notice>
    </div>
  );
}
