import type { QuotaPartsFragment } from '../../../schema/operations/typed.ts';
import { Icon } from '../kit/icon.tsx';
import { peerGroupName } from '../names.ts';
import { commonWords, say } from '../words.ts';

const signs = { WITHIN: 'check', EXCEEDED: 'warn', INDETERMINATE: 'ask' } as const;

/** Shows how each peer group stands to its quota, and why. */
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

/** Shows how many of a peer group are excellent, and how many may be. */
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
