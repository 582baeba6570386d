/** One way to lay out a box. CSS gets it as `--size`, `--columns` and `--lines`. */
export interface Step {
  /** The size of the letters, as a factor of the size in the box's styles. */
  readonly size: number;
  /** The columns of a list. */
  readonly columns?: number;
  /** The maximum number of lines of a text that may be shown in part. */
  readonly lines?: number;
}

/**
 * Ways to lay out a box, from the one that is wanted most to the one that needs the least room. The steps of one rung are wanted alike, the first of them a
 * little more.
 */
export type Ladder = readonly (readonly Step[])[];

/**
 * Returns a step of the highest rung that costs no more than the lowest rung. The cost is the number of pages or of items that are missing: 0 is none, and
 * Infinity does not fit at all. `costOf` lays the box out, so it is called only as often as a binary search needs.
 */
export function climb(ladder: Ladder, costOf: (step: Step) => number): Step {
  const lowest = cheapest(ladder.at(-1) ?? [], costOf);
  if (lowest.cost === Number.POSITIVE_INFINITY) return lowest.step;
  let found = lowest.step;
  let top = 0;
  let bottom = ladder.length - 1;
  while (top < bottom) {
    const middle = Math.floor((top + bottom) / 2);
    const step = ladder[middle]?.find((one) => costOf(one) <= lowest.cost);
    if (step === undefined) top = middle + 1;
    else {
      found = step;
      bottom = middle;
    }
  }
  return found;
}

function cheapest([first = { size: 1 }, ...others]: readonly Step[], costOf: (step: Step) => number) {
  let best = { step: first, cost: costOf(first) };
  for (const step of others) {
    if (best.cost === 0) break;
    const cost = costOf(step);
    if (cost < best.cost) best = { step, cost };
  }
  return best;
}

/** Returns sizes from the largest to the smallest, each an eighth smaller than the one before. */
export function sizes(largest: number, smallest: number): readonly number[] {
  const next = (largest * 7) / 8;
  return next <= smallest ? [largest, smallest] : [largest, ...sizes(next, smallest)];
}
