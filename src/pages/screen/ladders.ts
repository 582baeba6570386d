import { type Ladder, type Step, sizes } from './fit/ladder.ts';

// The ways to lay out the room's screen, from what can be read from farthest away to what can still be read. No letters get smaller than `--min-size` in
// frame.css. Sizes below 1 are for names and levels, which begin larger.

const set = (largest: number, smallest: number): Step[] => sizes(largest, smallest).map((size) => ({ size }));
const alone = (steps: readonly Step[]): Ladder => steps.map((step) => [step]);
/** Steps with fewer and fewer lines of texts that may be shown in part. */
const lines = (size: number, max: number, min: number): Step[] =>
  Array.from({ length: max - min + 1 }, (_, at) => ({ size, lines: max - at }));
const inColumns = (steps: readonly Step[], max: number): Ladder =>
  steps.map((step) => Array.from({ length: max }, (_, at) => ({ ...step, columns: at + 1 })));

/** The title above everything. */
export const titleLadder = alone(set(1.6, 0.82));
/** A subject, with nothing beside it that needs room. */
export const subjectLadder = alone(set(2, 0.3));
/** A subject with its tally, or the ring of the turnout. */
export const cardLadder = alone(set(1.4, 0.3));
/** A level with its reason, which may be long. */
export const reasonLadder = alone([...set(1.4, 0.6), ...lines(0.5, 14, 2)]);
/** A subject's name above its report. */
export const headLadder = alone(set(1.1, 0.3));
/** One or two lines of what happened. */
export const noteLadder = alone([...set(1.5, 0.82), ...lines(0.82, 4, 2)]);
/** Many subjects. */
export const sheetLadder = inColumns(set(2.6, 0.82), 4);
/** The targets and the texts of a report. */
export const reportLadder = inColumns(
  [...set(1.5, 0.82).map((one) => ({ ...one, lines: 8 })), ...lines(0.82, 7, 3)],
  3,
);
/** Comments and responses, the newest first. */
export const commentLadder = alone([
  ...set(1.5, 0.82).map((one) => ({ ...one, lines: 8 })),
  ...lines(0.82, 7, 2),
]);
/** Quotas: letters of one size, on as few lines as possible. */
export const quotaLadder: Ladder = [1, 2, 3].map((rows) =>
  [1, 2, 3, 4, 5].map((columns) => ({ size: 0.9, columns, lines: rows })),
);
