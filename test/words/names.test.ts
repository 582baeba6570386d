import { describe, expect, test } from 'vitest';
import { distinguished, nameInLine, sameName } from '../../src/words/names.ts';

describe('one name, however it is typed', () => {
  const alike: readonly (readonly [string, string])[] = [
    ['Nguyễn Văn An', 'NGUYỄN  VĂN an'],
    ['Trần Thị Hòa', 'Trần Thị Hoà'],
    ['Đảng ủy xã', 'ĐẢNG UỶ XÃ'],
    ['Lê Thuý Hường', 'Lê Thúy Hường'],
    ['Nguyễn Văn An'.normalize('NFD'), 'Nguyễn\u00a0Văn An'],
  ];
  test.each(alike)('%s is %s', (one, other) => expect(sameName(one)).toBe(sameName(other)));

  const different: readonly (readonly [string, string])[] = [
    ['Nguyễn Văn An', 'Nguyễn Văn Ân'],
    ['Nguyễn Văn Toản', 'Nguyễn Văn Toan'],
    ['Lê Thị Thúy', 'Lê Thị Thùy'],
    ['Đỗ Thị Bình', 'Do Thi Binh'],
    ['Lý Hoà An', 'Lý Hoa Àn'],
  ];
  test.each(different)('%s is not %s', (one, other) => expect(sameName(one)).not.toBe(sameName(other)));
});

/** By name, position, number; named as one line says it. */
function shown(...people: readonly (readonly [name: string, position: string | null])[]): string[] {
  const nameOf = distinguished(
    people.map(([name, position], at) => ({
      id: `${at}`,
      name,
      position,
      marks: ['of the committee', `seat ${at + 1}`],
    })),
  );
  return people.map((_, at) => nameInLine(nameOf(`${at}`)));
}

test('who has the name for himself is named by it alone', () => {
  expect(shown(['Nguyễn Văn An', 'Secretary'], ['Nguyễn Văn Ân', 'Deputy'])).toEqual([
    'Nguyễn Văn An',
    'Nguyễn Văn Ân',
  ]);
});

test('people of one name are told apart by position, as each was typed', () => {
  expect(shown(['Nguyễn Văn Hòa', 'Hamlet 3'], ['Lê Hoa', null], ['NGUYỄN VĂN HOÀ', 'Hamlet 5'])).toEqual([
    'Nguyễn Văn Hòa (Hamlet 3)',
    'Lê Hoa',
    'NGUYỄN VĂN HOÀ (Hamlet 5)',
  ]);
});

test('by what comes next where positions are missing or all the same', () => {
  expect(shown(['An', null], ['An', null])).toEqual(['An (seat 1)', 'An (seat 2)']);
  expect(shown(['An', 'Member'], ['An', 'member'])).toEqual(['An (Member, seat 1)', 'An (member, seat 2)']);
  expect(shown(['An', 'Member'], ['An', null])).toEqual(['An (Member)', 'An (seat 2)']);
});

test('by both where some share a position and others do not', () => {
  expect(shown(['An', 'Member'], ['An', 'Chair'], ['An', 'Member'], ['An', null])).toEqual([
    'An (Member, seat 1)',
    'An (Chair)',
    'An (Member, seat 3)',
    'An (seat 4)',
  ]);
});

test('where nothing tells them apart nothing is said, and who is not on the list has no name', () => {
  const nameOf = distinguished([
    { id: 'one', name: 'An', position: null, marks: [null] },
    { id: 'two', name: 'An', position: null, marks: [null] },
  ]);
  expect(nameOf('one')).toEqual({ name: 'An', detail: null });
  expect(nameOf('three')).toEqual({ name: '', detail: null });
});
