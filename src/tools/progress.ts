import { Presets, SingleBar } from 'cli-progress';

/** A bar on a terminal's stderr; nothing at all where stderr is none. */
export interface Progress {
  to(done: number, step?: string): void;
  end(): void;
}

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
