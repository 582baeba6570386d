import type { AttendancePartsFragment, QuotaPartsFragment } from '../../../schema/operations/typed.ts';
import { Icon } from '../kit/icon.tsx';
import { peerGroupName } from '../names.ts';
import { commonWords, say } from '../words.ts';
import { sessionWords } from './words.ts';

/** Who is here, and whether that is enough. */
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

const signs = { WITHIN: 'check', EXCEEDED: 'warn', INDETERMINATE: 'ask' } as const;

/** How each peer group stands to its quota. */
export function QuotaList({ quotas }: { readonly quotas: readonly QuotaPartsFragment[] }) {
  const { quotaStatuses } = say(commonWords);
  return (
    <ul class="quotas">
      {quotas.map(({ peerGroup, excellent, allowed, status, explanation }) => (
        <li key={peerGroup} class="quota" data-status={status}>
          <p>
            <strong>{peerGroupName(peerGroup)}</strong>:{' '}
            <span class="number">{allowed === null ? excellent : `${excellent}/${allowed}`}</span>{' '}
            <span class="tag">
              <Icon name={signs[status]} /> {quotaStatuses[status]}
            </span>
          </p>
          <p class="secondary quota-why">{explanation}</p>
        </li>
      ))}
    </ul>
  );
}
