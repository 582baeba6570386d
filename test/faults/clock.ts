import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { libraryOf } from './library.ts';

/** A clock of the machine that is set, by seconds ahead or with a minus back of what it is. */
export interface SettableClock {
  readonly env: Record<string, string>;
  set(seconds: number): void;
}

export function settableClock(folder: string): SettableClock {
  const file = join(folder, 'ahead');
  return {
    env: { LD_PRELOAD: libraryOf('clock', folder), CLOCK_AHEAD: file },
    // Whole at every moment: it is read whenever the time is.
    set(seconds) {
      writeFileSync(`${file}.new`, String(seconds));
      renameSync(`${file}.new`, file);
    },
  };
}
