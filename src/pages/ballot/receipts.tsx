import { useEffect, useRef } from 'preact/hooks';
import type { RoundHeadFragment } from '../../../schema/operations/typed.ts';
import { announce } from '../kit/announce.tsx';
import { Button } from '../kit/button.tsx';
import { Notice, type NoticeKind } from '../kit/notice.tsx';
import { sessionWords } from '../session/words.ts';
import { commonWords, say } from '../words.ts';
import type { Paper, Receipt } from './casting/paper.ts';
import { type Fate, fateOf, type OwnBallot } from './fate.ts';
import { useArriving, useLeaving } from './handing.ts';
import { ballotWords } from './words.ts';

const kinds: Readonly<Record<Fate['is'], NoticeKind>> = {
  none: 'info',
  open: 'info',
  underWay: 'info',
  in: 'good',
  destroyed: 'warn',
  voided: 'info',
  tooLate: 'bad',
  notCast: 'bad',
};

interface RoundProps {
  readonly own: OwnBallot;
  readonly paper: Paper;
  /** What the round is called. */
  readonly name: string;
}

/** What became of this seat's ballot in a round, under the round's name. */
export function RoundNotice({ own, paper, name }: RoundProps) {
  const fate = fateOf(own, paper.state.value);
  const notice = useRef<HTMLDivElement>(null);
  useReceiptAnnouncement(fate);
  useArriving(own.round.id, notice, fate.is);
  useLeaving(own.round.id, () => notice.current);
  return (
    <div ref={notice} class="round-notice" tabIndex={-1}>
      {fate.is === 'underWay' ? (
        <UnderWay paper={paper} name={name} />
      ) : (
        <Notice kind={kinds[fate.is]}>
          <p>
            <strong>{headline(own.round, name)}</strong>
          </p>
          <FateWords fate={fate} />
          {fate.is === 'in' && fate.receipt !== null && <p>{say(ballotWords).receiptHint}</p>}
        </Notice>
      )}
    </div>
  );
}

/** Rounds before the one that the page is about, folded away: what is of today must not stand below what was. */
export function FormerRounds({ rounds }: { readonly rounds: readonly RoundProps[] }) {
  const t = say(ballotWords);
  if (rounds.length === 0) return null;
  return (
    <details class="card">
      <summary>{t.formerRounds(rounds.length)}</summary>
      <ol class="former" reversed>
        {[...rounds].reverse().map(({ own, paper, name }) => (
          <li key={own.round.id}>
            <p>
              <strong>{headline(own.round, name)}</strong>
            </p>
            <FateWords fate={fateOf(own, paper.state.value)} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function headline({ status, voidReason }: RoundHeadFragment, name: string): string {
  const t = say(sessionWords);
  if (status === 'OPEN') return name;
  return status === 'VOID' ? t.roundVoidedOf(name, voidReason ?? '') : t.roundClosed(name);
}

function FateWords({ fate }: { readonly fate: Fate }) {
  const t = say(ballotWords);
  switch (fate.is) {
    case 'none':
    case 'open':
    case 'voided':
      return null;
    case 'underWay':
      return <p>{t.casting}</p>;
    case 'in':
      return fate.receipt === null ? <p>{t.castElsewhere}</p> : <ReceiptView receipt={fate.receipt} />;
    case 'destroyed':
      return <p>{t.destroyed}</p>;
    case 'tooLate':
      return <p>{t.tooLate}</p>;
    case 'notCast':
      return <p>{t.notCast}</p>;
    default:
      return fate satisfies never;
  }
}

function ReceiptView({ receipt }: { readonly receipt: Receipt }) {
  const t = say(ballotWords);
  return (
    <>
      <p>{t.receipt}</p>
      <p>
        {t.receiptNumber}: <code class="receipt">{receipt.cursor}</code>
      </p>
    </>
  );
}

interface UnderWayProps {
  readonly paper: Paper;
  readonly name: string;
}

function UnderWay({ paper, name }: UnderWayProps) {
  const t = say(ballotWords);
  const state = paper.state.value;
  const away = paper.connection.reach.value.is !== 'live';
  if (state.is !== 'unanswered') {
    return (
      <Notice kind={away ? 'warn' : 'info'}>
        <p>
          <strong>{name}</strong>
        </p>
        <p>{away ? t.castingAway : t.casting}</p>
      </Notice>
    );
  }
  return (
    <Notice kind="bad">
      <p>
        <strong>{name}</strong>
      </p>
      <p>{t.unanswered(state.error.message)}</p>
      <Button onClick={() => paper.again()}>{say(commonWords).retry}</Button>
    </Notice>
  );
}

/** Once, when the ballot that was sent from here is in. */
function useReceiptAnnouncement({ is }: Fate): void {
  const former = useRef(is);
  useEffect(() => {
    if (former.current === 'underWay' && is === 'in') announce(say(ballotWords).receipt);
    former.current = is;
  }, [is]);
}
