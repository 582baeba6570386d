import type { NamesAlikePartsFragment } from '../../../schema/operations/typed.ts';
import { Notice } from '../kit/notice.tsx';
import { commonWords, say } from '../words.ts';

export interface NamedSession {
  readonly seats: readonly {
    readonly id: string;
    readonly position: string | null;
    readonly person: { readonly fullName: string };
  }[];
  readonly reviews: readonly {
    readonly id: string;
    readonly position: number;
    readonly subject: { readonly name: string; readonly position: string | null };
  }[];
  readonly namesAlike: readonly NamesAlikePartsFragment[] | null;
}

/** More groups than this are folded. */
const maxOpen = 3;

interface NamesAlikeProps {
  readonly session: NamedSession;
  /** Whether plain namesakes are folded. */
  readonly brief?: boolean;
}

/** Shows which names may be taken for one another, and whose they are; nothing where there are none. */
export function NamesAlike({ session, brief = false }: NamesAlikeProps) {
  const t = say(commonWords);
  const { seats, reviews } = session;
  const groups = session.namesAlike ?? [];
  if (groups.length === 0) return null;
  const onSeats = new Map(
    seats.map(({ id, position, person }, at) => [id, [t.numberedSeat(at + 1), person.fullName, position]]),
  );
  const onAgenda = new Map(
    reviews.map(({ id, position, subject }) => [
      id,
      [t.numberedItem(position), subject.name, subject.position],
    ]),
  );
  const line = (id: string) => {
    const [number, name, position] = onSeats.get(id) ?? onAgenda.get(id) ?? [];
    return (
      <li key={id} class="written">
        {number}: <strong>{name}</strong>
        {position && ` – ${position}`}
      </li>
    );
  };
  const isPlain = groups.every(({ likeness }) => likeness === 'SAME_NAME');
  return (
    <Notice kind={isPlain ? 'info' : 'warn'}>
      <details open={groups.length <= maxOpen && !(brief && isPlain)}>
        <summary>{t.namesAlike(groups.length)}</summary>
        {groups.map(({ message, seats: some, reviews: items }, at) => (
          <div key={at} class="in-details">
            <p>{message}</p>
            <ul>{[...some, ...items].map(({ id }) => line(id))}</ul>
          </div>
        ))}
      </details>
    </Notice>
  );
}
