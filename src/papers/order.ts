import type { RoundView, View } from '../core/show.ts';
import type { Audience } from '../core/vocabulary.ts';

export const paperKinds = ['COUNT_MINUTES', 'SESSION_MINUTES', 'BALLOTS', 'SUMMARY'] as const;
export type PaperKind = (typeof paperKinds)[number];

/** What is asked for. A paper says what its view says, so no more than the audience of the view may know. */
export interface PaperOrder {
  readonly kind: PaperKind;
  readonly view: View;
  /** The round that was counted, for COUNT_MINUTES. */
  readonly roundId: string | null;
}

/** Why a paper cannot be made of this view. */
export type NoPaper =
  | 'NOT_ALLOWED'
  | 'NOT_FOUND'
  | 'ROUND_OPEN'
  | 'SESSION_NOT_CONVENED'
  | 'SESSION_ADJOURNED';

const mayHave: Readonly<Record<PaperKind, readonly Audience[]>> = {
  COUNT_MINUTES: ['ADMIN', 'CHAIR', 'TELLER'],
  SESSION_MINUTES: ['ADMIN', 'CHAIR'],
  BALLOTS: ['ADMIN', 'CHAIR'],
  SUMMARY: ['ADMIN', 'CHAIR', 'DELEGATE'],
};

/** Returns why the paper cannot be made; null where it can. */
export function reasonAgainst({ kind, view, roundId }: PaperOrder): NoPaper | null {
  const { audience, status } = view;
  if (!mayHave[kind].includes(audience)) return 'NOT_ALLOWED';
  switch (kind) {
    case 'BALLOTS':
      return status === 'ADJOURNED' ? 'SESSION_ADJOURNED' : null;
    case 'COUNT_MINUTES': {
      const round = roundIn(view, roundId);
      if (round === null || round.status === 'VOID') return 'NOT_FOUND';
      return round.status === 'OPEN' ? 'ROUND_OPEN' : null;
    }
    case 'SESSION_MINUTES':
      return status === 'PREPARED' ? 'SESSION_NOT_CONVENED' : null;
    case 'SUMMARY':
      if (status === 'PREPARED') return 'SESSION_NOT_CONVENED';
      return audience === 'DELEGATE' && status !== 'ADJOURNED' ? 'NOT_ALLOWED' : null;
    default:
      return kind satisfies never;
  }
}

export function roundIn(view: View, roundId: string | null): RoundView | null {
  return view.rounds.find(({ id }) => id === roundId) ?? null;
}
