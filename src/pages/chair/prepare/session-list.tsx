import { useState } from 'preact/hooks';
import { SessionsDocument } from '../../../../schema/operations/typed.ts';
import { dayOf } from '../../days.ts';
import { Button } from '../../kit/button.tsx';
import { Notice } from '../../kit/notice.tsx';
import { useAnswer } from '../../live/answers.ts';
import type { Connection } from '../../live/connection.ts';
import { commonWords, say } from '../../words.ts';
import { DiscardDraft } from './discard-draft.tsx';
import type { Go } from './place.ts';
import { newDraftName, storedDraft } from './stored-drafts.ts';
import { prepareWords } from './words.ts';

const onPage = 25;

export function SessionList({ connection, go }: { connection: Connection; go: Go }) {
  const t = say(prepareWords);
  const common = say(commonWords);
  const [after, setAfter] = useState<string | null>(null);
  const asked = useAnswer(connection, SessionsDocument, { first: onPage, after }).value;
  const draft = storedDraft(newDraftName);
  const [, setDiscarded] = useState(false);
  const sessions = asked.data?.sessions;
  return (
    <>
      <div class="stack tight">
        <h1>{t.sessions}</h1>
        <p class="secondary">{t.sessionsLead}</p>
      </div>
      {draft !== null ? (
        <Notice kind="info">
          <div class="stack tight">
            <p>{t.draftWaits(draft.title.trim() || t.untitled)}</p>
            <div class="row">
              <Button kind="primary" onClick={() => go({ is: 'form', sessionId: null })}>
                {t.goOn}
              </Button>
              <DiscardDraft name={newDraftName} onDone={() => setDiscarded(true)} />
            </div>
          </div>
        </Notice>
      ) : (
        <div>
          <Button kind="primary" onClick={() => go({ is: 'form', sessionId: null })}>
            {t.newSession}
          </Button>
        </div>
      )}
      {asked.is === 'failed' && <Notice kind="bad">{common.failed(asked.error.message)}</Notice>}
      {asked.is === 'waiting' && sessions === undefined && <p>{common.loading}</p>}
      {sessions?.edges.length === 0 && <p>{t.noSessions}</p>}
      {sessions !== undefined && sessions.edges.length > 0 && (
        <ul class="stack tight">
          {sessions.edges.map(({ node }) => (
            <li key={node.id} class="card session-card">
              <div class="stack tight">
                <h2>{node.title}</h2>
                <p class="secondary">
                  {node.organization.name} · {dayOf(node.heldOn)}
                </p>
              </div>
              <div class="row">
                <span class="tag">{common.sessionStatuses[node.status]}</span>
                <button type="button" class="button plain" onClick={() => go({ is: 'session', id: node.id })}>
                  {t.openShort}
                  <span class="visually-hidden"> {node.title}</span>
                </button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <div class="row">
        {after !== null && <Button onClick={() => setAfter(null)}>{t.newest}</Button>}
        {sessions?.pageInfo.hasNextPage && (
          <Button onClick={() => setAfter(sessions.pageInfo.endCursor ?? null)}>{t.older}</Button>
        )}
      </div>
    </>
  );
}
