import { commands as english } from './en/commands.ts';
import { commands as vietnamese } from './vi/commands.ts';
import type { Language } from './words.ts';

/** What the commands of the command line say: how each is used, and what is wrong with what was typed. */
export type CommandWords = typeof vietnamese;
export type CommandName = keyof CommandWords['usages'];

const words: Readonly<Record<Language, CommandWords>> = { vi: vietnamese, en: english };

export function commandWordsOf(language: Language): CommandWords {
  return words[language];
}

/**
 * Returns the language of a terminal by its environment: Vietnamese where the first of LC_ALL, LC_MESSAGES and LANG (the order of POSIX) that is set begins
 * with "vi", else English.
 */
export function languageOfLocale(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^vi(?![a-z])/i.test(locale) ? 'vi' : 'en';
}
