import { useEffect, useState } from 'preact/hooks';
import type { ReviewPartsFragment, WatchOwnSubscription } from '../../../../schema/operations/typed.ts';
import { announce } from '../../kit/announce.tsx';
import { Button } from '../../kit/button.tsx';
import { Confirm } from '../../kit/confirm.tsx';
import { Level } from '../../kit/level.tsx';
import { Name } from '../../kit/name.tsx';
import { Notice, RefusalNotice } from '../../kit/notice.tsx';
import { AskError, type Connection } from '../../live/connection.ts';
import { namesOfReviews } from '../../names.ts';
import { Countdown } from '../../session/countdown.tsx';
import { commonWords, say } from '../../words.ts';
import { useCover } from '../cover.ts';
import { ballotWords } from '../words.ts';
import { OneBallot } from './one.tsx';
import type { Marks, Paper, Receipt } from './paper.ts';
import { focusRow } from './rows.ts';
import { SheetBallot } from './sheet.tsx';

type OwnBallot = WatchOwnSubscription['ownWatch']['ballots'][number];

interface PanelProps {
  readonly paper: Paper;
  readonly own: OwnBallot;
}

/** This seat's ballot in the open round: to be filled, on its way, or in. */
export function BallotPanel({ paper, own }: PanelProps) {
  const t = say(ballotWords);
  const { round, reviews, sealed } = own;
  const state = paper.state.value;
  useEffect(() => {
    if (sealed) paper.sealed();
  }, [paper, sealed, state.is]);
  if (reviews.length === 0 && !sealed) return <Notice kind="info">{t.notInElectorate}</Notice>;
  const recused = round.reviews.length - reviews.length;
  return (
    <section class="card ballot" aria-labelledby="ballot-title">
      <h2 id="ballot-title">{t.title}</h2>
      {state.is === 'filling' && (
        <>
          <p>{round.method === 'SECRET_BALLOT' ? t.secret : t.roll}</p>
          {round.closesAt !== null && <Countdown closesAt={round.closesAt} />}
          {recused > 0 && <p class="secondary">{t.recused(recused)}</p>}
          <Filling paper={paper} reviews={reviews} marks={state.marks} />
          {state.refused instanceof AskError ? (
            <Notice kind="bad">{say(commonWords).failed(state.refused.message)}</Notice>
          ) : (
            state.refused !== null && <RefusalNotice refusal={state.refused} />
          )}
        </>
      )}
      <PaperNotice paper={paper} />
    </section>
  );
}

/** What became of a ballot once it was cast; nothing while it is filled. */
export function PaperNotice({ paper }: { readonly paper: Paper }) {
  const t = say(ballotWords);
  const state = paper.state.value;
  useEffect(() => {
    if (state.is === 'cast') announce(say(ballotWords).receipt);
    if (state.is === 'tooLate') announce(say(ballotWords).tooLate);
  }, [state.is]);
  switch (state.is) {
    case 'filling':
      return null;
    case 'casting':
      return <Casting connection={paper.connection} />;
    case 'unanswered':
      return (
        <Notice kind="bad">
          <p>{t.unanswered(state.error.message)}</p>
          <Button onClick={() => paper.again()}>{say(commonWords).retry}</Button>
        </Notice>
      );
    case 'cast':
      return <ReceiptView receipt={state.receipt} />;
    case 'castElsewhere':
      return <Notice kind="good">{t.castElsewhere}</Notice>;
    case 'tooLate':
      return <Notice kind="bad">{t.tooLate}</Notice>;
    default:
      return state satisfies never;
  }
}

interface FillingProps {
  readonly paper: Paper;
  readonly reviews: readonly ReviewPartsFragment[];
  readonly marks: Marks;
}

function Filling({ paper, reviews, marks }: FillingProps) {
  const t = say(ballotWords);
  const [confirming, setConfirming] = useState(false);
  useCover('bottom', '.cast-bar');
  const missing = reviews.filter(({ id }) => marks[id] === undefined);
  const [firstMissing] = missing;
  const [only] = reviews;
  const nameOf = namesOfReviews(reviews);
  return (
    <>
      {reviews.length === 1 && only !== undefined ? (
        <OneBallot
          review={only}
          marked={marks[only.id]}
          onMark={(choice) => paper.mark({ [only.id]: choice })}
        />
      ) : (
        <SheetBallot reviews={reviews} marks={marks} onMark={(marked) => paper.mark(marked)} />
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
            paper.cast(reviews.map(({ id }) => id));
          }}
        >
          <ul class="summary">
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
          <p>
            <strong>{t.final}</strong>
          </p>
        </Confirm>
      )}
    </>
  );
}

function Casting({ connection }: { readonly connection: Connection }) {
  const t = say(ballotWords);
  const away = connection.reach.value.is !== 'live';
  return <Notice kind={away ? 'warn' : 'info'}>{away ? t.castingAway : t.casting}</Notice>;
}

function ReceiptView({ receipt }: { readonly receipt: Receipt }) {
  const t = say(ballotWords);
  return (
    <Notice kind="good">
      <p>
        <strong>{t.receipt}</strong>
      </p>
      <p>
        {t.receiptNumber}: <code class="receipt">{receipt.cursor}</code>
      </p>
      <p>{t.receiptHint}</p>
    </Notice>
  );
}
