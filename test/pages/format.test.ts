import { expect, test } from 'vitest';
import { capitalised, compareNames, dateOf } from '../../src/pages/format.ts';

test('an instant is of the day that it is here', () => {
  expect(dateOf(new Date(2023, 11, 9, 0, 5).toISOString())).toBe('2023-12-09');
});

test('people are sorted by given name, then by family name, then by what is between', () => {
  const sorted = [
    'Nguyễn Văn An',
    'Trần Văn An',
    'Lê Thị Ánh',
    'Phạm Văn Bình',
    'Đỗ Văn Dũng',
    'Bùi Thị Đào',
    'Lê An Em',
    'Lê Văn Em',
    'Đặng Ơn',
    'Vũ Ưng',
  ];
  for (let turn = 0; turn < sorted.length; turn += 1) {
    const turned = [...sorted.slice(turn), ...sorted.slice(0, turn)];
    expect(turned.sort(compareNames)).toEqual(sorted);
  }
});

test('numbers in names sort as numbers', () => {
  expect(['Ủy viên 10', 'Ủy viên 9'].sort(compareNames)).toEqual(['Ủy viên 9', 'Ủy viên 10']);
});

test('a sentence begins with a capital, with its marks', () => {
  expect(capitalised('đề xuất')).toBe('Đề xuất');
});
