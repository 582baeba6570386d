import { Button } from '../../kit/button.tsx';
import { Scroll } from '../../kit/scroll.tsx';
import { commonWords, say } from '../../words.ts';
import { type DraftSeat, newKey, newSeat, roles, withoutLostSeats } from './draft.ts';
import type { Editor } from './editor.ts';
import { faultAt } from './faults.ts';
import { changed, moved } from './lists.ts';
import { RowTools } from './row-tools.tsx';
import { prepareWords } from './words.ts';

export function SeatFields({ editor }: { editor: Editor }) {
  const t = say(prepareWords);
  const { seats } = editor.draft.value;
  const fault = editor.faults.value.get('seats');
  return (
    <section class="card" aria-labelledby="seat-fields" data-path="seats">
      <h2 id="seat-fields">
        {t.seats}: {seats.length}
      </h2>
      {fault !== undefined && <p class="field-error">{fault}</p>}
      {seats.length > 0 && (
        <Scroll roomy label={t.seats}>
          <table class="editing">
            <thead>
              <tr>
                <th scope="col">{t.number}</th>
                <th scope="col">{t.columns.fullName}</th>
                <th scope="col">{t.columns.position}</th>
                <th scope="col">{t.columns.role}</th>
                <th scope="col">{t.columns.mayVote}</th>
                <th scope="col">{t.actions}</th>
              </tr>
            </thead>
            <tbody>
              {seats.map((seat, index) => (
                <SeatRow
                  key={seat.key}
                  seat={seat}
                  index={index}
                  isLast={index === seats.length - 1}
                  editor={editor}
                />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <div>
        <Button
          onClick={() => editor.rearrange((now) => ({ ...now, seats: [...now.seats, newSeat(newKey())] }))}
        >
          {t.addSeat}
        </Button>
      </div>
    </section>
  );
}

interface SeatRowProps {
  readonly seat: DraftSeat;
  readonly index: number;
  readonly isLast: boolean;
  readonly editor: Editor;
}

function SeatRow({ seat, index, isLast, editor }: SeatRowProps) {
  const t = say(prepareWords);
  const common = say(commonWords);
  const at = `seats.${index}`;
  const put = (field: keyof DraftSeat, change: Partial<DraftSeat>) =>
    editor.edit(`${at}.${field}`, (now) => ({ ...now, seats: changed(now.seats, index, change) }));
  return (
    <tr data-path={at}>
      <th scope="row" class="number">
        {index + 1}
      </th>
      <SeatText field="fullName" seat={seat} index={index} editor={editor} />
      <SeatText field="position" seat={seat} index={index} editor={editor} />
      <td>
        <select
          class="input"
          aria-label={t.inRow(t.columns.role, index + 1)}
          value={seat.role}
          onChange={(event) => put('role', { role: event.currentTarget.value as DraftSeat['role'] })}
        >
          {roles.map((role) => (
            <option key={role} value={role}>
              {common.roles[role]}
            </option>
          ))}
        </select>
      </td>
      <td class="check">
        <input
          type="checkbox"
          aria-label={t.inRow(t.columns.mayVote, index + 1)}
          checked={seat.mayVote && seat.role !== 'GUEST'}
          disabled={seat.role === 'GUEST'}
          onChange={(event) => put('mayVote', { mayVote: event.currentTarget.checked })}
        />
      </td>
      <td>
        <RowTools
          name={seat.fullName || t.seatNumber(index + 1)}
          isFirst={index === 0}
          isLast={isLast}
          onMove={(by) => editor.rearrange((now) => ({ ...now, seats: moved(now.seats, index, by) }))}
          onRemove={() =>
            editor.rearrange((now) => {
              const seats = now.seats.filter((_, other) => other !== index);
              return { ...now, seats, agenda: withoutLostSeats(now.agenda, seats).agenda };
            })
          }
        />
      </td>
    </tr>
  );
}

interface SeatTextProps extends Omit<SeatRowProps, 'isLast'> {
  readonly field: 'fullName' | 'position';
}

/** A field for one line of text, as high as the text needs. A field of one row would hide the end of a long name, where the given name is. */
function SeatText({ field, seat, index, editor }: SeatTextProps) {
  const t = say(prepareWords);
  const path = `seats.${index}.${field}`;
  const fault = faultAt(editor.faults.value, path);
  const put = (value: string) =>
    editor.edit(path, (now) => ({ ...now, seats: changed(now.seats, index, { [field]: value }) }));
  return (
    <td data-path={path}>
      <div class="grow" data-text={seat[field]}>
        <textarea
          class="input"
          rows={1}
          autocomplete="off"
          spellcheck={false}
          aria-label={t.inRow(t.columns[field], index + 1)}
          aria-invalid={fault !== undefined || undefined}
          aria-describedby={fault && `${seat.key}-${field}`}
          value={seat[field]}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          onInput={(event) => put(event.currentTarget.value.replace(/\s*\n\s*/g, ' '))}
        />
      </div>
      {fault !== undefined && (
        <p class="field-error" id={`${seat.key}-${field}`}>
          {fault}
        </p>
      )}
    </td>
  );
}
