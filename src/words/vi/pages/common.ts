import { labels } from '../labels.ts';

/** What every page says. */
export const common = {
  product: 'Hội nghị kiểm điểm',
  skipToContent: 'Tới nội dung chính',
  pages: {
    index: 'Đăng nhập',
    screen: 'Màn hình',
    ballot: 'Bỏ phiếu',
    chair: 'Bàn chủ trì',
    history: 'Lịch sử',
  },
  goTo: 'Đi tới trang',
  menu: 'Menu',
  signOut: 'Đăng xuất',
  language: 'English',
  languageHint: 'Chuyển sang tiếng Anh',
  theme: { auto: 'Sáng/tối: tự động', light: 'Giao diện sáng', dark: 'Giao diện tối' },
  loading: 'Đang tải…',
  connecting: 'Đang kết nối máy chủ…',
  lostSince: (time: string) =>
    `Mất kết nối: nội dung đang hiện là của lúc ${time}. Máy đang tự kết nối lại, không cần làm gì.`,
  neverReached: 'Chưa kết nối được máy chủ. Máy đang tự thử lại.',
  notForYou: 'Trang này không dành cho vai trò của bạn.',
  toYourPage: 'Tới trang của bạn',
  cancel: 'Thôi',
  sending: 'Đang gửi…',
  notNow: 'Mất kết nối: chưa làm được. Hãy đợi kết nối lại.',
  underWay: 'Đã gửi đi, không rút lại được nữa.',
  unsentBallot: 'Phiếu của bạn chưa được gửi đi. Hãy mở trang Bỏ phiếu.',
  signOutUnsent: 'Phiếu của bạn chưa được gửi đi; đăng xuất là bỏ phiếu đó. Vẫn đăng xuất?',
  retry: 'Thử lại',
  failed: (message: string) => `Không làm được: ${message}`,
  levels: labels.levels,
  /** Short marks that stand beside a colour. */
  levelMarks: {
    EXCELLENT: 'XS',
    GOOD: 'T',
    COMPLETED: 'HT',
    NOT_COMPLETED: 'KHT',
    NOT_RATED: 'CXL',
    BLANK: '–',
  },
  choices: { ...labels.levels, BLANK: 'phiếu trắng (không đánh dấu)' },
  kinds: labels.kinds,
  roles: {
    CHAIR: 'Chủ trì',
    SECRETARY: 'Thư ký',
    TELLER: 'Kiểm phiếu',
    DELEGATE: 'Đại biểu',
    GUEST: 'Khách mời',
  },
  /** From Sunday. */
  weekdays: ['Chủ Nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
  dayWritten: (weekday: string, date: string) => `${weekday}, ${date}`,
  dayLong: (weekday: string, day: number, month: number, year: number) =>
    `${weekday}, ngày ${day} tháng ${month} năm ${year}`,
  dateHint: 'Ngày/tháng/năm, ví dụ 11/12/2023',
  dateProblems: {
    FORM: 'Hãy viết ngày/tháng/năm, ví dụ 11/12/2023.',
    SHORT_YEAR: 'Hãy viết năm đủ bốn chữ số, ví dụ 11/12/2023.',
    NO_SUCH_DAY: 'Không có ngày này trong lịch.',
  },
  dateYears: (first: number, last: number) => `Năm phải từ ${first} đến ${last}.`,
  /** Tells people of one name apart: by the secretary's list, by the agenda. */
  numberedSeat: (number: number) => `ghế số ${number}`,
  numberedItem: (number: number) => `nội dung số ${number}`,
  /** [R78] The access code of whoever is signed in; instants are written by `clockAndDay`. */
  ownCode: 'Mã của ghế',
  ownCodeTimes: (times: number) => `Mã của ghế: dùng ${times} lần`,
  ownCodeOnce: (first: string) => `Mã của ghế này đã dùng 1 lần, lúc ${first}.`,
  ownCodeOften: (times: number, first: string, last: string) =>
    `Mã của ghế này đã dùng ${times} lần kể từ ${first}, lần gần nhất lúc ${last}.`,
  ownCodeNotYou:
    'Nếu không phải bạn, hãy báo chủ trì: người quản trị sẽ cấp mã mới, mã cũ hết hiệu lực ngay.',
  clockAndDay: (time: string, date: string) => `${time} ngày ${date}`,
  seatOrder: 'Thứ tự',
  seatOrders: { LIST: 'Theo danh sách', NAME: 'Theo tên A–Z' },
  presences: { EXPECTED: 'Chưa đến', PRESENT: 'Có mặt', EXCUSED: 'Vắng có lý do', ABSENT: 'Vắng' },
  sessionStatuses: { PREPARED: 'Đã chuẩn bị', CONVENED: 'Đang họp', ADJOURNED: 'Đã bế mạc' },
  reviewStatuses: { PENDING: 'Chưa kiểm điểm', OPEN: 'Đang kiểm điểm', CLOSED: 'Đã xong' },
  outcomeStatuses: {
    DECIDED: 'quyết định',
    PROPOSED: 'đề xuất lên cấp trên',
    NEEDS_DECISION: 'cần tập thể quyết định',
    NOT_RATED: 'chưa xếp loại',
  },
  methods: { SECRET_BALLOT: 'Bỏ phiếu kín', OPEN_VOTE: 'Biểu quyết công khai' },
  quotaStatuses: { WITHIN: 'trong tỷ lệ', EXCEEDED: 'vượt tỷ lệ', INDETERMINATE: 'chưa xác định' },
  stances: { ACCEPT: 'Tiếp thu', EXPLAIN: 'Giải trình' },
};
