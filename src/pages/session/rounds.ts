import { useEffect, useRef } from 'preact/hooks';
import type { RoundHeadFragment } from '../../../schema/operations/typed.ts';
import { announce } from '../kit/announce.tsx';
import { say } from '../words.ts';
import { sessionWords } from './words.ts';

/** Says that a round opened or ended, once each, to people who listen to the page. */
export function useRoundAnnouncements(rounds: readonly RoundHeadFragment[] | undefined): void {
  const known = useRef<Map<string, string> | null>(null);
  useEffect(() => {
    if (rounds === undefined) return;
    const t = say(sessionWords);
    for (const { id, status, voidReason } of known.current === null ? [] : rounds) {
      if (known.current?.get(id) === status) continue;
      if (status === 'OPEN') announce(t.roundOpened);
      else if (status === 'CLOSED') announce(t.roundClosed);
      else announce(t.roundVoided(voidReason ?? ''));
    }
    known.current = new Map(rounds.map(({ id, status }) => [id, status]));
  }, [rounds]);
}
