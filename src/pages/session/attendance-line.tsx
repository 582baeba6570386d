import type { AttendancePartsFragment } from '../../../schema/operations/typed.ts';
import { Icon } from '../kit/icon.tsx';
import { say } from '../words.ts';
import { sessionWords } from './words.ts';

/** Shows how many are present, and whether that is a quorum. */
export function AttendanceLine({ attendance }: { readonly attendance: AttendancePartsFragment }) {
  const t = say(sessionWords);
  const { present, summoned, quorumMet, quorumNeeded } = attendance;
  return (
    <p class="attendance">
      <strong class="number">{t.present(present, summoned)}</strong>
      {' · '}
      <Icon name={quorumMet ? 'check' : 'warn'} /> {quorumMet ? t.quorumMet : t.quorumMissing(quorumNeeded)}
    </p>
  );
}
