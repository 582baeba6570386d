import { say } from '../../words.ts';
import type { Editor } from './editor.ts';
import { type PrepareWords, prepareWords } from './words.ts';

const maxShown = 30;

/** Lists all faults with the names of their places. Each leads to its place. */
export function FaultList({ editor }: { editor: Editor }) {
  const t = say(prepareWords);
  const faults = [...editor.faults.value];
  if (faults.length === 0) return null;
  return (
    <ul>
      {faults.slice(0, maxShown).map(([path, message]) => (
        <li key={path}>
          <button type="button" class="link" onClick={() => lead(path)}>
            {placeOf(t, path)}
          </button>
          : {message}
        </li>
      ))}
      {faults.length > maxShown && <li>{t.moreFaults(faults.length - maxShown)}</li>}
    </ul>
  );
}

/** Focuses the field of a path, or the nearest part around it that the form has. */
function lead(path: string): void {
  const parts = path.split('.');
  for (; parts.length > 0; parts.pop()) {
    const place = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(parts.join('.'))}"]`);
    if (place === null) continue;
    place.closest('details')?.setAttribute('open', '');
    place.scrollIntoView({ block: 'center' });
    place.querySelector<HTMLElement>('input, textarea, select, button')?.focus();
    return;
  }
}

/** Returns the name of a place, such as "Seat 4, full name" for "seats.3.fullName". */
function placeOf(t: PrepareWords, path: string): string {
  const [head = '', second = '', ...rest] = path.split('.');
  const labels: Readonly<Record<string, string>> = {
    ...t.columns,
    ...t.factLabels,
    organization: t.organizationName,
    superior: t.superiorName,
    title: t.title,
    ordinal: t.ordinal,
    year: t.year,
    quarter: t.quarter,
    heldOn: t.heldOn,
    policyId: t.policy,
    seats: t.seats,
    agenda: t.agenda,
    peerGroups: t.peerGroups,
    size: t.size,
    quorum: t.quorum,
    threshold: t.threshold,
    quotaRatio: t.quotaRatio,
  };
  const inner = rest.map((part) => labels[part]).filter((label) => label !== undefined);
  const row = Number(second) + 1;
  if (head === 'seats' && second !== '') return [t.seatNumber(row), ...inner].join(', ');
  if (head === 'agenda' && second !== '') return [t.itemNumber(row), ...inner].join(', ');
  return labels[second] ?? labels[head] ?? path;
}
