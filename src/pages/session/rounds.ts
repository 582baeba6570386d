import { useEffect, useRef } from 'preact/hooks';
import type { ReviewOnAgendaFragment, RoundHeadFragment } from '../../../schema/operations/typed.ts';
import { nameInLine } from '../../words/names.ts';
import { timeOf } from '../format.ts';
import { announce } from '../kit/announce.tsx';
import { namesOfReviews } from '../names.ts';
import { say } from '../words.ts';
import { sessionWords } from './words.ts';

type Round = Pick<RoundHeadFragment, 'openedAt' | 'reviews'>;

/** Returns the name of a round: its subject, or how many subjects it has, and when it opened, because the same may be voted on again. */
export function roundNames(agenda: readonly ReviewOnAgendaFragment[]): (round: Round) => string {
  const t = say(sessionWords);
  const nameOf = namesOfReviews(agenda);
  return ({ openedAt, reviews: [first, ...others] }) => {
    const isOne = first !== undefined && others.length === 0;
    const what = isOne ? nameInLine(nameOf(first.id)) : t.subjects(others.length + 1);
    return t.roundOf(what, timeOf(openedAt));
  };
}

interface Rounds {
  readonly rounds: readonly RoundHeadFragment[];
  readonly reviews: readonly ReviewOnAgendaFragment[];
}

/** Announces that a round opened or ended, once each, to people who hear the page. */
export function useRoundAnnouncements(session: Rounds | null): void {
  const known = useRef<Map<string, string> | null>(null);
  const rounds = session?.rounds;
  useEffect(() => {
    if (session === null) return;
    const t = say(sessionWords);
    const changed = session.rounds.filter(
      ({ id, status }) => known.current !== null && known.current.get(id) !== status,
    );
    const nameOf = roundNames(session.reviews);
    const said = changed.map((round) => {
      const name = nameOf(round);
      if (round.status === 'OPEN') return t.roundOpened(name);
      return round.status === 'CLOSED' ? t.roundClosed(name) : t.roundVoidedOf(name, round.voidReason ?? '');
    });
    if (said.length > 0) announce(said.join(' '));
    known.current = new Map(session.rounds.map(({ id, status }) => [id, status]));
  }, [rounds]);
}
