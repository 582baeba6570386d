import type { SeatPartsFragment } from '../../../../schema/operations/typed.ts';
import { dayOf } from '../../days.ts';
import { commonWords, say } from '../../words.ts';
import type { NamedSession } from '../names-alike.tsx';
import { qrCode } from './qr.ts';
import { prepareWords } from './words.ts';

export interface SlipCode {
  readonly code: string;
  /** Null for the room's screens. */
  readonly seat: SeatPartsFragment | null;
  /** The seat's number on the secretary's list; null for screens. */
  readonly number: number | null;
  /** Whether the seat is new. A seat that stays keeps its code, of which there is a slip already. */
  readonly isNew: boolean;
}

/** The codes, which are shown once, and what is printed with them. */
export interface SlipsToPrint {
  readonly sessionId: string;
  readonly title: string;
  readonly heldOn: string;
  /** Whether they come from a revision. */
  readonly revised: boolean;
  readonly codes: readonly SlipCode[];
  /** Who is in the session, for the warning about names that look alike. Without it there is no warning. */
  readonly session?: NamedSession;
}

interface SlipProps {
  readonly slip: SlipCode;
  readonly title: string;
  readonly heldOn: string;
  /** The address at which the room's devices find the pages. */
  readonly address: string;
}

export function Slip({ slip, title, heldOn, address }: SlipProps) {
  const t = say(prepareWords);
  const { code, seat, number } = slip;
  const { size, path } = qrCode(`${address}/#code=${encodeURIComponent(code)}`);
  return (
    <li class="slip">
      <p class="slip-title">{title}</p>
      <p>{dayOf(heldOn)}</p>
      <div class="slip-body">
        <div class="slip-person">
          <p class="slip-name">{seat?.person.fullName ?? t.screens}</p>
          {seat?.position && <p class="slip-position">{seat.position}</p>}
          {seat !== null && number !== null && (
            <p>
              {say(commonWords).roles[seat.role]} · {say(commonWords).numberedSeat(number)}
            </p>
          )}
        </div>
        <svg class="slip-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t.qr}>
          <path d={path} />
        </svg>
      </div>
      <p class="slip-code">
        <span class="visually-hidden">{t.slipCode}: </span>
        {code}
      </p>
      <p class="slip-how">{seat === null ? t.slipScreenHow(address) : t.slipHow(address)}</p>
    </li>
  );
}
