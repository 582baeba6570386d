import { session as english } from '../../words/en/pages/session.ts';
import { session as vietnamese } from '../../words/vi/pages/session.ts';

export const sessionWords = { vi: vietnamese, en: english };
