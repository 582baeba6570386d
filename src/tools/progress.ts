import { Presets, SingleBar } from 'cli-progress';

/** A progress bar on stderr. Where stderr is no terminal, nothing is shown. */
export interface Progress {
  /** Shows that `done` of the total are done, and what is being done now. */
  to(done: number, step?: string): void;
  end(): void;
}

/** Starts a progress bar. `unit` is the noun of what is counted. */
export function progressOf(total: number, unit: string): Progress {
  if (!process.stderr.isTTY) return { to: () => {}, end: () => {} };
  const format = ` {bar} {percentage} % · {value} / {total} ${unit} {step}`;
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
  bar.start(total, 0, { step: '' });
  return {
    to: (done, step = '') => bar.update(done, { step }),
    end: () => bar.stop(),
  };
}
