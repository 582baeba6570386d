import type { SessionRow } from '../../../history/history.ts';
import type { Loaders } from '../loaders.ts';
import type { Session } from '../types/session.ts';
import { lazyFieldsOf } from './lazy-fields.ts';
import { organizationOf } from './references.ts';

/** Makes an adjourned session. Its row has some fields. `read` gives the others: it folds the journal, and is called when one of them is selected. */
export function adjournedSessionOf(row: SessionRow, loaders: Loaders, read: () => Promise<Session>): Session {
  const { id, ordinal, title, period, heldOn, status, organizationId } = row;
  const later = lazyFieldsOf(read);
  return {
    __typename: 'Session',
    id,
    ordinal,
    title,
    period,
    heldOn,
    status,
    organization: async () => {
      const organization = await loaders.organization.load(organizationId);
      if (organization === null) throw new Error(`${organizationId} holds sessions and is not there`);
      return organizationOf(loaders, organization);
    },
    policy: later('policy'),
    settings: later('settings'),
    seats: later('seats'),
    attendance: later('attendance'),
    reviews: later('reviews'),
    currentReview: later('currentReview'),
    rounds: later('rounds'),
    openRound: later('openRound'),
    quotas: later('quotas'),
    namesAlike: later('namesAlike'),
    revision: later('revision'),
    cursor: later('cursor'),
    head: later('head'),
  };
}
