import { useEffect, useMemo } from 'preact/hooks';
import { PoliciesDocument, type PolicyPartsFragment } from '../../../../schema/operations/typed.ts';
import { dateOf } from '../../format.ts';
import { Button } from '../../kit/button.tsx';
import { Notice } from '../../kit/notice.tsx';
import { useAnswer } from '../../live/answers.ts';
import { serverNowMs } from '../../live/clock.ts';
import type { Connection } from '../../live/connection.ts';
import { commonWords, say } from '../../words.ts';
import { AgendaFields } from './agenda-fields.tsx';
import { policyInForce } from './api-input.ts';
import { BasicFields } from './basic-fields.tsx';
import { DiscardDraft } from './discard-draft.tsx';
import { type Draft, newDraft, newKey } from './draft.ts';
import { type Editor, openEditor } from './editor.ts';
import { GroupFields } from './group-fields.tsx';
import type { Go } from './place.ts';
import { SeatFields } from './seat-fields.tsx';
import { SendPanel } from './send-panel.tsx';
import { SettingsFields } from './settings-fields.tsx';
import { newDraftName, preparedName, revisionName, storedDraft } from './stored-drafts.ts';
import { TableImportPanel } from './table-import-panel.tsx';
import { prepareWords } from './words.ts';

interface FormPageProps {
  readonly connection: Connection;
  /** Null for a session that does not exist yet. */
  readonly sessionId: string | null;
  readonly go: Go;
}

export function FormPage({ connection, sessionId, go }: FormPageProps) {
  const t = say(prepareWords);
  const common = say(commonWords);
  const former = useMemo(
    () => (sessionId === null ? null : storedDraft(preparedName(sessionId))),
    [sessionId],
  );
  const name = sessionId === null ? newDraftName : revisionName(sessionId);
  const editor = useMemo(() => openEditor(name, storedDraft(name) ?? former ?? freshDraft()), [name]);
  const asked = useAnswer(connection, PoliciesDocument, {}).value;
  const policies = asked.data?.policies;
  const back = () => go(sessionId === null ? { is: 'list' } : { is: 'session', id: sessionId });
  const lost = sessionId !== null && former === null && storedDraft(name) === null;
  useEffect(() => {
    if (lost) back();
  }, [lost]);
  return (
    <>
      <div class="row">
        <Button onClick={back}>{sessionId === null ? t.back : t.backToSession}</Button>
        <DiscardDraft name={name} onDone={back} />
      </div>
      <div class="stack tight">
        <h1>{sessionId === null ? t.prepareTitle : t.reviseTitle}</h1>
        <p class="secondary">{t.keptHere}</p>
      </div>
      {sessionId !== null && <Notice kind="info">{t.reviseHint}</Notice>}
      {asked.is === 'failed' && <Notice kind="bad">{common.failed(asked.error.message)}</Notice>}
      {policies === undefined ? (
        asked.is === 'waiting' && <p>{common.loading}</p>
      ) : (
        <Sections
          editor={editor}
          policies={policies}
          connection={connection}
          sessionId={sessionId}
          former={former}
          go={go}
        />
      )}
    </>
  );
}

interface SectionsProps extends FormPageProps {
  readonly editor: Editor;
  readonly policies: readonly PolicyPartsFragment[];
  readonly former: Draft | null;
}

function Sections({ editor, policies, connection, sessionId, former, go }: SectionsProps) {
  const policy = policyInForce(policies, editor.draft.value);
  if (policy === undefined) return null;
  return (
    <>
      <BasicFields editor={editor} policies={policies} policy={policy} />
      <SettingsFields editor={editor} policy={policy} />
      <TableImportPanel editor={editor} />
      <SeatFields editor={editor} />
      <AgendaFields editor={editor} />
      <GroupFields editor={editor} />
      <SendPanel
        editor={editor}
        policy={policy}
        connection={connection}
        sessionId={sessionId}
        former={former}
        go={go}
      />
    </>
  );
}

/** Returns a draft of a session of today, by the server's clock. */
function freshDraft(): Draft {
  return newDraft(dateOf(new Date(serverNowMs()).toISOString()), newKey());
}
