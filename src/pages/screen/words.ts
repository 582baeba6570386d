import { screen as english } from '../../words/en/pages/screen.ts';
import { screen as vietnamese } from '../../words/vi/pages/screen.ts';

export const screenWords = { vi: vietnamese, en: english };
