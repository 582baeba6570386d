// As many subjects as a 1920 × 1080 screen shows readably, with their tallies and with their outcomes.

export const talliesOnPage = 28;
export const outcomesOnPage = 40;

/** In how many columns so many subjects are laid out. */
export function columnsFor(count: number): 1 | 2 | 3 | 4 {
  if (count <= 4) return 1;
  if (count <= 10) return 2;
  return count <= 18 ? 3 : 4;
}
