import { useEffect, useState } from 'preact/hooks';
import { type Presence, RecordPresenceDocument } from '../../../../schema/operations/typed.ts';
import { type Distinct, nameInLine } from '../../../words/names.ts';
import { clockAndDayAfter, clockAndDayOf } from '../../days.ts';
import { CommandButton } from '../../kit/command-button.tsx';
import { Name } from '../../kit/name.tsx';
import { AttemptNotice } from '../../kit/notice.tsx';
import { SeatOrderSwitch } from '../../kit/seat-order.tsx';
import { type CodeUse, useCodeUses } from '../../live/code-uses.ts';
import { isRefusal, newCommandId, send, useAttempt } from '../../live/command.ts';
import { fullNameOf, inSeatOrder, namesOfSeats } from '../../names.ts';
import { AttendanceLine } from '../../session/attendance-line.tsx';
import { commonWords, say } from '../../words.ts';
import type { ChairSession, Conducting } from './session.ts';
import { conductWords } from './words.ts';

type Seat = ChairSession['seats'][number];

const presences: readonly Presence[] = ['EXPECTED', 'PRESENT', 'EXCUSED', 'ABSENT'];

/** How often a desk asks for uses of codes. There are two desks, and no frame tells of a sign-in. */
const askAgainMs = 60_000;

/** Returns how often the desk has asked again. */
function useRepeats(): number {
  const [repeats, setRepeats] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setRepeats((former) => former + 1), askAgainMs);
    return () => clearInterval(timer);
  }, []);
  return repeats;
}

/** [R78] Shows who is present, seat by seat, with how often the code of each seat was used. Anyone's presence can be recorded until adjournment. */
export function AttendancePanel({ connection, session }: Conducting) {
  const t = say(conductWords);
  const seats = inSeatOrder(session.seats, fullNameOf);
  const nameOf = namesOfSeats(session.seats);
  const expected = seats.filter(({ presence, role }) => presence === 'EXPECTED' && role !== 'GUEST');
  const uses = useCodeUses(connection, session.id, useRepeats());
  const often = seats.filter(({ id }) => isOften(uses.get(id))).length;
  const ofScreens = uses.get(null);
  const closed = session.status === 'ADJOURNED';
  /** Sends one command a seat, each of which is accepted or refused by itself. Returns the first refusal. */
  const recordAll = async () => {
    const answers = await Promise.all(
      expected.map((seat) =>
        send(connection, RecordPresenceDocument, {
          commandId: newCommandId(),
          sessionId: session.id,
          seatId: seat.id,
          presence: 'PRESENT',
        }),
      ),
    );
    return answers.find(isRefusal) ?? { __typename: 'Accepted' };
  };
  return (
    <section class="card">
      <h2>{t.attendance}</h2>
      <AttendanceLine attendance={session.attendance} />
      {expected.length > 1 && !closed && (
        <div class="row">
          <CommandButton
            label={t.allPresent}
            ask={{ title: t.allPresentAsk(expected.length), body: null }}
            run={recordAll}
          />
        </div>
      )}
      {often > 0 && <p class="hint">{t.codesOften(often)}</p>}
      <SeatOrderSwitch />
      <ul class="presences">
        {seats.map((seat) => (
          <SeatPresence
            key={seat.id}
            connection={connection}
            session={session}
            seat={seat}
            name={nameOf(seat.id)}
            use={uses.get(seat.id)}
            closed={closed}
          />
        ))}
      </ul>
      {ofScreens && <p class="hint">{t.codeOfScreens(codeSaid(ofScreens))}</p>}
    </section>
  );
}

const isOften = (use: CodeUse | undefined) => (use?.signIns ?? 0) > 1;

function codeSaid({ signIns, firstSignInAt, lastSignInAt }: CodeUse): string {
  const t = say(conductWords);
  if (signIns === null || firstSignInAt === null || lastSignInAt === null) return t.codeNever;
  const first = clockAndDayOf(firstSignInAt);
  return signIns > 1
    ? t.codeOften(signIns, first, clockAndDayAfter(firstSignInAt, lastSignInAt))
    : t.codeOnce(first);
}

interface SeatPresenceProps extends Conducting {
  readonly seat: Seat;
  readonly name: Distinct;
  readonly use: CodeUse | undefined;
  readonly closed: boolean;
}

function SeatPresence({ connection, session, seat, name, use, closed }: SeatPresenceProps) {
  const t = say(conductWords);
  const { presences: names, roles } = say(commonWords);
  const attempt = useAttempt();
  const [wanted, setWanted] = useState<Presence | null>(null);
  const record = async (presence: Presence) => {
    setWanted(presence);
    await attempt.run((commandId) =>
      send(connection, RecordPresenceDocument, {
        commandId,
        sessionId: session.id,
        seatId: seat.id,
        presence,
      }),
    );
    setWanted(null);
  };
  return (
    <li>
      <span>
        <Name of={name} />{' '}
        <small class="secondary">
          {roles[seat.role]}
          {!seat.mayVote && `, ${t.nonVoting}`}
        </small>
        {use && <small class={isOften(use) ? 'code-use often' : 'code-use'}>{codeSaid(use)}</small>}
      </span>
      {closed ? (
        <span>{seat.presence && names[seat.presence]}</span>
      ) : (
        <select
          class="input presence"
          aria-label={t.presenceOf(nameInLine(name))}
          value={wanted ?? seat.presence ?? 'EXPECTED'}
          disabled={attempt.busy}
          onChange={(event) => void record(event.currentTarget.value as Presence)}
        >
          {presences.map((presence) => (
            <option key={presence} value={presence}>
              {names[presence]}
            </option>
          ))}
        </select>
      )}
      <AttemptNotice attempt={attempt} />
    </li>
  );
}
