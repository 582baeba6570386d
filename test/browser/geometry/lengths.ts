import type { Cell } from './cells.ts';

// Words as people write them here, of every length that is taken; letters with two marks, which are the highest, among them.

const usual = [
  'Nguyễn Thị Hồng Hạnh',
  'Tôn Nữ Thị Ngọc Trâm',
  'Công Tằng Tôn Nữ Thị Ngọc Trâm',
  'Nguyễn Phúc Hoàng Bảo Trân',
  'Lê Văn Kiệt',
  'Nguyễn Thị Thanh Huyền',
  'Chi bộ Trường Mầm non Hoa Sen',
  'Chi bộ Trường Mầm non Hoa Mai',
  'Phạm Thị Bé',
  'Đỗ Ngọc Ẩn',
];
const short = ['Lê Văn Ẩn', 'Vũ Thị Ệ', 'Hồ Bá Uy', 'Ngô Ý Lễ'];
const units = [
  'Chi bộ Trường Tiểu học và Trung học cơ sở Nguyễn Thị Minh Kh',
  'Ban Thường vụ Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh',
  'Chi bộ ấp Mỹ Thạnh, xã Long Hựu Đông, huyện Cần Đước, số bảy',
];
const mixed = [
  ...usual,
  ...short,
  ...units,
  'Chi bộ Công an xã',
  'Tập thể lãnh đạo, quản lý Ủy ban nhân dân xã',
];
const unbroken = 'ĐảngủyKhốicáccơquanvàdoanhnghiệp'.repeat(7).slice(0, 200);

/** The name of the subject at a place; but for namesakes no two are the same. */
export function nameAt(kind: Cell['names'], at: number): string {
  const of = (list: readonly string[]) => {
    const name = list[at % list.length] ?? '';
    return at < list.length ? name : `${name} ${Math.floor(at / list.length) + 1}`;
  };
  switch (kind) {
    case '8 letters':
      return of(short);
    case 'usual':
      return of(usual);
    case '8 to 60 letters':
      return of(mixed);
    case '60 letters':
      return of(units);
    case 'CAPITALS':
      return of([...usual, ...units]).toLocaleUpperCase('vi');
    case 'namesakes':
      return at % 3 === 0 ? 'Nguyễn Thị Hồng Hạnh' : of(usual);
    case '200 letters in one':
      return at % 8 === 0 ? `${unbroken.slice(0, 198)}${at}` : of(usual);
    default:
      return kind satisfies never;
  }
}

const positions = [
  'Bí thư',
  null,
  'Phó Bí thư Thường trực Đảng ủy, Chủ tịch Hội đồng nhân dân xã',
  'Ủy viên Ban Chấp hành',
];
const longPosition =
  'Ủy viên Ban Thường vụ Đảng ủy, Phó Chủ tịch Thường trực Ủy ban nhân dân, Trưởng Ban Chỉ đạo phòng, chống thiên tai và tìm kiếm cứu nạn, kiêm Chỉ huy trưởng Ban Chỉ huy Quân sự xã Long Hựu Đông, Cần Đước';

export function positionAt(kind: Cell['positions'], at: number): string | null {
  if (kind === 'none') return null;
  return kind === 'all long' ? longPosition.slice(0, 200) : (positions[at % positions.length] ?? null);
}

const title =
  'Hội nghị Ban Chấp hành Đảng bộ xã Long Hựu Đông lần thứ 20, nhiệm kỳ 2020–2025, kiểm điểm, đánh giá, xếp loại chất lượng tổ chức đảng, đảng viên và tập thể, cá nhân cán bộ lãnh đạo, quản lý các cấp năm 2023; cho ý kiến về phương hướng, nhiệm vụ năm 2024 và một số nội dung khác thuộc thẩm quyền (lần hai)';

export const titles: Readonly<Record<Cell['title'], string>> = {
  'one line': 'Hội nghị kiểm điểm, đánh giá năm 2023',
  'three lines': title.slice(0, 170),
  '300 letters': title.slice(0, 300).padEnd(300, ' và'),
};

const groups = [
  'PARTY_CELL',
  'Ban Thường vụ',
  'PARTY_MEMBER',
  'Bí thư, phó bí thư chi bộ',
  'LEADER',
  'LEADERSHIP_COLLECTIVE',
  'Cán bộ, công chức xã',
  'Đảng viên khối giáo dục',
];

export function groupNames(kind: Cell['groups']): readonly string[] {
  if (kind !== '8 long') return groups.slice(0, Number(kind));
  return groups.map((_, at) => `${units[at % units.length]} ${at + 1}`);
}

const sentence =
  'Đề nghị đồng chí làm rõ nguyên nhân của những hạn chế đã nêu, nhất là việc chậm giải quyết đơn thư, kết quả phát triển đảng viên và trách nhiệm nêu gương; ';

const ofLength = (text: string, letters: number) =>
  text.repeat(Math.ceil(letters / text.length)).slice(0, letters);

export const commentText = (letters: number): string => ofLength(sentence, letters);

export const reasonText = (letters: number): string =>
  ofLength(
    'không đạt điều kiện: tỷ lệ phiếu xếp loại Hoàn thành xuất sắc nhiệm vụ dưới hai phần ba tổng số người được triệu tập; ',
    letters,
  );

export function reportTexts(letters: number) {
  return {
    achievements: ofLength(`Trong năm đã lãnh đạo hoàn thành các chỉ tiêu chủ yếu. ${sentence}`, letters),
    shortcomings: ofLength(`Công tác kiểm tra, giám sát còn chậm. ${sentence}`, letters),
    causes: ofLength('Nguyên nhân chủ quan là chính. ', letters / 2),
    remedies: ofLength('Phân công rõ người, rõ việc, rõ thời hạn. ', letters / 3),
  };
}
