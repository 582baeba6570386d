import { expect, test } from 'vitest';
import { calendarDate, readDate, weekdayOf } from '../../src/words/dates.ts';

test('dates are written day first', () => {
  expect(calendarDate('2023-12-09')).toBe('09/12/2023');
});

test('the weekday is the calendar’s, wherever the machine stands', () => {
  const days = ['2023-12-10', '2023-12-11', '2024-02-29', '1930-02-03', '2201-12-31'];
  expect(days.map(weekdayOf)).toEqual([0, 1, 4, 1, 4]);
});

test.each([
  ['11/12/2023', '2023-12-11'],
  ['11-12-2023', '2023-12-11'],
  ['11.12.2023', '2023-12-11'],
  [' 11 / 12 / 2023 ', '2023-12-11'],
  ['11 12 2023', '2023-12-11'],
  ['11122023', '2023-12-11'],
  ['1/2/2024', '2024-02-01'],
  ['29/02/2024', '2024-02-29'],
  ['2023-12-11', '2023-12-11'],
  ['2023/12/11', '2023-12-11'],
  ['03/02/1930', '1930-02-03'],
  ['31/12/2201', '2201-12-31'],
])('%s is typed for %s', (typed, date) => {
  expect(readDate(typed)).toEqual({ is: 'date', date });
});

test.each([
  ['11/12', 'FORM'],
  ['ngày 11 tháng 12', 'FORM'],
  ['11/12-2023', 'FORM'],
  ['11/12/20233', 'FORM'],
  ['1112', 'FORM'],
  ['11/12/23', 'SHORT_YEAR'],
  ['11/12/023', 'SHORT_YEAR'],
  ['111223', 'SHORT_YEAR'],
  ['30/02/2023', 'NO_SUCH_DAY'],
  ['29/02/2023', 'NO_SUCH_DAY'],
  ['12/31/2023', 'NO_SUCH_DAY'],
  ['00/12/2023', 'NO_SUCH_DAY'],
  ['31/12/1929', 'YEAR_OUT_OF_RANGE'],
  ['01/01/2202', 'YEAR_OUT_OF_RANGE'],
  ['0023-12-20', 'YEAR_OUT_OF_RANGE'],
])('%s is told as %s', (typed, problem) => {
  expect(readDate(typed)).toEqual({ is: 'wrong', problem });
});

test('nothing is no mistake', () => {
  expect(readDate('  ')).toEqual({ is: 'nothing' });
});
