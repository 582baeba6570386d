import { useEffect, useState } from 'preact/hooks';
import type { ReviewOnAgendaFragment } from '../../../../schema/operations/typed.ts';
import { timeOf } from '../../format.ts';
import { Button } from '../../kit/button.tsx';
import { Confirm } from '../../kit/confirm.tsx';
import { Level } from '../../kit/level.tsx';
import { Name } from '../../kit/name.tsx';
import { Notice, RefusalNotice } from '../../kit/notice.tsx';
import { AskError } from '../../live/connection.ts';
import { namesOfReviews } from '../../names.ts';
import { Countdown } from '../../session/countdown.tsx';
import { sessionWords } from '../../session/words.ts';
import { commonWords, say } from '../../words.ts';
import { ballotStatusOf, type OwnBallot } from '../ballot-status.ts';
import { useFocusLeaving } from '../focus-handover.ts';
import { RoundNotice } from '../receipts.tsx';
import { useStickyInset } from '../sticky-insets.ts';
import { ballotId } from '../voting-bar.tsx';
import { ballotWords } from '../words.ts';
import { focusRow } from './keyboard.ts';
import type { LocalBallot, Marks } from './local-ballot.ts';
import { SheetBallot } from './sheet-ballot.tsx';
import { SingleBallot } from './single-ballot.tsx';

interface BallotPanelProps {
  readonly local: LocalBallot;
  readonly own: OwnBallot;
  readonly agenda: readonly ReviewOnAgendaFragment[];
  /** The name of the round. */
  readonly name: string;
  readonly turnout: number;
}

/** Shows this seat's ballot in the open round: to be filled, on its way, or recorded. */
export function BallotPanel({ local, own, agenda, name, turnout }: BallotPanelProps) {
  const t = say(ballotWords);
  const { round, reviews, sealed } = own;
  const state = local.state.value;
  useEffect(() => {
    if (sealed) local.sealed();
  }, [local, sealed, state.is]);
  const recused = round.reviews.length - reviews.length;
  const isIn = ballotStatusOf(own, state).is === 'in';
  return (
    <section class="card ballot" id={ballotId} tabIndex={-1} aria-labelledby="ballot-title">
      <h2 id="ballot-title">{t.title}</h2>
      {state.is === 'filling' ? (
        <>
          <p>
            {round.method === 'SECRET_BALLOT' ? t.secret : t.roll}
            {round.closesAt !== null && ` ${say(sessionWords).closesAt(timeOf(round.closesAt))}.`}
            {round.clockStopped && ` ${say(sessionWords).clockStopped}`}
          </p>
          {recused > 0 && <p class="secondary">{t.recused(recused)}</p>}
          <Filling local={local} own={own} agenda={agenda} marks={state.marks} />
          {state.refused instanceof AskError ? (
            <Notice kind="bad">{say(commonWords).failed(state.refused.message)}</Notice>
          ) : (
            state.refused !== null && <RefusalNotice refusal={state.refused} />
          )}
        </>
      ) : (
        <RoundNotice own={own} local={local} name={name} />
      )}
      {isIn && (
        <p>
          <strong class="number">{say(sessionWords).turnout(turnout, round.electorate)}</strong>
        </p>
      )}
    </section>
  );
}

interface NoBallotProps {
  readonly own: OwnBallot;
  readonly name: string;
  readonly isPresent: boolean;
}

/** Says why this seat has no ballot in the open round, and when it will have one. */
export function NoBallot({ own, name, isPresent }: NoBallotProps) {
  return (
    <Notice kind="info">
      <p>
        <strong>{say(ballotWords).votingOn(name)}</strong>
      </p>
      <p>{reasonOf(own, isPresent)}</p>
    </Notice>
  );
}

function reasonOf({ refusedAs }: OwnBallot, isPresent: boolean): string {
  const { noBallot } = say(ballotWords);
  switch (refusedAs) {
    case 'MAY_NOT_VOTE':
      return noBallot.mayNotVote;
    case 'RECUSED':
      return noBallot.recused;
    default:
      return isPresent ? noBallot.cameLater : noBallot.notHere;
  }
}

interface FillingProps extends Pick<BallotPanelProps, 'local' | 'own' | 'agenda'> {
  readonly marks: Marks;
}

function Filling({ local, own, agenda, marks }: FillingProps) {
  const t = say(ballotWords);
  const { reviews, round } = own;
  const [confirming, setConfirming] = useState(false);
  useStickyInset('bottom', '.cast-bar');
  useFocusLeaving(round.id, () => document.getElementById(ballotId));
  const missing = reviews.filter(({ id }) => marks[id] === undefined);
  const [firstMissing] = missing;
  const [only] = reviews;
  // This tells subjects also from those of the same name that are not in this round.
  const nameOf = namesOfReviews(agenda);
  return (
    <>
      {reviews.length === 1 && only !== undefined ? (
        <SingleBallot
          review={only}
          nameOf={nameOf}
          marked={marks[only.id]}
          onMark={(choice) => local.mark({ [only.id]: choice })}
        />
      ) : (
        <SheetBallot
          reviews={reviews}
          nameOf={namesOfReviews(agenda, { numbered: true })}
          marks={marks}
          onMark={(marked) => local.mark(marked)}
        />
      )}
      <div class="row cast-bar">
        <p class="missing">{t.missing(missing.length)}</p>
        {firstMissing !== undefined && reviews.length > 1 && (
          <Button onClick={() => focusRow(firstMissing.id)}>{t.toMissing}</Button>
        )}
        <Button kind="primary" disabled={missing.length > 0} onClick={() => setConfirming(true)}>
          {t.review}
        </Button>
      </div>
      {confirming && (
        <Confirm
          title={t.summary}
          confirmLabel={t.cast}
          cancelLabel={t.backToBallot}
          onCancel={() => setConfirming(false)}
          onConfirm={() => {
            setConfirming(false);
            const sheetIds = round.reviews.map(({ id }) => id);
            local.cast(
              reviews.map(({ id }) => id),
              sheetIds,
            );
          }}
        >
          {reviews.length > 1 && <p>{t.summaryOf(reviews.length)}</p>}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
          <ul class="summary" aria-label={t.summary} tabIndex={0}>
            {reviews.map(({ id }) => {
              const choice = marks[id];
              return (
                <li key={id}>
                  <Name of={nameOf(id)} />
                  {choice !== undefined && <Level level={choice} />}
                </li>
              );
            })}
          </ul>
          {/* The countdown on the page is hidden behind the question. */}
          <Countdown round={round} />
          <p>
            <strong>{t.final}</strong>
          </p>
        </Confirm>
      )}
    </>
  );
}
