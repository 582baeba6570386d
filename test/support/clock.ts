import type { MachineClock } from '../../src/clerk/time.ts';

/** A machine's clock that the test moves. */
export interface TestClock extends MachineClock {
  /** Moves both clocks on, as when time passes. */
  pass(ms: number): void;
  /** Moves the wall clock alone, back where `ms` is negative, as when somebody sets it or the machine sleeps. */
  jump(ms: number): void;
}

/** Returns a clock that runs as this machine's does, and that the test can move besides. */
export function runningClock(): TestClock {
  return clockFrom(
    () => Date.now(),
    () => performance.now(),
  );
}

/** Returns a clock that stands still unless the test moves it. */
export function standingClock(startMs: number): TestClock {
  return clockFrom(
    () => startMs,
    () => startMs,
  );
}

function clockFrom(wallMs: () => number, monotonicMs: () => number): TestClock {
  let passedMs = 0;
  let jumpedMs = 0;
  return {
    wallMs: () => wallMs() + passedMs + jumpedMs,
    monotonicMs: () => monotonicMs() + passedMs,
    pass(ms) {
      passedMs += ms;
    },
    jump(ms) {
      jumpedMs += ms;
    },
  };
}
