import { expect, test } from 'vitest';
import type { Fault } from '../../src/core/fault.ts';
import { readCell } from '../../src/exchange/cells.ts';
import { columns } from '../../src/exchange/columns.ts';

function problemOf(name: string, value: unknown) {
  const faults: Fault[] = [];
  for (const column of columns.filter((one) => one.name === name)) readCell(faults, 0, column, value);
  return faults.map(({ problem }) => problem);
}

test.each(['hai nghìn', 2023.5])(
  'a year that is no number is told with the years that there are: %s',
  (year) => {
    expect(problemOf('year', year)).toEqual([{ is: 'OUT_OF_RANGE', least: 1930, most: 2200 }]);
  },
);

test('a quarter that is no number is told with the quarters that there are', () => {
  expect(problemOf('quarter', 'xuân')).toEqual([{ is: 'OUT_OF_RANGE', least: 1, most: 4 }]);
});
