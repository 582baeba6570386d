import { history as english } from '../../words/en/pages/history.ts';
import { history as vietnamese } from '../../words/vi/pages/history.ts';

export const historyWords = { vi: vietnamese, en: english };
