import { useState } from 'preact/hooks';
import { Button } from '../../kit/button.tsx';
import { Notice } from '../../kit/notice.tsx';
import { say } from '../../words.ts';
import { type Draft, type DraftItem, newItem, newKey, seatsByName, withoutLostItems } from './draft.ts';
import type { Editor } from './editor.ts';
import { faultAt } from './faults.ts';
import { ItemFields } from './item-fields.tsx';
import { moved } from './lists.ts';
import { RowTools } from './row-tools.tsx';
import { prepareWords } from './words.ts';

export function AgendaFields({ editor }: { editor: Editor }) {
  const t = say(prepareWords);
  const [added, setAdded] = useState<string | null>(null);
  const { agenda } = editor.draft.value;
  const fault = editor.faults.value.get('agenda');
  const add = () => {
    const key = newKey();
    setAdded(key);
    editor.rearrange((now) => {
      const last = now.agenda.at(-1);
      const item = { ...newItem(key, last?.kind ?? 'PARTY_CELL'), peerGroup: last?.peerGroup ?? '' };
      return { ...now, agenda: [...now.agenda, item] };
    });
  };
  return (
    <section class="card" aria-labelledby="agenda-fields" data-path="agenda">
      <h2 id="agenda-fields">
        {t.agenda}: {agenda.length}
      </h2>
      {fault !== undefined && <p class="field-error">{fault}</p>}
      <Unlinked editor={editor} />
      {agenda.length > 0 && (
        <ol class="stack tight">
          {agenda.map((item, index) => (
            <Item
              key={item.key}
              item={item}
              index={index}
              isLast={index === agenda.length - 1}
              opened={item.key === added}
              editor={editor}
            />
          ))}
        </ol>
      )}
      <div class="row">
        <Button onClick={add}>{t.addItem}</Button>
        <AddVoters editor={editor} />
      </div>
    </section>
  );
}

interface ItemProps {
  readonly item: DraftItem;
  readonly index: number;
  readonly isLast: boolean;
  readonly opened: boolean;
  readonly editor: Editor;
}

/** Shows one item: a line about it, and its fields while it is open. */
function Item({ item, index, isLast, opened, editor }: ItemProps) {
  const t = say(prepareWords);
  const at = `agenda.${index}`;
  const isFaulty = faultAt(editor.faults.value, at) !== undefined;
  const [open, setOpen] = useState(opened);
  const isOpen = open || isFaulty;
  return (
    <li class="item" data-path={at}>
      <details
        open={isOpen}
        onToggle={(event) => {
          if (!isFaulty) setOpen(event.currentTarget.open);
        }}
      >
        <summary>
          <span class="number">{index + 1}.</span> <strong>{item.name || t.itemNumber(index + 1)}</strong>
          {item.position.trim() !== '' && <span class="secondary"> – {item.position}</span>}{' '}
          <span class="tag">{t.kinds[item.kind]}</span>
        </summary>
        {isOpen && <ItemFields item={item} index={index} autofocus={opened} editor={editor} />}
      </details>
      <RowTools
        name={item.name || t.itemNumber(index + 1)}
        isFirst={index === 0}
        isLast={isLast}
        onMove={(by) => editor.rearrange((now) => ({ ...now, agenda: moved(now.agenda, index, by) }))}
        onRemove={() =>
          editor.rearrange((now) => ({
            ...now,
            agenda: withoutLostItems(now.agenda.filter((_, other) => other !== index)),
          }))
        }
      />
    </li>
  );
}

/** Warns of people under review who have a seat here that no item names, because they would vote on themselves. */
function Unlinked({ editor }: { editor: Editor }) {
  const t = say(prepareWords);
  const seats = seatsByName(editor.draft.value);
  if (seats.size === 0) return null;
  const link = (now: Draft): Draft => ({
    ...now,
    agenda: now.agenda.map((item) => ({ ...item, seatKey: seats.get(item.key) ?? item.seatKey })),
  });
  return (
    <Notice kind="warn">
      <div class="stack tight">
        <p>{t.unlinked(seats.size)}</p>
        <div>
          <Button onClick={() => editor.edit('agenda', link)}>{t.link}</Button>
        </div>
      </div>
    </Notice>
  );
}

/** Adds the voting seats to the agenda, because most of them are reviewed too. */
function AddVoters({ editor }: { editor: Editor }) {
  const t = say(prepareWords);
  const { seats, agenda } = editor.draft.value;
  const there = new Set(agenda.map(({ seatKey }) => seatKey));
  const missing = seats.filter(
    ({ key, fullName, mayVote, role }) =>
      mayVote && role !== 'GUEST' && fullName.trim() !== '' && !there.has(key),
  );
  if (missing.length === 0) return null;
  const items = () =>
    missing.map(({ key, fullName, position }) => ({
      ...newItem(newKey(), 'PARTY_MEMBER'),
      name: fullName,
      position,
      seatKey: key,
    }));
  return (
    <Button onClick={() => editor.rearrange((now) => ({ ...now, agenda: [...now.agenda, ...items()] }))}>
      {t.addVoters(missing.length)}
    </Button>
  );
}
