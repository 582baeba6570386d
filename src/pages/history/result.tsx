import type { ComponentChildren } from 'preact';
import {
  HistoryResultDocument,
  type HistoryResultQuery,
  type ResultLinkFragment,
} from '../../../schema/operations/typed.ts';
import { dayOf, momentOf } from '../days.ts';
import { readerOf } from '../files/papers.tsx';
import { SessionPapers } from '../files/session-papers.tsx';
import { capitalised } from '../format.ts';
import { OutcomeLevel } from '../kit/level.tsx';
import { Notice } from '../kit/notice.tsx';
import { useAnswer } from '../live/answers.ts';
import { peerGroupName } from '../names.ts';
import { OutcomeView } from '../session/outcome.tsx';
import { Disclosures, TallyBars } from '../session/tally.tsx';
import type { Visit } from '../visit.ts';
import { commonWords, say } from '../words.ts';
import { Link } from './link.tsx';
import { periodName } from './periods.ts';
import { recordOf } from './result-list.tsx';
import { Title } from './title.tsx';
import { closed } from './url-state.ts';
import { historyWords } from './words.ts';

type Result = Extract<NonNullable<HistoryResultQuery['node']>, { __typename: 'Result' }>;

/** Shows one result: what it is about, how it was voted, why it has its level, and what was decided later. */
export function ResultView({ visit, id }: { visit: Visit; id: string }) {
  const t = say(historyWords);
  const { connection, viewer } = visit;
  const asked = useAnswer(connection, HistoryResultDocument, { id }).value;
  if (asked.is === 'failed') {
    return <Notice kind="bad">{say(commonWords).failed(asked.error.message)}</Notice>;
  }
  if (asked.data === null) return <p>{say(commonWords).loading}</p>;
  const result = asked.data.node;
  if (result?.__typename !== 'Result') {
    return (
      <>
        <Title text={t.results} />
        <p>{t.noSuchResult}</p>
      </>
    );
  }
  const record = recordOf(result.subject);
  const { session } = result;
  const reader = session && readerOf(viewer, session.id);
  return (
    <>
      <div class="stack tight">
        <Title text={result.subject.name} />
        <p class="secondary">
          {say(commonWords).kinds[result.subject.kind]} · {periodName(result.period)}
        </p>
        {record !== null && (
          <p>
            <Link to={record}>{t.toRecord(result.subject.name)}</Link>
          </p>
        )}
      </div>
      {result.supersededBy !== null && <Notice kind="warn">{t.supersededNotice}</Notice>}
      <div class="history-result">
        <Facts result={result} />
        <div class="history-result-side">
          <Tally tally={result.tally} />
          <Decisions decisions={result.decisions} />
          {session !== null && reader !== null && (
            <SessionPapers connection={connection} sessionId={session.id} reader={reader} />
          )}
        </div>
      </div>
      <section class="card">
        <h2>{t.outcomeThen}</h2>
        {result.outcome === null ? <p>{t.imported}</p> : <OutcomeView outcome={result.outcome} open />}
      </section>
    </>
  );
}

function Facts({ result }: { result: Result }) {
  const t = say(historyWords);
  const { subject, organization, session, policy, authority, recordedAt, supersedes, supersededBy } = result;
  return (
    <section class="card">
      <h2>{t.asItStands}</h2>
      <p class="history-standing">
        <OutcomeLevel outcome={result} />
      </p>
      <dl class="history-facts">
        {subject.position !== null && <Fact name={t.position}>{subject.position}</Fact>}
        <Fact name={t.peerGroup}>{peerGroupName(subject.peerGroup)}</Fact>
        {subject.organization !== null && subject.person !== null && (
          <Fact name={t.ofOrganization}>{subject.organization.name}</Fact>
        )}
        <Fact name={t.ratedBy}>
          <Link to={{ ...closed, organization: organization.id }}>{organization.name}</Link>
        </Fact>
        {session !== null && (
          <>
            <Fact name={t.session}>{session.title}</Fact>
            <Fact name={t.heldOn}>{dayOf(session.heldOn)}</Fact>
            <Fact name={t.head}>
              {t.headIs(session.head.seq)} <code class="history-hash">{session.head.hash}</code>
              <span class="history-under">{t.headHint}</span>
            </Fact>
          </>
        )}
        <Fact name={t.authority}>{capitalised(t.authorities[authority])}</Fact>
        {policy !== null && <Fact name={t.policy}>{policy.name}</Fact>}
        <Fact name={t.recordedAt}>{momentOf(recordedAt)}</Fact>
        {supersedes !== null && (
          <Fact name={t.supersedes}>
            <Other result={supersedes} />
          </Fact>
        )}
        {supersededBy !== null && (
          <Fact name={t.supersededBy}>
            <Other result={supersededBy} />
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Other({ result: { id, session, recordedAt, ...outcome } }: { result: ResultLinkFragment }) {
  return (
    <span class="stack tight">
      <Link to={{ ...closed, result: id }}>
        {session === null ? momentOf(recordedAt) : `${session.title}, ${dayOf(session.heldOn)}`}
      </Link>
      <OutcomeLevel outcome={outcome} />
    </span>
  );
}

function Tally({ tally }: { tally: Result['tally'] }) {
  const t = say(historyWords);
  return (
    <section class="card">
      <h2>{t.tally}</h2>
      {tally === null ? (
        <p class="secondary">{t.noTally}</p>
      ) : (
        <>
          <TallyBars tally={tally} />
          <Disclosures disclosures={tally.disclosures} />
          <p class="secondary">{t.tallyOf(tally.counted, tally.electorate, tally.base)}</p>
        </>
      )}
    </section>
  );
}

/** Lists later decisions, the oldest first. The last one is in force. */
function Decisions({ decisions }: { decisions: Result['decisions'] }) {
  const t = say(historyWords);
  return (
    <section class="card">
      <h2>{t.decisions}</h2>
      {decisions.length === 0 && <p class="secondary">{t.noDecisions}</p>}
      <ol class="stack">
        {decisions.map((decision) => (
          <li key={decision.at} class="comment response stack tight">
            <p class="comment-head">{t.decided(decision.decidedBy, momentOf(decision.at))}</p>
            <OutcomeLevel outcome={decision} />
            {decision.documentNumber !== null && <p>{t.document(decision.documentNumber)}</p>}
            <p class="prewrap">{t.reason(decision.reason)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
