import { prepare as english } from '../../../words/en/pages/prepare.ts';
import { prepare as vietnamese } from '../../../words/vi/pages/prepare.ts';

export const prepareWords = { vi: vietnamese, en: english };
export type PrepareWords = typeof vietnamese;
