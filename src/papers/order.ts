import type { RoundView, View } from '../core/show.ts';
import type { Audience } from '../core/vocabulary.ts';

export const paperKinds = ['COUNT_MINUTES', 'SESSION_MINUTES', 'BALLOTS', 'SUMMARY'] as const;
export type PaperKind = (typeof paperKinds)[number];

/** A paper says what its view says, and so no more than whoever asks for it may know. */
export interface PaperOrder {
  readonly kind: PaperKind;
  readonly view: View;
  /** Of COUNT_MINUTES: the round that was counted. */
  readonly roundId: string | null;
}

/** Why there is no such paper for this view. */
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

/** Null where the paper can be made. */
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
