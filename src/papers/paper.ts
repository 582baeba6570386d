import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { calendarDate } from '../words/dates.ts';
import { papers as words } from '../words/vi/papers.ts';
import { paperBallots } from './ballots.ts';
import { countMinutes } from './count-minutes.ts';
import { type PaperOrder, roundIn } from './order.ts';
import { sessionMinutes } from './session-minutes.ts';
import { summary } from './summary.ts';

/** Returns the paper that was asked for. Precondition: `reasonAgainst` is null. Throws where the round does not exist. */
export function definitionOf({ kind, view, roundId }: PaperOrder): TDocumentDefinitions {
  switch (kind) {
    case 'COUNT_MINUTES': {
      const round = roundIn(view, roundId);
      if (round === null) throw new Error(`${roundId} is no round of ${view.id}`);
      return countMinutes(view, round);
    }
    case 'SESSION_MINUTES':
      return sessionMinutes(view);
    case 'BALLOTS':
      return paperBallots(view);
    case 'SUMMARY':
      return summary(view);
    default:
      return kind satisfies never;
  }
}

/** Returns the name under which it is saved, such as "Biên bản kiểm phiếu 2 – Đảng bộ xã Mẫu 11-12-2023.pdf". */
export function fileNameOf({ kind, view, roundId }: PaperOrder): string {
  const place = view.rounds.findIndex(({ id }) => id === roundId) + 1;
  const number = kind === 'COUNT_MINUTES' ? ` ${place}` : '';
  const of = view.organization.name.replace(/[/\\:*?"<>|\p{C}]+/gu, ' ').slice(0, 80);
  return `${words.files[kind]}${number} – ${of} ${calendarDate(view.heldOn).replaceAll('/', '-')}.pdf`;
}
