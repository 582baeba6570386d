import { expect, test } from 'vitest';
import { type DraftItem, type DraftSeat, newItem, newSeat } from '../../src/pages/chair/prepare/draft.ts';
import { factNames } from '../../src/pages/chair/prepare/facts.ts';
import { columnLetter } from '../../src/pages/chair/prepare/spreadsheet/column-letter.ts';
import { parseCsv } from '../../src/pages/chair/prepare/spreadsheet/csv.ts';
import {
  type ImportedTables,
  readTables,
  type TablesOutcome,
} from '../../src/pages/chair/prepare/spreadsheet/read-tables.ts';
import { columnNames, fold, tableOfSheet } from '../../src/pages/chair/prepare/spreadsheet/recognise.ts';
import type { CellError, Cells } from '../../src/pages/chair/prepare/spreadsheet/table.ts';
import { templateRows, writeCsv } from '../../src/pages/chair/prepare/spreadsheet/template.ts';
import { prepareWords } from '../../src/pages/chair/prepare/words.ts';

const nothing = { seats: [], agenda: [] };

function keys(): () => string {
  let made = 0;
  return () => {
    made += 1;
    return `new-${made}`;
  };
}

function ready(outcome: TablesOutcome): ImportedTables {
  if (outcome.is !== 'ready') throw new Error(JSON.stringify(outcome));
  return outcome;
}

/** `problem@row/column` of every error, the column by its letter. */
function told(outcome: TablesOutcome): string[] {
  if (outcome.is !== 'wrong') throw new Error(JSON.stringify(outcome));
  return outcome.errors.map(place);
}

const place = ({ problem, row, column }: CellError): string =>
  `${problem}@${row ?? ''}/${column === null ? '' : columnLetter(column)}`;

const seat = (key: string, fullName: string, position = ''): DraftSeat => ({
  ...newSeat(key),
  fullName,
  position,
});
const cell = (key: string, name: string): DraftItem => ({ ...newItem(key, 'PARTY_CELL'), name });

test('headings and values are known in both languages, whatever their case, marks and spaces', () => {
  const vietnamese = readTables(
    {
      seats: [
        ['STT', 'HỌ  VÀ TÊN', 'chuc vu', 'Vai trò', 'Biểu quyết'],
        ['1', ' Đào Văn Phi ', 'Bí thư', 'CHU TRI', 'có'],
        ['2', 'Khách', '', 'Khách mời', ''],
        ['3', 'Võ Thanh Điền', '', '', 'x'],
      ],
    },
    nothing,
    keys(),
  );
  const english = readTables(
    {
      seats: [
        ['fullName', 'Position', 'ROLE', 'may vote'],
        ['Đào Văn Phi', 'Bí thư', 'chair', 'TRUE'],
        ['Khách', '', 'GUEST', 'no'],
        ['Võ Thanh Điền', '', 'Delegate', '1'],
      ],
    },
    nothing,
    keys(),
  );
  expect(ready(vietnamese).seats).toEqual([
    { key: 'new-1', fullName: 'Đào Văn Phi', position: 'Bí thư', role: 'CHAIR', mayVote: true },
    { key: 'new-2', fullName: 'Khách', position: '', role: 'GUEST', mayVote: false },
    { key: 'new-3', fullName: 'Võ Thanh Điền', position: '', role: 'DELEGATE', mayVote: true },
  ]);
  expect(ready(english).seats).toEqual(ready(vietnamese).seats);
});

test('an agenda refers to seats and items by name or key, and has its facts typed', () => {
  const outcome = readTables(
    {
      agenda: [
        [
          'Ký hiệu',
          'Loại',
          'Tên',
          'Ghế',
          'Người trình bày',
          'Tự nhận mức',
          'Thẩm quyền',
          'Đứng đầu',
          'Lãnh đạo tổ chức',
          'tổng số chỉ tiêu',
          'score',
          'bất khả kháng',
          'hình thức kỷ luật nặng nhất của thành viên',
          'resultsGrade',
        ],
        ['to', 'Tổ chức đảng', 'Đảng bộ xã', '', 'phi', 'T', '', '', '', '20', '', 'không', '', ''],
        [
          'tt',
          'LEADERSHIP_COLLECTIVE',
          'Ban Thường vụ',
          '',
          'Võ  Thanh ĐIỀN',
          '',
          '',
          '',
          'Đảng bộ xã',
          '',
          '',
          '',
          'khiển trách',
          '',
        ],
        [
          '',
          'Party member',
          'Đào Văn Phi',
          'Đào Văn Phi',
          '',
          'hoàn thành xuất sắc nhiệm vụ',
          'đề xuất',
          'to, Ban Thường vụ',
          '',
          '',
          '89,5',
          'yes',
          '',
          'xuất sắc',
        ],
      ],
    },
    { seats: [seat('phi', 'Đào Văn Phi'), seat('dien', 'Võ Thanh Điền')], agenda: [] },
    keys(),
  );
  const [organization, collective, member] = ready(outcome).agenda ?? [];
  expect(organization).toMatchObject({
    key: 'to',
    kind: 'PARTY_ORGANIZATION',
    presenterKey: 'phi',
    selfLevel: 'GOOD',
    facts: { values: { targetsTotal: '20', forceMajeure: 'no' } },
  });
  expect(collective).toMatchObject({
    presenterKey: 'dien',
    facts: { values: { memberDiscipline: 'REPRIMAND' }, leads: 'to' },
  });
  expect(member).toMatchObject({
    key: 'new-1',
    kind: 'PARTY_MEMBER',
    seatKey: 'phi',
    selfLevel: 'EXCELLENT',
    authority: 'PROPOSE',
    facts: {
      values: { score: '89,5', forceMajeure: 'yes', resultsGrade: 'OUTSTANDING' },
      heads: ['to', 'tt'],
    },
  });
});

test('every error is named by row and column, all at once, and nothing is taken', () => {
  const outcome = readTables(
    {
      seats: [
        ['Họ và tên', 'Màu tóc', 'Vai trò', 'Biểu quyết', 'Vai trò', ''],
        [],
        ['Đào Văn Phi', '', 'Vua', 'có lẽ', '', ''],
        ['', '', 'Chủ trì', '', '', 'lạc'],
        ['đào văn  phi', '', '', '', '', ''],
        ['a'.repeat(201), '', '', '', '', ''],
      ],
      agenda: [
        ['Tên', 'Người trình bày', 'Đứng đầu', 'số chỉ tiêu đạt', 'điểm', 'bị đình chỉ sinh hoạt đảng'],
        ['Chi bộ 1', 'Nguyễn Văn Không', 'Chi bộ 9', '2,5', 'cao', 'hơi'],
      ],
    },
    nothing,
    keys(),
  );
  expect(told(outcome)).toEqual([
    'UNKNOWN_HEADING@1/B',
    'DOUBLE_HEADING@1/E',
    'NO_HEADING@4/F',
    'NOT_ONE_OF@3/C',
    'NOT_YES_NO@3/D',
    'MISSING_VALUE@4/A',
    'TOO_LONG@6/A',
    'DOUBLED@5/A',
    'MISSING_COLUMN@1/',
    'MISSING_VALUE@2/',
    'NOT_WHOLE@2/D',
    'NOT_DECIMAL@2/E',
    'NOT_YES_NO@2/F',
    'UNKNOWN_SEAT@2/B',
    'UNKNOWN_ITEM@2/C',
  ]);
});

test('marks tell people apart, and a name of two seats has to be a key', () => {
  const seats: Cells = [
    ['Ký hiệu', 'Họ và tên', 'Chức vụ'],
    ['a', 'Nguyễn Văn Hà', 'Trưởng ban'],
    ['b', 'Nguyễn Văn Hà', 'Phó ban'],
    ['c', 'Nguyễn Văn Hạ', ''],
  ];
  const agenda = (presenter: string): Cells => [
    ['Loại', 'Tên', 'Người trình bày'],
    ['Chi bộ', 'Chi bộ 1', presenter],
  ];
  expect(told(readTables({ seats, agenda: agenda('Nguyễn Văn Hà') }, nothing, keys()))).toEqual([
    'AMBIGUOUS_SEAT@2/C',
  ]);
  expect(ready(readTables({ seats, agenda: agenda('Nguyễn Văn Hạ') }, nothing, keys())).agenda).toMatchObject(
    [{ presenterKey: 'c' }],
  );
  expect(ready(readTables({ seats, agenda: agenda('b') }, nothing, keys())).agenda).toMatchObject([
    { presenterKey: 'b' },
  ]);
});

test('a seat of the same name keeps its key, and nobody gets the key of somebody else', () => {
  const former = [
    seat('k-an', 'Nguyễn Văn An', 'Bí thư'),
    seat('k-binh-1', 'Trần Bình', 'Ủy viên 1'),
    seat('k-binh-2', 'Trần Bình', 'Ủy viên 2'),
    seat('k-gone', 'Lê Cường'),
    seat('k-empty', ''),
  ];
  const outcome = readTables(
    {
      seats: [
        ['Họ và tên', 'Chức vụ'],
        ['Trần Bình', 'Ủy viên 2'],
        ['Nguyễn Văn An', 'Nguyên Bí thư'],
        ['Trần Bình', 'Chủ tịch'],
        ['Phạm Dung', ''],
      ],
    },
    { seats: former, agenda: [] },
    keys(),
  );
  const { seats, kept } = ready(outcome);
  expect(seats?.map(({ key }) => key)).toEqual(['k-binh-2', 'k-an', 'new-1', 'new-2']);
  expect(kept).toBe(2);
});

test('an item of the same kind and name keeps its key; twice the same subject is an error', () => {
  const agenda: Cells = [
    ['Loại', 'Tên'],
    ['Chi bộ', 'Chi bộ 2'],
    ['Chi bộ', 'Chi bộ 3'],
  ];
  const former = [cell('c1', 'Chi bộ 1'), cell('c2', 'chi bộ 2')];
  expect(ready(readTables({ agenda }, { seats: [], agenda: former }, keys())).agenda).toMatchObject([
    { key: 'c2' },
    { key: 'new-1' },
  ]);
  const twice = readTables({ agenda: [...agenda, ['Chi bộ', 'CHI BỘ 2']] }, nothing, keys());
  expect(told(twice)).toEqual(['DOUBLED@4/B']);
});

test('[R6] two rows about the same are told in the words of the rules, whatever their keys and positions; others of one name are not', () => {
  const seats = [seat('an', 'Lê An'), seat('an-2', 'Lê An', 'Trưởng ấp')];
  const agenda: Cells = [
    ['Ký hiệu', 'Loại', 'Tên', 'Chức vụ', 'Ghế'],
    ['a', 'Chi bộ', 'Chi bộ 1', 'một', ''],
    ['b', 'Chi bộ', 'Chi  bộ 1', 'hai', ''],
    ['c', 'LEADERSHIP_COLLECTIVE', 'Ban Thường vụ', '', ''],
    ['d', 'LEADERSHIP_COLLECTIVE', 'BAN THUONG VU', 'khác', ''],
    ['e', 'Đảng viên', 'Lê An', '', 'an'],
    ['f', 'Đảng viên', 'Lê An', '', 'an-2'],
    ['g', 'Đảng viên', 'Ông An', '', 'an'],
    ['h', 'LEADER', 'Lê An', '', 'an'],
    ['i', 'Tổ chức đảng', 'Chi bộ 1', '', ''],
  ];
  const outcome = readTables({ agenda }, { seats, agenda: [] }, keys());
  expect(told(outcome)).toEqual(['SAME_NAME@3/C', 'SAME_COLLECTIVE@5/C', 'SAME_PERSON@8/E']);
  const [first] = outcome.is === 'wrong' ? outcome.errors : [];
  expect(prepareWords.vi.importProblems.SAME_NAME('', String(first?.number))).toBe(
    prepareWords.vi.sameSubject.NAME('dòng 2'),
  );
});

test('files without rows and with too many are refused', () => {
  expect(told(readTables({ seats: [] }, nothing, keys()))).toEqual(['EMPTY@/']);
  expect(told(readTables({ seats: [['Họ và tên']] }, nothing, keys()))).toEqual(['EMPTY@/']);
  const many = Array.from({ length: 2_001 }, (_, index) => [`Người ${index}`]);
  expect(told(readTables({ seats: [['Họ và tên'], ...many] }, nothing, keys()))).toEqual(['TOO_MANY@2002/']);
  const allowed = readTables({ seats: [['Họ và tên'], ...many.slice(1)] }, nothing, keys());
  expect(ready(allowed).seats).toHaveLength(2_000);
});

test.each([',', ';', '\t'])(
  'CSV is read with the delimiter %j, quotes and the mark at its beginning',
  (mark) => {
    const errors: CellError[] = [];
    const text = `\ufeffHọ và tên${mark}Chức vụ\r\n"Đào ""Ba"" Phi"${mark}"Bí thư${mark} Chủ tịch\nxã"\r\n`;
    expect(parseCsv(text, 'seats', errors).filter((row) => row.length > 1)).toEqual([
      ['Họ và tên', 'Chức vụ'],
      ['Đào "Ba" Phi', `Bí thư${mark} Chủ tịch\nxã`],
    ]);
    expect(errors).toEqual([]);
  },
);

test('a quotation mark that is not closed is told', () => {
  const errors: CellError[] = [];
  parseCsv('Họ và tên,Chức vụ\n"Đào Văn Phi,Bí thư\n', 'seats', errors);
  expect(errors.map(place)).toContain('BAD_QUOTES@2/');
});

test.each(['vi', 'en'] as const)('the templates (%s) can be imported as they are', (language) => {
  const errors: CellError[] = [];
  const read = (table: 'seats' | 'agenda') =>
    parseCsv(writeCsv(templateRows(table, prepareWords[language])), table, errors);
  const outcome = readTables({ seats: read('seats'), agenda: read('agenda') }, nothing, keys(), errors);
  expect(ready(outcome).seats).toHaveLength(3);
  expect(ready(outcome).agenda).toHaveLength(2);
});

test('no two columns of a table have the same heading, and every fact is one', () => {
  const { columns: vietnamese, factLabels: facts } = prepareWords.vi;
  const { columns: english, factLabels } = prepareWords.en;
  const names = columnNames('agenda');
  for (const name of factNames) {
    for (const label of [name, facts[name], factLabels[name]]) expect(names.get(fold(label))).toBe(name);
  }
  for (const name of ['kind', 'name', 'seatKey', 'presenterKey', 'heads', 'leads', 'headedLevels'] as const) {
    for (const label of [name, vietnamese[name], english[name]]) expect(names.get(fold(label))).toBe(name);
  }
});

test('sheets are known by name, columns are lettered as spreadsheets do', () => {
  expect(['Ghế', 'SEATS', 'chuong trinh', 'Agenda', 'Sheet1'].map(tableOfSheet)).toEqual([
    'seats',
    'seats',
    'agenda',
    'agenda',
    null,
  ]);
  expect([0, 25, 26, 51, 52, 701, 702].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
});
