import { useEffect, useRef } from 'preact/hooks';
import { CloseRoundDocument, VoidRoundDocument } from '../../../../schema/operations/typed.ts';
import { CommandButton } from '../../kit/command-button.tsx';
import { TextArea } from '../../kit/fields.tsx';
import { Name } from '../../kit/name.tsx';
import { Notice } from '../../kit/notice.tsx';
import { send } from '../../live/command.ts';
import { fullNameOf, inSeatOrder, namesOfReviews, namesOfSeats } from '../../names.ts';
import { Countdown } from '../../session/countdown.tsx';
import { TallyBars, TurnoutRing, talliesShown } from '../../session/tally.tsx';
import { sessionWords } from '../../session/words.ts';
import { useTabState } from '../../tab-state.ts';
import { commonWords, say } from '../../words.ts';
import { SubjectNames } from './open-round.tsx';
import type { ChairSession, Conducting } from './session.ts';
import { conductWords } from './words.ts';

type Round = NonNullable<ChairSession['openRound']>;

interface RoundDeskProps extends Conducting {
  readonly round: Round;
}

/** Shows the open round: how many have cast, who has not, and the two ways to end it. */
export function RoundDesk({ connection, session, round }: RoundDeskProps) {
  const t = say(conductWords);
  const { methods } = say(commonWords);
  const [reason, setReason] = useTabState(`void.${round.id}`, '');
  const nameOfSeat = namesOfSeats(session.seats);
  const missing = new Set(round.awaiting?.map(({ id }) => id));
  const awaiting = inSeatOrder(
    session.seats.filter(({ id }) => missing.has(id)),
    fullNameOf,
  );
  const nameOf = namesOfReviews(session.reviews);
  const desk = useRef<HTMLElement>(null);
  // It opens above what the chair was looking at, so it scrolls into view.
  useEffect(() => desk.current?.scrollIntoView({ block: 'nearest' }), [round.id]);
  const subjects = round.reviews.map(({ id }) => nameOf(id));
  const shown = Math.max(...round.tallies.map(({ counted }) => counted));
  const command = { sessionId: session.id, roundId: round.id };
  // [R41] Where somebody is recused, three ballots are too few as well, which only the server says.
  const tooFew = round.method === 'SECRET_BALLOT' && round.turnout > 0 && round.turnout < 3;
  const tallies = talliesShown(round);
  return (
    <section ref={desk} class="card round-desk" aria-labelledby="round-title">
      <h2 id="round-title">{methods[round.method]}</h2>
      {round.clockStopped && (
        <Notice kind="bad">
          <p>{t.clockStopped}</p>
          <p>{t.clockStoppedAct}</p>
        </Notice>
      )}
      <div class="row">
        <TurnoutRing turnout={round.turnout} electorate={round.electorate} />
        <div class="stack tight round-awaiting">
          {!round.clockStopped && <Countdown round={round} />}
          <h3>{t.awaiting}</h3>
          {awaiting.length === 0 ? (
            <p>{t.nobodyAwaiting}</p>
          ) : (
            <ul class="row">
              {awaiting.map(({ id }) => (
                <li key={id} class="tag">
                  <Name of={nameOfSeat(id)} />
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      {round.turnout === 0 && <p class="secondary">{t.nothingToCount}</p>}
      {tooFew && <p class="secondary">{t.tooFewToCount}</p>}
      <div class="row">
        <CommandButton
          label={t.closeRound}
          kind="primary"
          disabled={round.turnout === 0 || tooFew}
          ask={{
            title: t.closeRoundTitle,
            body: (
              <>
                <p>{t.closeRoundBody(awaiting.length)}</p>
                <SubjectNames names={subjects} />
              </>
            ),
          }}
          run={(commandId) => send(connection, CloseRoundDocument, { commandId, ...command })}
        />
        <CommandButton
          label={t.voidRound}
          kind="danger"
          ask={{
            title: t.voidTitle,
            body: (
              <>
                <p>{t.voidBody}</p>
                {round.method === 'SECRET_BALLOT' && <p>{t.voidShown(shown)}</p>}
                <SubjectNames names={subjects} />
                <TextArea label={t.reason} value={reason} onValue={setReason} />
              </>
            ),
            ready: reason.trim() !== '',
          }}
          run={(commandId) => send(connection, VoidRoundDocument, { commandId, ...command, reason })}
          onDone={() => setReason('')}
        />
      </div>
      {tallies.length === 0 && (
        <>
          <SubjectNames names={subjects} />
          <p class="secondary">{say(sessionWords).countsShown[round.display]}</p>
        </>
      )}
      <ul class="round-tallies">
        {tallies.map((tally) => (
          <li key={tally.review.id}>
            <p>
              <Name of={nameOf(tally.review.id)} />
            </p>
            <TallyBars tally={tally} labels="short" />
          </li>
        ))}
      </ul>
    </section>
  );
}
