import { useRef, useState } from 'preact/hooks';
import {
  type PolicyPartsFragment,
  PrepareSessionDocument,
  type PrepareSessionMutation,
  ReviseSessionDocument,
} from '../../../../schema/operations/typed.ts';
import { deviceStorage } from '../../browser-storage.ts';
import { Button } from '../../kit/button.tsx';
import { Confirm } from '../../kit/confirm.tsx';
import { Notice } from '../../kit/notice.tsx';
import { type Attempt, isRefusal, send, useAttempt } from '../../live/command.ts';
import type { Connection } from '../../live/connection.ts';
import { commonWords, say } from '../../words.ts';
import { type DraftReading, faultText, readDraft } from './api-input.ts';
import type { Draft } from './draft.ts';
import type { Editor } from './editor.ts';
import { FaultList } from './fault-list.tsx';
import type { Go } from './place.ts';
import { newDraftName, preparedName, revisionName } from './stored-drafts.ts';
import { prepareWords } from './words.ts';

interface SendPanelProps {
  readonly editor: Editor;
  readonly policy: PolicyPartsFragment;
  readonly connection: Connection;
  readonly sessionId: string | null;
  readonly former: Draft | null;
  readonly go: Go;
}

export function SendPanel(props: SendPanelProps) {
  const { editor, policy, sessionId } = props;
  const t = say(prepareWords);
  const attempt = useAttempt();
  const [reading, setReading] = useState<DraftReading | null>(null);
  const told = useRef<HTMLDivElement>(null);
  const tell = (faults: readonly (readonly [string, string])[]) => {
    editor.faults.value = new Map(faults);
    if (faults.length > 0) requestAnimationFrame(() => told.current?.focus());
  };
  const ask = () => {
    attempt.clear();
    const read = readDraft(editor.draft.value, policy);
    const { numberedItem } = say(commonWords);
    tell(read.faults.map((fault) => [fault.path.join('.'), faultText(t, numberedItem, fault)]));
    if (read.faults.length === 0) setReading(read);
  };
  const confirm = async ({ input }: DraftReading) => {
    const came = await submit(props, attempt, input);
    setReading(null);
    tell(came);
  };
  const isNew = sessionId === null;
  return (
    <div class="stack">
      <div class="stack" ref={told} tabIndex={-1}>
        <SubmitNotice attempt={attempt} editor={editor} />
      </div>
      <div>
        <Button kind="primary" busy={attempt.busy} onClick={ask}>
          {isNew ? t.submitNew : t.submitRevision}
        </Button>
      </div>
      {reading !== null && (
        <Confirm
          title={isNew ? t.askNew : t.askRevision}
          confirmLabel={isNew ? t.submitNew : t.submitRevision}
          busy={attempt.busy}
          onCancel={() => setReading(null)}
          onConfirm={() => void confirm(reading)}
        >
          <p>{leadOf(props, t)}</p>
        </Confirm>
      )}
    </div>
  );
}

function leadOf({ editor, former }: SendPanelProps, t: (typeof prepareWords)['vi']): string {
  const { seats, agenda } = editor.draft.value;
  if (former === null) return t.askNewLead(seats.length, agenda.length);
  const before = new Set(former.seats.map(({ key }) => key));
  const added = seats.filter(({ key }) => !before.has(key)).length;
  return t.askRevisionLead(before.size - (seats.length - added), added);
}

function SubmitNotice({ attempt, editor }: { attempt: Attempt; editor: Editor }) {
  const t = say(prepareWords);
  const { refusal, error } = attempt;
  if (error !== null) return <Notice kind="bad">{say(commonWords).failed(error.message)}</Notice>;
  const isShown = editor.faults.value.size > 0;
  if (refusal === null && !isShown) return null;
  if (refusal !== null && !isShown && refusal.faults.length > 0) return null;
  return (
    <Notice kind="bad">
      <p>{refusal !== null && !isShown ? refusal.message : t.faultsLead}</p>
      <FaultList editor={editor} />
    </Notice>
  );
}

/** Sends the preparation, and leads on where it is accepted. Otherwise returns the paths and messages of the faults. */
async function submit(
  props: SendPanelProps,
  attempt: Attempt,
  preparation: DraftReading['input'],
): Promise<readonly (readonly [string, string])[]> {
  const { connection, sessionId } = props;
  let faults: readonly (readonly [string, string])[] = [];
  let taken: Taken | null = null;
  await attempt.run(async (commandId) => {
    const input = { ...preparation, commandId };
    const answer =
      sessionId === null
        ? await send(connection, PrepareSessionDocument, input)
        : await send(connection, ReviseSessionDocument, { sessionId, preparation: input });
    if (isRefusal(answer)) faults = answer.faults.map(({ path, message }) => [path.join('.'), message]);
    else if (answer.__typename === 'PreparedSession') taken = answer;
    return answer;
  });
  if (taken !== null) lead(taken, props);
  return faults;
}

type Taken = Extract<PrepareSessionMutation['prepareSession'], { __typename: 'PreparedSession' }>;

/**
 * Stores the accepted draft, and leads to the slips. The answer has the seats in the order in which they were sent, and the codes of all of them, new or not.
 */
function lead({ session, accessCodes }: Taken, { editor, former, sessionId, go }: SendPanelProps): void {
  const draft = editor.draft.value;
  const { id, title, seats } = session;
  deviceStorage.set(preparedName(id), draft);
  deviceStorage.remove(sessionId === null ? newDraftName : revisionName(id));
  const before = new Set(former?.seats.map(({ key }) => key));
  const stay = new Set(
    seats.filter((_, index) => before.has(draft.seats[index]?.key ?? '')).map((seat) => seat.id),
  );
  const numbers = new Map(seats.map((seat, at) => [seat.id, at + 1]));
  const codes = accessCodes.map(({ code, seat }) => ({
    code,
    seat: seat ?? null,
    number: numbers.get(seat?.id ?? '') ?? null,
    isNew: former === null || (seat != null && !stay.has(seat.id)),
  }));
  const revised = sessionId !== null;
  const slips = { sessionId: id, title, heldOn: draft.heldOn, revised, codes, session };
  go(codes.some(({ isNew }) => isNew) ? { is: 'slips', slips } : { is: 'session', id, revised });
}
