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

/** How each peer group stands to its quota, and why. */
export function QuotaList({ quotas }: { readonly quotas: readonly QuotaPartsFragment[] }) {
  return (
    <ul class="quotas">
      {quotas.map((quota) => (
        <li key={quota.peerGroup} class="quota" data-status={quota.status}>
          <QuotaHead quota={quota} />
          <p class="secondary">{quota.explanation}</p>
        </li>
      ))}
    </ul>
  );
}

/** How many of a peer group are excellent, of how many that may be. */
export function QuotaHead({ quota }: { readonly quota: QuotaPartsFragment }) {
  const { peerGroup, excellent, allowed, status } = quota;
  return (
    <p>
      <strong>{peerGroupName(peerGroup)}</strong>:{' '}
      <span class="number">{allowed === null ? excellent : `${excellent}/${allowed}`}</span>{' '}
      <span class="tag">
        <Icon name={signs[status]} /> {say(commonWords).quotaStatuses[status]}
      </span>
    </p>
  );
}
