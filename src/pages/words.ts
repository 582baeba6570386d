import { effect, signal } from '@preact/signals';
import { common as english } from '../words/en/pages/common.ts';
import { common as vietnamese } from '../words/vi/pages/common.ts';
import { deviceStorage } from './browser-storage.ts';

export type Language = 'vi' | 'en';

/** Vietnamese, until somebody chooses another language on this device. */
export const language = signal<Language>(deviceStorage.get<Language>('language') === 'en' ? 'en' : 'vi');

export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  deviceStorage.set('language', chosen);
}

effect(() => {
  document.documentElement.lang = language.value;
});

/** Returns the words in the present language. A component that reads them while it renders is rendered again when the language changes. */
export function say<Words>(words: Readonly<Record<Language, Words>>): Words {
  return words[language.value];
}

export const commonWords = { vi: vietnamese, en: english };
