import { Chance } from '../../support/chance.ts';

// The table of what the room's screen has to show: every axis with its values, and as many rows as it takes that all pairs, or all
// triples, of values of different axes occur.

export const axes = {
  size: ['1280x720', '1920x1080', '3840x2160'],
  theme: ['light', 'dark'],
  language: ['vi', 'en'],
  groups: ['1', '3', '5', '8', '8 long'],
  title: ['one line', 'three lines', '300 letters'],
  names: [
    '8 letters',
    'usual',
    '8 to 60 letters',
    '60 letters',
    'CAPITALS',
    'namesakes',
    '200 letters in one',
  ],
  positions: ['none', 'some', 'all long'],
  subjects: ['1', '11', '28', '45', '60'],
  electorate: ['9', '45', '200', '2000'],
  phase: [
    'prepared',
    'between',
    'review bare',
    'review 2 targets',
    'review 12 targets',
    'review report',
    'review comments',
    'review comment of 10,000 letters',
    'review all',
    'one LIVE',
    'one LIVE timed',
    'one BATCHED',
    'one BATCHED timed',
    'one TURNOUT_ONLY',
    'one TURNOUT_ONLY timed',
    'sheet LIVE',
    'sheet LIVE timed',
    'sheet BATCHED',
    'sheet BATCHED timed',
    'sheet TURNOUT_ONLY',
    'sheet TURNOUT_ONLY timed',
    'closed one',
    'closed one, long reason',
    'closed sheet',
    'closed sheet, long reasons',
    'void',
    'void, long reason',
    'adjourned',
  ],
} as const;

type Axes = typeof axes;
export type Axis = keyof Axes;
export type Cell = { readonly [Name in Axis]: Axes[Name][number] };
export type Phase = Cell['phase'];

const names = Object.keys(axes) as Axis[];

function choicesOf(of: readonly Axis[], count: number): readonly (readonly Axis[])[] {
  if (count === 0) return [[]];
  return of.flatMap((axis, at) => choicesOf(of.slice(at + 1), count - 1).map((rest) => [axis, ...rest]));
}

type Pairs = readonly (readonly [Axis, string])[];

function combine([axis, ...rest]: readonly Axis[]): readonly Pairs[] {
  if (axis === undefined) return [[]];
  return axes[axis].flatMap((value) => combine(rest).map((pairs) => [[axis, value] as const, ...pairs]));
}

const keyOf = (pairs: Pairs): string => pairs.map((pair) => pair.join('=')).join('&');

/** How many rows are drawn for each that is taken. */
const drawnForOne = 12;

/** Rows in which every combination of values of so many of the axes occurs; the same ones each time. */
export function covering(strength: number, of: readonly Axis[] = names): readonly Cell[] {
  const chance = new Chance('the room’s screen');
  const choices = choicesOf(of, strength);
  const open = new Map(choices.flatMap(combine).map((pairs) => [keyOf(pairs), pairs]));
  const keysOf = (cell: Cell) =>
    choices.map((chosen) => keyOf(chosen.map((axis) => [axis, cell[axis]] as const)));
  const draw = (fixed: Pairs) => {
    const any = names.map((axis) => [axis, chance.of<string>(axes[axis])] as const);
    return Object.fromEntries([...any, ...fixed]) as unknown as Cell;
  };
  const rows: Cell[] = [];
  for (const [key, fixed] of open) {
    if (!open.has(key)) continue;
    const worth = (cell: Cell) => keysOf(cell).filter((one) => open.has(one)).length;
    const drawn = Array.from({ length: drawnForOne }, () => draw(fixed));
    const best = drawn.reduce((most, one) => (worth(one) > worth(most) ? one : most));
    rows.push(best);
    for (const one of keysOf(best)) open.delete(one);
  }
  return rows;
}

/** Every phase, and every pair of values of the other axes. */
export function sample(): readonly Cell[] {
  const rows = covering(
    2,
    names.filter((axis) => axis !== 'phase'),
  );
  return rows.map((cell, at) => ({ ...cell, phase: axes.phase[at % axes.phase.length] ?? cell.phase }));
}

export const describeCell = (cell: Cell): string => names.map((axis) => `${axis} ${cell[axis]}`).join(', ');
