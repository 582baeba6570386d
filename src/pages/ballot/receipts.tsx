import { useEffect, useRef } from 'preact/hooks';
import type { RoundHeadFragment } from '../../../schema/operations/typed.ts';
import { announce } from '../kit/announce.tsx';
import { Button } from '../kit/button.tsx';
import { Notice, type NoticeKind } from '../kit/notice.tsx';
import { sessionWords } from '../session/words.ts';
import { commonWords, say } from '../words.ts';
import { type BallotStatus, ballotStatusOf, type OwnBallot } from './ballot-status.ts';
import type { LocalBallot, Receipt } from './casting/local-ballot.ts';
import { useFocusArriving, useFocusLeaving } from './focus-handover.ts';
import { ballotWords } from './words.ts';

const kinds: Readonly<Record<BallotStatus['is'], NoticeKind>> = {
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
  readonly local: LocalBallot;
  /** The name of the round. */
  readonly name: string;
}

/** Says what became of this seat's ballot in a round, under the round's name. */
export function RoundNotice({ own, local, name }: RoundProps) {
  const status = ballotStatusOf(own, local.state.value);
  const notice = useRef<HTMLDivElement>(null);
  useReceiptAnnouncement(status);
  useFocusArriving(own.round.id, notice, status.is);
  useFocusLeaving(own.round.id, () => notice.current);
  return (
    <div ref={notice} class="round-notice" tabIndex={-1}>
      {status.is === 'underWay' ? (
        <UnderWay local={local} name={name} />
      ) : (
        <Notice kind={kinds[status.is]}>
          <p>
            <strong>{headline(own.round, name)}</strong>
          </p>
          <StatusWords status={status} />
          {status.is === 'in' && status.receipt !== null && <p>{say(ballotWords).receiptHint}</p>}
        </Notice>
      )}
    </div>
  );
}

/** Lists earlier rounds, folded, so that they are not above what matters now. */
export function FormerRounds({ rounds }: { readonly rounds: readonly RoundProps[] }) {
  const t = say(ballotWords);
  if (rounds.length === 0) return null;
  return (
    <details class="card">
      <summary>{t.formerRounds(rounds.length)}</summary>
      <ol class="former" reversed>
        {[...rounds].reverse().map(({ own, local, name }) => (
          <li key={own.round.id}>
            <p>
              <strong>{headline(own.round, name)}</strong>
            </p>
            <StatusWords status={ballotStatusOf(own, local.state.value)} />
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

function StatusWords({ status }: { readonly status: BallotStatus }) {
  const t = say(ballotWords);
  switch (status.is) {
    case 'none':
    case 'open':
    case 'voided':
      return null;
    case 'underWay':
      return <p>{t.casting}</p>;
    case 'in':
      return status.receipt === null ? <p>{t.castElsewhere}</p> : <ReceiptView receipt={status.receipt} />;
    case 'destroyed':
      return <p>{t.destroyed}</p>;
    case 'tooLate':
      return <p>{t.tooLate}</p>;
    case 'notCast':
      return <p>{t.notCast}</p>;
    default:
      return status satisfies never;
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
  readonly local: LocalBallot;
  readonly name: string;
}

function UnderWay({ local, name }: UnderWayProps) {
  const t = say(ballotWords);
  const state = local.state.value;
  const away = local.connection.reach.value.is !== 'live';
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
      <Button onClick={() => local.again()}>{say(commonWords).retry}</Button>
    </Notice>
  );
}

/** Announces once that the ballot which was sent from here is recorded. */
function useReceiptAnnouncement({ is }: BallotStatus): void {
  const former = useRef(is);
  useEffect(() => {
    if (former.current === 'underWay' && is === 'in') announce(say(ballotWords).receipt);
    former.current = is;
  }, [is]);
}
