import type { SlipsToPrint } from './slip.tsx';

/** Where in the administrator's part somebody is. Codes are in memory alone, so that a reload leads away from them. */
export type Place =
  | { readonly is: 'list' }
  | { readonly is: 'session'; readonly id: string; readonly revised?: boolean }
  | { readonly is: 'form'; readonly sessionId: string | null }
  | { readonly is: 'slips'; readonly slips: SlipsToPrint };

/** Leads to another place. */
export type Go = (place: Place) => void;
