import { useEffect } from 'preact/hooks';
import { announce } from '../kit/announce.tsx';
import { Button } from '../kit/button.tsx';
import { useTimeLeft } from '../session/countdown.tsx';
import { commonWords, say } from '../words.ts';
import { ballotStatusOf, type OwnBallot } from './ballot-status.ts';
import type { LocalBallot } from './casting/local-ballot.ts';
import { ballotWords } from './words.ts';

interface VotingBarProps {
  readonly own: OwnBallot;
  readonly local: LocalBallot;
}

/** A bar that leads to the ballot from any place on the page, as long as the ballot can be cast. */
export function VotingBar({ own, local }: VotingBarProps) {
  const state = local.state.value;
  if (state.is !== 'filling' || ballotStatusOf(own, state).is !== 'open') return null;
  const marked = own.reviews.filter(({ id }) => state.marks[id] !== undefined).length;
  return <Bar round={own.round} marked={marked} all={own.reviews.length} />;
}

interface BarProps {
  readonly round: OwnBallot['round'];
  readonly marked: number;
  readonly all: number;
}

function Bar({ round, marked, all }: BarProps) {
  const t = say(ballotWords);
  const left = useTimeLeft(round);
  const isEnding = left?.isEnding === true && left.seconds > 0;
  useTitle(t.votingTitle);
  useEffect(vibrate, []);
  useEffect(() => {
    if (isEnding) announce(say(ballotWords).ending(left.seconds), 'assertive');
  }, [isEnding, round.closesAt]);
  return (
    <section class={left?.isEnding ? 'call ending' : 'call'} aria-label={t.voting}>
      <p>
        <strong>{left?.isEnding ? t.endingSoon : t.voting}</strong>
        {left !== null && (
          <span role="timer" aria-live="off">
            {' · '}
            <strong class="number">{left.seconds === 0 ? t.timeIsUp : t.timeLeft(left.text)}</strong>
          </span>
        )}
        {round.clockStopped && ` · ${t.untimed}`}
        {all > 1 && <span class="call-marked"> · {t.marked(marked, all)}</span>}
      </p>
      <Button onClick={toBallot}>{t.toBallot}</Button>
    </section>
  );
}

/** The id of the section with the ballot. */
export const ballotId = 'ballot';

function toBallot(): void {
  const ballot = document.getElementById(ballotId);
  ballot?.focus({ preventScroll: true });
  ballot?.scrollIntoView({ block: 'start' });
}

/** Sets the page's title until the component is removed. */
function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
    return () => {
      document.title = say(commonWords).pages.ballot;
    };
  }, [title]);
}

/** Calls the person by a phone that lies on the table. Before somebody has touched the page, browsers refuse this with an error in the console. */
function vibrate(): void {
  if (navigator.userActivation?.hasBeenActive !== false && 'vibrate' in navigator) {
    navigator.vibrate([200, 100, 200]);
  }
}
