import type { SlipsToPrint } from './slip.tsx';

/** Where somebody is in the administrator's part. Codes are in memory alone, so a reload leads to another place than their slips. */
export type Place =
  | { readonly is: 'list' }
  | { readonly is: 'session'; readonly id: string; readonly revised?: boolean }
  | { readonly is: 'form'; readonly sessionId: string | null }
  | { readonly is: 'slips'; readonly slips: SlipsToPrint };

/** Leads to another place. */
export type Go = (place: Place) => void;
