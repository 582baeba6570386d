import { capitalised } from '../numbers.ts';
import { labels } from './labels.ts';
import { common } from './pages/common.ts';
import { files } from './pages/files.ts';
import { session } from './pages/session.ts';

/** What the papers say. They are Vietnamese documents, in the forms that Party committees file. */
export const papers = {
  numberedSeat: common.numberedSeat,
  party: 'ĐẢNG CỘNG SẢN VIỆT NAM',
  draft: 'DỰ THẢO – hội nghị chưa bế mạc',
  page: (page: number, of: number) => `Trang ${page}/${of}`,
  documentNumber: 'Số …………',
  heldOn: (day: string, month: string, year: string) => `……………, ngày ${day} tháng ${month} năm ${year}`,
  ordinal: (ordinal: number) => `Hội nghị lần thứ ${ordinal}`,
  periods: {
    TERM: (year: number) => `Nhiệm kỳ (${year})`,
    YEAR: (year: number) => `Năm ${year}`,
    QUARTER: (year: number, quarter: number | null) => `Quý ${quarter} năm ${year}`,
    AD_HOC: (year: number) => `Đột xuất (${year})`,
  },
  session: 'Hội nghị',
  period: 'Kỳ đánh giá',
  date: 'Ngày họp',
  place: 'Địa điểm',
  blank: '……………………………………………………………',
  number: 'STT',
  subject: 'Đối tượng',
  name: 'Họ và tên',
  position: 'Chức vụ',
  kinds: labels.kinds,
  levels: {
    EXCELLENT: capitalised(labels.levels.EXCELLENT),
    GOOD: capitalised(labels.levels.GOOD),
    COMPLETED: capitalised(labels.levels.COMPLETED),
    NOT_COMPLETED: capitalised(labels.levels.NOT_COMPLETED),
    NOT_RATED: capitalised(labels.levels.NOT_RATED),
    BLANK: 'Phiếu trắng',
  },
  /** The heads of narrow columns. A line under the table says what they mean. */
  shortLevels: {
    EXCELLENT: 'HTXSNV',
    GOOD: 'HTTNV',
    COMPLETED: 'HTNV',
    NOT_COMPLETED: 'KHTNV',
    NOT_RATED: 'CXL',
    BLANK: 'Trắng',
  },
  legend:
    'HTXSNV: hoàn thành xuất sắc nhiệm vụ; HTTNV: hoàn thành tốt nhiệm vụ; HTNV: hoàn thành nhiệm vụ; KHTNV: không hoàn thành nhiệm vụ; CXL: chưa xếp loại.',
  blankLegend: 'Trắng: không đánh dấu.',
  signHere: '(Ký, ghi rõ họ tên)',
  chair: 'CHỦ TRÌ HỘI NGHỊ',
  secretary: 'THƯ KÝ HỘI NGHỊ',
  headTeller: ['T/M TỔ KIỂM PHIẾU', 'TỔ TRƯỞNG'],
  forCommittee: ['T/M ĐẢNG ỦY', 'NGƯỜI CHỦ TRÌ'],
  none: 'Không có.',

  count: {
    title: 'BIÊN BẢN KIỂM PHIẾU',
    about: 'đánh giá, xếp loại chất lượng',
    method: 'Hình thức',
    methods: common.methods,
    opened: 'Mở lúc',
    closed: 'Kết thúc lúc',
    attendance: '1. Thành viên có quyền biểu quyết',
    summoned: 'Triệu tập',
    present: 'Có mặt khi mở lượt bỏ phiếu',
    absent: 'Vắng mặt khi mở lượt bỏ phiếu',
    tellers: '2. Tổ kiểm phiếu',
    ballots: '3. Phiếu',
    issued: 'Số phiếu phát ra',
    returned: 'Số phiếu thu về',
    valid: 'Số phiếu hợp lệ',
    invalid: 'Số phiếu không hợp lệ',
    howCounted:
      'Số phiếu phát ra là số người được bỏ phiếu trong lượt này. Máy chủ chỉ nhận phiếu đủ mọi nội dung nên phiếu thu về đều hợp lệ; nội dung không đánh dấu được tính là phiếu trắng. Người được đánh giá không bỏ phiếu cho chính mình nên số phiếu từng nội dung có thể ít hơn.',
    result: '4. Kết quả',
    marks: 'Số phiếu',
    base: 'Cơ sở tính',
    baseIs: (of: string) => `Tỷ lệ % tính trên số ${of}, ghi ở cột “Cơ sở tính”.`,
    bases: labels.voteBases,
    rollCall: '5. Danh sách biểu quyết công khai',
    made: (time: string) => `Biên bản lập theo dữ liệu lưu khi lượt bỏ phiếu kết thúc lúc ${time}.`,
  },

  minutes: {
    title: 'BIÊN BẢN HỘI NGHỊ',
    about: 'kiểm điểm, đánh giá, xếp loại chất lượng',
    attendance: 'I. Thành phần',
    summoned: 'Triệu tập',
    present: 'Có mặt',
    excused: 'Vắng có lý do',
    absent: 'Vắng không có lý do',
    notArrived: 'Chưa ghi nhận có mặt',
    namesOf: (what: string) => `${what} gồm`,
    chair: 'Chủ trì',
    secretary: 'Thư ký',
    guests: 'Khách mời',
    items: 'II. Nội dung',
    policy: 'Quy định áp dụng',
    policyIs: (name: string, version: string) => `${name} (bản ${version})`,
    instrument: (number: string, day: string, title: string) => `${number} ngày ${day}: ${title}`,
    selfLevel: session.selfLevel,
    report: {
      achievements: session.achievements,
      shortcomings: session.shortcomings,
      causes: session.causes,
      remedies: session.remedies,
    },
    presentedBy: session.presentedBy,
    targets: session.targets,
    target: (name: string, achieved: number, planned: number, exceeded: boolean) =>
      `${name}: ${achieved}/${planned}${exceeded ? ` (${session.targetExceeded})` : ''}`,
    comments: session.comments,
    withdrawn: (name: string, at: string, by: string) => `${name}: (góp ý đã được rút lúc ${at} bởi ${by})`,
    responses: session.responses,
    stances: common.stances,
    rounds: 'Lượt bỏ phiếu',
    round: (method: string, turnout: number, electorate: number) =>
      `${method}: ${turnout}/${electorate} người đã bỏ phiếu`,
    voided: (reason: string) => `lượt bỏ phiếu bị hủy: ${reason}`,
    outcome: 'Kết quả',
    statuses: {
      DECIDED: 'tập thể quyết định',
      PROPOSED: 'đề xuất cấp trên quyết định',
      NEEDS_DECISION: 'chưa quyết định được, cần tập thể quyết định',
      NOT_RATED: 'chưa xếp loại',
    },
    because: (why: string, source: string | null) =>
      source === null ? `Căn cứ: ${why}` : `Căn cứ: ${why.replace(/\.$/, '')} (${source}).`,
    ruled: (level: string) => `Theo quy định: ${level}`,
    settled: (reason: string) => `Tập thể quyết định, lý do: ${reason}`,
    notReviewed: 'Chưa có kết quả.',
    results: 'III. Tổng hợp kết quả xếp loại',
    quotas: 'IV. Tỷ lệ hoàn thành xuất sắc nhiệm vụ',
  },

  ballot: {
    title: 'PHIẾU ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG',
    howTo: 'Đánh dấu X vào một ô cho mỗi dòng. Dòng không đánh dấu được tính là phiếu trắng. Không ký tên.',
    selfLevel: 'Tự nhận mức',
    proposedLevel: 'Mức đề nghị',
  },

  summary: {
    title: 'TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG',
    group: 'Nhóm đối tượng',
    total: 'Tổng số',
    quotaShare: '% xuất sắc',
    quotaBaseIs: (base: string, ratio: string) =>
      `% xuất sắc: số hoàn thành xuất sắc trên số ${base}; được phép ${ratio}.`,
    quotaBases: labels.quotaBases,
    open: 'Chưa có',
    quotas: 'Tỷ lệ hoàn thành xuất sắc nhiệm vụ',
    results: 'Kết quả từng đối tượng',
    proposals: 'DANH SÁCH ĐỀ XUẤT CẤP TRÊN QUYẾT ĐỊNH',
    proposedLevel: 'Mức đề xuất',
    listed: (many: number) =>
      many === 0
        ? 'Không có đối tượng nào thuộc thẩm quyền cấp trên quyết định.'
        : `Danh sách gồm ${many} đối tượng.`,
  },

  files: files.paperNames,
} as const;
