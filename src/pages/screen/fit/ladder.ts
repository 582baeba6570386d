/** One way to set a box. CSS reads it as `--size`, `--columns` and `--lines`. */
export interface Step {
  /** Letters, by the size that the box's styles give them. */
  readonly size: number;
  /** Of a list. */
  readonly columns?: number;
  /** The most lines of a text that may be shown in part. */
  readonly lines?: number;
}

/** From what is wanted most to what takes the least room; steps of one rung are wanted alike, the first one rather. */
export type Ladder = readonly (readonly Step[])[];

/**
 * A step of the highest rung on which things cost no more than on the lowest one: more pages, or less that is shown; 0 is nothing,
 * Infinity is what does not fit. Each answer of `costOf` takes a layout: it is asked as often as a search by halves asks.
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

/** Sizes from the largest to the smallest, each an eighth smaller than the one before. */
export function sizes(largest: number, smallest: number): readonly number[] {
  const next = (largest * 7) / 8;
  return next <= smallest ? [largest, smallest] : [largest, ...sizes(next, smallest)];
}
