import { ConveneSessionDocument } from '../../../../schema/operations/typed.ts';
import { dayOf } from '../../days.ts';
import { CommandButton } from '../../kit/command-button.tsx';
import { Notice } from '../../kit/notice.tsx';
import { serverNowMs } from '../../live/clock.ts';
import { send } from '../../live/command.ts';
import { say } from '../../words.ts';
import { NamesAlike } from '../names-alike.tsx';
import type { Conducting } from './session.ts';
import { conductWords } from './words.ts';

/** Returns the date, YYYY-MM-DD, of an instant in Việt Nam's time, as papers have it. */
function dayInVietnam(atMs: number): string {
  return new Date(atMs + 7 * 3_600_000).toISOString().slice(0, 10);
}

/** Convenes the session. It says before what is against it: too few people, or another day than the session's. */
export function Convene({ connection, session }: Conducting) {
  const t = say(conductWords);
  const { attendance, heldOn, id: sessionId } = session;
  const { present, quorumMet, quorumNeeded } = attendance;
  const today = dayInVietnam(serverNowMs());
  const otherDay = today !== heldOn && <Notice kind="warn">{t.otherDay(dayOf(today), dayOf(heldOn))}</Notice>;
  return (
    <section class="card">
      {otherDay}
      <NamesAlike session={session} brief />
      {!quorumMet && <Notice kind="info">{t.tooFewPresent(present, quorumNeeded)}</Notice>}
      <div class="row">
        <CommandButton
          label={t.convene}
          kind="primary"
          disabled={!quorumMet}
          ask={{
            title: t.conveneTitle,
            body: (
              <>
                {otherDay}
                <p>{t.conveneBody}</p>
              </>
            ),
          }}
          run={(commandId) => send(connection, ConveneSessionDocument, { commandId, sessionId })}
        />
      </div>
    </section>
  );
}
