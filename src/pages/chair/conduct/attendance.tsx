import { useState } from 'preact/hooks';
import { type Presence, RecordPresenceDocument } from '../../../../schema/operations/typed.ts';
import { type Distinct, nameInLine } from '../../../words/names.ts';
import { Act } from '../../kit/act.tsx';
import { Name } from '../../kit/name.tsx';
import { AttemptNotice } from '../../kit/notice.tsx';
import { SeatOrderSwitch } from '../../kit/seat-order.tsx';
import { isRefusal, newCommandId, send, useAttempt } from '../../live/command.ts';
import { fullNameOf, inSeatOrder, namesOfSeats } from '../../names.ts';
import { AttendanceLine } from '../../session/standing.tsx';
import { commonWords, say } from '../../words.ts';
import type { ChairSession, Conducting } from './conduct.tsx';
import { conductWords } from './words.ts';

type Seat = ChairSession['seats'][number];

const presences: readonly Presence[] = ['EXPECTED', 'PRESENT', 'EXCUSED', 'ABSENT'];

/** Who is here, seat by seat; anyone's presence can be recorded until adjournment. */
export function AttendancePanel({ connection, session }: Conducting) {
  const t = say(conductWords);
  const seats = inSeatOrder(session.seats, fullNameOf);
  const nameOf = namesOfSeats(session.seats);
  const expected = seats.filter(({ presence, role }) => presence === 'EXPECTED' && role !== 'GUEST');
  const closed = session.status === 'ADJOURNED';
  /** One command a seat, each accepted or not for itself; the first refusal is told. */
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
          <Act
            label={t.allPresent}
            ask={{ title: t.allPresentAsk(expected.length), body: null }}
            run={recordAll}
          />
        </div>
      )}
      <SeatOrderSwitch />
      <ul class="presences">
        {seats.map((seat) => (
          <SeatPresence
            key={seat.id}
            connection={connection}
            session={session}
            seat={seat}
            name={nameOf(seat.id)}
            closed={closed}
          />
        ))}
      </ul>
    </section>
  );
}

interface SeatPresenceProps extends Conducting {
  readonly seat: Seat;
  readonly name: Distinct;
  readonly closed: boolean;
}

function SeatPresence({ connection, session, seat, name, closed }: SeatPresenceProps) {
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
