import { ballot as english } from '../../words/en/pages/ballot.ts';
import { ballot as vietnamese } from '../../words/vi/pages/ballot.ts';

export const ballotWords = { vi: vietnamese, en: english };
