import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countSheets, filler } from '../../src/core/round.ts';
import {
  baseOf,
  type Counts,
  countMarks,
  draw,
  minus,
  noCounts,
  plus,
  sortedMarks,
  sumOf,
} from '../../src/core/tally.ts';
import { ballotChoices } from '../../src/core/vocabulary.ts';

const seed = 20231211;

const anyCounts: fc.Arbitrary<Counts> = fc.record({
  EXCELLENT: fc.nat(20),
  GOOD: fc.nat(20),
  COMPLETED: fc.nat(20),
  NOT_COMPLETED: fc.nat(20),
  NOT_RATED: fc.nat(20),
  BLANK: fc.nat(20),
});

/** Numbers from 0 to n − 1 that fast-check chooses. */
const anyLuck = fc.infiniteStream(fc.nat(1_000_000)).map((stream) => (n: number) => {
  const { value } = stream.next();
  return (value ?? 0) % n;
});

describe('marks', () => {
  test('[R40] are kept as sorted letters, from which a recount has the same counts', () => {
    expect(sortedMarks({ ...noCounts, BLANK: 1, GOOD: 2, EXCELLENT: 1, NOT_RATED: 1 })).toBe('EGGNB');
    fc.assert(
      fc.property(anyCounts, (counts) => {
        expect(countMarks(sortedMarks(counts))).toEqual(counts);
      }),
      { seed },
    );
  });

  test('[R40] say nothing of the order in which they were cast', () => {
    const letters = ['E', 'G', 'K', 'F', 'N', 'B'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...letters)), (marks) => {
        const counts = countMarks(marks.join(''));
        if (counts === null) throw new Error('no marks');
        expect(sortedMarks(counts)).toBe(
          letters.map((letter) => marks.filter((one) => one === letter).join('')).join(''),
        );
      }),
      { seed },
    );
  });

  test('[R40] are nothing else', () => {
    expect(countMarks('')).toEqual(noCounts);
    expect(['EGX', 'e', 'E G', '\u0000'].map(countMarks)).toEqual([null, null, null, null]);
  });

  test('[R30] [R40] on sheets are counted by review; a seat that marks none of one counts nothing there', () => {
    const sheets = [Uint8Array.of(0, 5), Uint8Array.of(filler, 0), Uint8Array.of(0, 4)];
    expect(Object.fromEntries(countSheets(['a', 'b', 'c'], sheets))).toEqual({
      a: { ...noCounts, EXCELLENT: 2 },
      b: { ...noCounts, EXCELLENT: 1, NOT_RATED: 1, BLANK: 1 },
      c: noCounts,
    });
  });
});

describe('a draw', () => {
  test('[R50] takes so many of what is there, and leaves the rest', () => {
    fc.assert(
      fc.property(anyCounts, fc.nat(), anyLuck, (counts, some, luck) => {
        const take = some % (sumOf(counts) + 1);
        const drawn = draw(counts, take, luck);
        expect(sumOf(drawn)).toBe(take);
        const left = minus(counts, drawn);
        expect(ballotChoices.every((choice) => left[choice] >= 0 && drawn[choice] >= 0)).toBe(true);
        expect(plus(left, drawn)).toEqual(counts);
      }),
      { seed },
    );
  });

  test('[R50] leaves every mark as likely: all tickets together draw each as often as it is there', () => {
    const counts = { ...noCounts, EXCELLENT: 3, COMPLETED: 1, BLANK: 2 };
    let drawn = noCounts;
    for (let first = 0; first < 6; first += 1) {
      for (let second = 0; second < 5; second += 1) {
        const tickets = [first, second];
        drawn = plus(
          drawn,
          draw(counts, 2, () => tickets.shift() ?? 0),
        );
      }
    }
    expect(drawn).toEqual({ ...noCounts, EXCELLENT: 30, COMPLETED: 10, BLANK: 20 });
  });

  test('[R50] asks for tickets among what is left, and for no more than it takes', () => {
    const asked: number[] = [];
    const luck = (n: number) => {
      asked.push(n);
      return n - 1;
    };
    expect(draw({ ...noCounts, GOOD: 4, BLANK: 1 }, 3, luck)).toEqual({ ...noCounts, GOOD: 2, BLANK: 1 });
    expect(asked).toEqual([5, 4, 3]);
  });
});

test('[R55] the base is the body, the electorate, the ballots, or those not blank', () => {
  const counts = { ...noCounts, GOOD: 6, NOT_RATED: 1, BLANK: 2 };
  const base = (of: Parameters<typeof baseOf>[0]) => baseOf(of, 15, 13, counts);
  expect([base('BODY_MEMBERS'), base('PRESENT'), base('CAST'), base('VALID')]).toEqual([15, 13, 9, 7]);
});
