import { fold, tidy } from '../core/text.ts';

/** What tells units, and collectives, of one kind and organisation from each other where no id does, as the rules read names (R6). */
export function subjectName(kind: string, name: string): string {
  const tidied = tidy(name);
  return kind === 'LEADERSHIP_COLLECTIVE' ? fold(tidied) : tidied;
}
