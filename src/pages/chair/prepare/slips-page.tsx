import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../kit/button.tsx';
import { Confirm } from '../../kit/confirm.tsx';
import { Check, TextField } from '../../kit/fields.tsx';
import { Notice } from '../../kit/notice.tsx';
import { SeatOrderSwitch } from '../../kit/seat-order.tsx';
import { inSeatOrder } from '../../names.ts';
import { say } from '../../words.ts';
import { NamesAlike } from '../names-alike.tsx';
import type { Go } from './place.ts';
import { Slip, type SlipCode, type SlipsToPrint } from './slip.tsx';
import { prepareWords } from './words.ts';

/** Shows the codes, once. They are stored nowhere else, so every way of leaving asks first. */
export function SlipsPage({ slips, go }: { slips: SlipsToPrint; go: Go }) {
  const t = say(prepareWords);
  const [typed, setTyped] = useState(location.origin);
  const [leaving, setLeaving] = useState(false);
  const [all, setAll] = useState(false);
  const address = originOf(typed);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      event.preventDefault();
      // Browsers of 2023 ask only with this.
      event.returnValue = true;
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);
  const added = slips.codes.filter(({ isNew }) => isNew);
  const rows = inRows(all ? slips.codes : added);
  return (
    <>
      <div class="no-print stack">
        <h1>{t.slipsTitle}</h1>
        <Notice kind="warn">{t.slipsOnce}</Notice>
        {slips.session && <NamesAlike session={slips.session} />}
        <TextField
          label={t.address}
          hint={t.addressHint}
          error={address === null ? t.addressWrong : undefined}
          value={typed}
          onValue={setTyped}
        />
        {address !== null && isOnlyHere(address) && <Notice kind="warn">{t.addressLocal}</Notice>}
        {slips.codes.length > 1 && <SeatOrderSwitch />}
        {added.length < slips.codes.length && <Check label={t.slipsAll} checked={all} onChecked={setAll} />}
        <div class="row">
          <Button kind="primary" disabled={address === null} onClick={() => window.print()}>
            {t.print}
          </Button>
          <Button onClick={() => setLeaving(true)}>{t.slipsLeave}</Button>
        </div>
      </div>
      <div class="slips">
        {rows.map((row) => (
          <ul key={row[0]?.code} class="slip-row">
            {row.map((slip) => (
              <Slip
                key={slip.code}
                slip={slip}
                title={slips.title}
                heldOn={slips.heldOn}
                address={address ?? location.origin}
              />
            ))}
          </ul>
        ))}
      </div>
      {leaving && (
        <Confirm
          title={t.leaveTitle}
          confirmLabel={t.leaveConfirm}
          kind="danger"
          onCancel={() => setLeaving(false)}
          onConfirm={() => go({ is: 'session', id: slips.sessionId, revised: slips.revised })}
        >
          <p>{t.leaveLead}</p>
        </Confirm>
      )}
    </>
  );
}

/** Returns the codes two in a row, because a sheet of A4 is cut so, with those of the screens last. */
function inRows(codes: readonly SlipCode[]): readonly (readonly SlipCode[])[] {
  const seats = codes.filter(({ seat }) => seat !== null);
  const screens = codes.filter(({ seat }) => seat === null);
  const sorted = [...inSeatOrder(seats, ({ seat }) => seat?.person.fullName ?? ''), ...screens];
  return Array.from({ length: Math.ceil(sorted.length / 2) }, (_, at) => sorted.slice(at * 2, at * 2 + 2));
}

function originOf(typed: string): string | null {
  try {
    const { origin, protocol } = new URL(typed.trim());
    return protocol === 'http:' || protocol === 'https:' ? origin : null;
  } catch {
    return null;
  }
}

function isOnlyHere(address: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
}
