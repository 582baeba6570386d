import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ServerClock } from '../../src/clerk/time.ts';
import { standingClock } from '../support/clock.ts';

const startMs = Date.UTC(2023, 11, 11, 1);

const steps = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('PASS' as const), ms: fc.nat(100_000_000) }),
    fc.record({
      does: fc.constant('SET' as const),
      ms: fc.oneof(fc.integer({ min: -70_000, max: 70_000 }), fc.integer({ min: -4e10, max: 4e10 })),
    }),
    fc.record({ does: fc.constant('FOLLOW' as const), ms: fc.constant(0) }),
  ),
  { maxLength: 40 },
);

test('[R27] the house’s time counts on evenly whatever is set, and is the machine’s wherever it follows', () => {
  fc.assert(
    fc.property(steps, (story) => {
      const machine = standingClock(startMs);
      const clock = new ServerClock(machine);
      let [nowMs, setMs] = [startMs, 0];
      for (const { does, ms } of story) {
        if (does === 'PASS') {
          machine.pass(ms);
          nowMs += ms;
        } else if (does === 'SET') {
          machine.jump(ms);
          setMs += ms;
        } else {
          const jump = clock.follow();
          expect(jump?.byMs ?? null).toBe(Math.abs(setMs) > 60_000 ? setMs : null);
          if (jump !== null) expect(clock.lastJump).toBe(jump);
          nowMs += setMs;
          setMs = 0;
        }
        expect(clock.nowMs()).toBe(nowMs);
        expect(clock.hasJumped).toBe(Math.abs(setMs) > 60_000);
      }
    }),
  );
});
