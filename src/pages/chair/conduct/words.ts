import { conduct as english } from '../../../words/en/pages/conduct.ts';
import { conduct as vietnamese } from '../../../words/vi/pages/conduct.ts';

export const conductWords = { vi: vietnamese, en: english };
