import { files as english } from '../../words/en/pages/files.ts';
import { files as vietnamese } from '../../words/vi/pages/files.ts';

export const filesWords = { vi: vietnamese, en: english };
