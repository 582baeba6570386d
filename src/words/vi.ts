import type { Problem } from '../core/fault.ts';
import type { Catalogue } from './catalogue.ts';
import { calendarDate } from './dates.ts';
import { alike } from './vi/alike.ts';
import { finding } from './vi/findings.ts';
import { labels } from './vi/labels.ts';
import { sameSubject } from './vi/same-subject.ts';
import { excess, standing } from './vi/standing.ts';

/** The labels of facts by any text, because a problem names its fact as a text. */
const factLabels: Readonly<Record<string, string>> = labels.facts;

const wrongForms = {
  TEXT: 'Phải là chữ.',
  LIST: 'Phải là danh sách tên, cấp cao nhất trước.',
  DECISIONS:
    'Phải là mảng JSON các quyết định, mỗi quyết định có level, decided_by, document_number, reason, at.',
  OBJECT: 'Mỗi kết quả phải là một đối tượng JSON.',
} as const;

function problem(one: Problem): string {
  switch (one.is) {
    case 'MISSING':
      return 'Không được để trống.';
    case 'TOO_LONG':
      return `Không được dài quá ${one.most} ký tự.`;
    case 'TOO_MANY':
      return `Chỉ được có nhiều nhất ${one.most}.`;
    case 'TOO_MANY_OF_SEAT':
      return `Ghế này đã góp ${one.most} ý kiến cho nội dung này, là mức tối đa: xin chuyển ý kiến thêm cho thư ký.`;
    case 'CONTROL_CHARACTER':
      return 'Không được có ký tự điều khiển (ví dụ NUL).';
    case 'SHOWS_NOTHING':
      return 'Nội dung này không hiện ra gì: xin viết bằng chữ, số hoặc dấu.';
    case 'TOO_MANY_MARKS':
      return `Một chữ cái mang quá ${one.most} dấu: xin gõ lại từ đó.`;
    case 'HIDDEN_CHARACTER':
      return `Có ký tự không nhìn thấy làm đổi cách hiển thị (${one.character}): xin gõ lại thay vì dán vào.`;
    case 'OUT_OF_RANGE':
      return `Phải là số nguyên từ ${one.least} đến ${one.most}.`;
    case 'DAY_OUT_OF_RANGE':
      return `Năm phải từ ${one.firstYear} đến ${one.lastYear}.`;
    case 'NOT_A_SHARE':
      return 'Phải là một tỷ lệ: số nguyên, 0 ≤ tử số ≤ mẫu số, mẫu số từ 1.';
    case 'NO_THRESHOLD':
      return 'Không thể đạt mức khi không có phiếu nào: tử số phải từ 1.';
    case 'NOT_AN_ID':
      return 'Phải là một UUID, ví dụ 1b4e28ba-2fa1-11d2-883f-0016d3cca427.';
    case 'UNKNOWN':
      return 'Không có mã hoặc khóa này.';
    case 'DOUBLED':
      return 'Bị lặp lại.';
    case 'NO_CHAIR':
      return 'Phải có ít nhất một ghế chủ trì hoặc thư ký.';
    case 'NO_VOTER':
      return 'Phải có ít nhất một ghế có quyền biểu quyết; khách mời không biểu quyết.';
    case 'QUARTER_ONLY':
      return 'Kỳ theo quý cần quý từ 1 đến 4; các kỳ khác không có quý.';
    case 'NOT_IN_FORCE':
      return one.to === null
        ? `Có hiệu lực từ ngày ${calendarDate(one.from)}; ngày được xét là ${calendarDate(one.day)}.`
        : `Có hiệu lực từ ngày ${calendarDate(one.from)} đến ngày ${calendarDate(one.to)}; ngày được xét là ${calendarDate(one.day)}.`;
    case 'PAST':
      return 'Phải là thời điểm trong tương lai.';
    case 'LIVE_IS_OPEN':
      return 'Chỉ biểu quyết công khai mới hiện số phiếu từng lúc: với phiếu kín sẽ lộ người bỏ.';
    case 'NOT_ON_SHEET':
      return 'Nội dung này không có trên phiếu của lượt bỏ phiếu.';
    case 'OWN_REVIEW':
      return 'Người được xếp loại không tự bỏ phiếu cho mình.';
    case 'CIRCLE':
      return 'Các đối tượng nêu ở đây đứng đầu hoặc lãnh đạo lẫn nhau theo vòng tròn.';
    case 'SAME_SUBJECT':
      if (one.by !== 'ORGANIZATION') return sameSubject[one.by](`nội dung số ${one.item}`);
      return `Cùng một tổ chức và cùng loại với nội dung số ${one.item}: kết quả của nội dung này sẽ thay kết quả của nội dung kia. Nếu là hai tổ chức, hãy ghi đúng mã của từng tổ chức; nếu là một, hãy bỏ một nội dung.`;
    case 'PART_OVER_WHOLE':
      return `Bộ phận không được lớn hơn tổng thể: ${factLabels[one.whole] ?? one.whole}.`;
    case 'SMALLER_THAN_KNOWN':
      return `Số lượng của nhóm nhỏ hơn số đã biết: phải từ ${one.least} trở lên.`;
    case 'NOT_A_SCORE':
      return 'Điểm phải từ 0 đến 100.';
    case 'NOT_OF_THIS_KIND':
      return `Mã phải bắt đầu bằng ${one.prefix}, tiếp theo là chữ thường và chữ số như trong tệp xuất; nếu không có thì để trống.`;
    case 'NOT_A_DATE':
      return 'Phải là ngày có thật, viết theo dạng 2023-12-31.';
    case 'NOT_A_TIME':
      return 'Phải là thời điểm có múi giờ, viết theo dạng 2023-12-31T08:30:00Z, hoặc là ngày, theo dạng 2023-12-31.';
    case 'NOT_ONE_OF':
      return `Phải là một trong: ${one.values.join(', ')}.`;
    case 'GIVEN_TWICE':
      return `Trùng ý với ${one.other}: chỉ ghi một trong hai.`;
    case 'CONTRADICTS':
      return `Không khớp với cột ${one.column}: hãy sửa một trong hai.`;
    case 'NAMESAKES':
      return 'Có nhiều người trùng tên trong tổ chức này: hãy ghi person_key (khóa riêng của bạn cho từng người) hoặc person_id.';
    case 'SAME_NAME':
      return 'Dòng khác cũng ghi tên này trong cùng kỳ: nếu là hai người, hãy ghi person_key (khóa riêng của bạn) cho từng người; nếu không, bỏ một dòng.';
    case 'OTHER_CONTENT':
      return 'Đã có kết quả mang mã này với nội dung khác. Muốn thay thế thì để trống cột id.';
    case 'SUPERSEDES_ITSELF':
      return 'Các kết quả này thay thế lẫn nhau theo vòng tròn: hãy để trống supersedes_id ở kết quả có trước.';
    case 'OTHER_NAME':
      return `Tổ chức mang mã này tên là ${one.name}: hãy ghi đúng tên đó, hoặc để trống mã nếu là tổ chức khác.`;
    case 'OTHER_PLACE':
      return 'Tổ chức mang mã này trực thuộc tổ chức khác: hãy để trống các tên này, hoặc để trống mã nếu là tổ chức khác.';
    case 'WRONG_FORM':
      return wrongForms[one.wanted];
    case 'NOT_UTF8':
      return 'Tệp không phải UTF-8. Hãy lưu lại dưới dạng CSV UTF-8.';
    case 'NOT_CSV':
      return 'Không đọc được CSV từ đây: dấu ngoặc kép không khép lại, hoặc dòng thừa hay thiếu ô.';
    case 'NOT_JSON':
      return 'Không phải JSON: cần một mảng, hoặc mỗi dòng một đối tượng.';
    case 'UNKNOWN_COLUMN':
      return `Không có cột nào tên là ${one.column}; xem docs/exchange.md.`;
    case 'COLUMN_MISSING':
      return `Thiếu cột ${one.column}.`;
    default:
      return one satisfies never;
  }
}

export const vietnamese: Catalogue = {
  labels,
  problem,
  alike,
  finding,
  standing,
  voidCauses: {
    TOO_FEW_BALLOTS: 'Hết giờ mà số phiếu quá ít, kiểm phiếu sẽ lộ người bỏ.',
    NO_BALLOTS: 'Hết giờ mà chưa ai bỏ phiếu.',
  },
  disclosures: {
    TOO_FEW_BALLOTS: (ballots) =>
      `Chỉ có ${ballots} người bỏ được phiếu kín cho nội dung này: dưới 3 phiếu thì không kiểm mà không lộ người bỏ.`,
    SMALL_ELECTORATE: (ballots) =>
      `Chỉ có ${ballots} người bỏ phiếu kín cho nội dung này: nếu mọi phiếu giống nhau thì kết quả tự lộ từng người chọn gì.`,
    UNANIMOUS: (ballots) => `Cả ${ballots} phiếu kín giống nhau: ai cũng biết từng người đã chọn gì.`,
    ALL_BUT_ONE: (ballots) =>
      `Chỉ một phiếu kín khác ${ballots} phiếu còn lại: người bỏ phiếu ấy biết mọi người khác đã chọn gì.`,
    DIFFERENCE: (ballots) =>
      ballots === 1
        ? 'Nội dung này còn một lượt phiếu kín khác chỉ hơn kém một người bỏ phiếu: so hai kết quả có thể lộ phiếu của người ấy.'
        : `Nội dung này còn một lượt phiếu kín khác có thể chỉ khác ${ballots} người bỏ phiếu: so hai kết quả có thể lộ phiếu của ${ballots} người ấy.`,
    PARTICIPATION: (ballots, when) =>
      when === 'AHEAD'
        ? 'Khi phiếu có nhiều nội dung, người được kiểm điểm ở nội dung này vẫn bỏ phiếu nhưng không đánh dấu cho mình: kết thúc lượt, số phiếu của nội dung cho biết người ấy có bỏ phiếu hay không.'
        : `Cả ${ballots} người bỏ phiếu đều đánh dấu nội dung này, mà người được kiểm điểm không được đánh dấu cho mình: ai cũng biết người ấy đã không bỏ phiếu.`,
  },
  refusals: {
    UNKNOWN_CODE: () => 'Không có mã truy cập này. Hãy kiểm tra lại hoặc xin mã mới.',
    NOT_ALLOWED: () => 'Bạn không có quyền làm việc này.',
    NOT_FOUND: () => 'Không tìm thấy.',
    COMMAND_ID_REUSED: () => 'Mã lệnh (commandId) này đã dùng cho lệnh khác. Mỗi lệnh cần một mã mới.',
    SESSION_CONVENED: () => 'Hội nghị đã khai mạc.',
    SESSION_NOT_CONVENED: () => 'Hội nghị chưa khai mạc.',
    SESSION_ADJOURNED: () => 'Hội nghị đã bế mạc.',
    QUORUM_MISSING: ({ present, needed }) =>
      `Chưa đủ số người dự họp: có mặt ${present}, cần ${needed} người có quyền biểu quyết.`,
    NOT_PRESENT: () => 'Ghế này không có mặt khi mở lượt bỏ phiếu nên không bỏ phiếu được.',
    MAY_NOT_VOTE: () => 'Ghế này không có quyền biểu quyết.',
    RECUSED: () => 'Không ai tự bỏ phiếu cho mình.',
    REVIEW_NOT_OPEN: () => 'Nội dung kiểm điểm này chưa mở.',
    REVIEW_WITHOUT_VOTE: () =>
      'Nội dung này chưa có lượt bỏ phiếu nào kết thúc và cũng chưa được quyết định.',
    ROUND_OPEN: () => 'Đang có lượt bỏ phiếu mở: hãy kết thúc hoặc hủy trước.',
    ROUND_NOT_OPEN: () => 'Lượt bỏ phiếu không mở.',
    TOO_FEW_BALLOTS: () =>
      'Phiếu kín quá ít thì không thể kiểm mà không lộ người bỏ: cần ít nhất ba phiếu, hoặc bốn khi người được kiểm điểm cũng bỏ phiếu trong lượt này. Hãy chờ thêm phiếu, hoặc hủy lượt bỏ phiếu.',
    ALREADY_VOTED: () => 'Ghế này đã bỏ phiếu trong lượt này.',
    BALLOT_INCOMPLETE: ({ missing, wanted }) =>
      `Phiếu chưa đủ: còn ${missing} trên ${wanted} nội dung chưa được đánh dấu.`,
    INVALID_INPUT: () => 'Dữ liệu gửi lên chưa đúng; xem các lỗi kèm theo.',
    QUOTA_EXCEEDED: (_, exceeded) =>
      exceeded.length === 0
        ? 'Vượt tỷ lệ hoàn thành xuất sắc nhiệm vụ.'
        : `Vượt tỷ lệ hoàn thành xuất sắc nhiệm vụ: ${exceeded.map(excess).join('; ')}.`,
    BUSY: () => 'Máy chủ đang quá tải. Hãy gửi lại đúng lệnh này sau giây lát.',
    BALLOTS_UNREADABLE: () =>
      'Không mở được phiếu kín của lượt này vì cơ sở dữ liệu được khôi phục từ bản sao lưu. Hãy hủy lượt bỏ phiếu.',
    BALLOTS_ALTERED: () =>
      'Phiếu kín của lượt này không còn là những phiếu đã bỏ: cơ sở dữ liệu đã bị sửa từ bên ngoài, hoặc bị thay bằng bản cũ. Hãy giữ lại tệp để kiểm tra, và hủy lượt bỏ phiếu.',
    NOBODY_MAY_VOTE: ({ reviews }) =>
      `Không ai trong số người có mặt được bỏ phiếu cho ${reviews === 1 ? 'một nội dung' : `${reviews} nội dung`} của lượt này: hãy ghi người vừa đến, hoặc bỏ nội dung ấy ra.`,
    NO_BALLOTS: () => 'Chưa ai bỏ phiếu nên không có gì để kiểm. Hãy chờ, hoặc hủy lượt bỏ phiếu.',
    REPORT_CHANGED: () =>
      'Bản kiểm điểm đã được sửa sau khi bạn bắt đầu viết bản này. Hãy xem bản mới nhất rồi chọn giữ bản nào.',
    COMMENT_WITHDRAWN: () => 'Góp ý này đã được rút.',
  },
};
