/** What the chair's desk says while a session is conducted. */
export const conduct = {
  attendance: 'Điểm danh',
  presenceOf: (name: string) => `Hiện diện của ${name}`,
  allPresent: 'Ghi có mặt cho tất cả người chưa báo',
  allPresentAsk: (count: number) => `Ghi có mặt cho ${count} người chưa báo có mặt?`,
  nonVoting: 'không biểu quyết',
  /** [R78] The use of a seat’s access code. `clockAndDay` writes the instants. */
  codeNever: 'mã chưa dùng',
  codeOnce: (first: string) => `mã dùng 1 lần, lúc ${first}`,
  codeOften: (times: number, first: string, last: string) =>
    `mã dùng ${times} lần kể từ ${first}, gần nhất ${last}`,
  codeOfScreens: (use: string) => `Màn hình: ${use}.`,
  codesOften: (count: number) =>
    `${count} ghế có mã dùng hơn một lần: bình thường nếu một người vào bằng cả máy tính và điện thoại. Nếu không phải người ấy, hãy nhờ người quản trị cấp mã mới; mã cũ hết hiệu lực ngay.`,
  convene: 'Khai mạc',
  conveneTitle: 'Khai mạc hội nghị?',
  conveneBody: 'Sau khi khai mạc không sửa được thành phần, chương trình và cách xếp loại nữa.',
  otherDay: (today: string, heldOn: string) => `Hôm nay là ${today}; buổi họp ghi ngày ${heldOn}.`,
  tooFewPresent: (present: number, needed: number) =>
    `Chưa đủ số người dự họp: có mặt ${present}, cần ${needed} người có quyền biểu quyết.`,
  review: 'Nội dung đang chọn',
  chooseReview: 'Chọn một nội dung trong chương trình.',
  openReview: 'Mở kiểm điểm',
  closeReview: 'Đóng kiểm điểm',
  closeWithoutOutcome:
    'Chưa đóng được kiểm điểm này vì chưa có kết quả: hãy mở lượt bỏ phiếu ở dưới, hoặc ghi quyết định ở mục “Tập thể quyết định”.',
  notWhileVoting:
    'Đang bỏ phiếu cho nội dung này: hãy kết thúc hoặc hủy lượt bỏ phiếu trước khi đóng kiểm điểm hay ghi quyết định.',
  round: 'Bỏ phiếu',
  openRound: 'Mở lượt bỏ phiếu',
  onSheet: 'Nội dung trên phiếu',
  pickCurrent: 'Chỉ nội dung đang chọn',
  pickKind: (kind: string) => `Tất cả: ${kind}`,
  pickNone: 'Bỏ chọn',
  picked: (count: number) => `Đã chọn ${count}`,
  chosenIsClosed: 'Nội dung đang chọn đã đóng: mở lại rồi mới bỏ phiếu được.',
  nobodyVotes: (names: string) =>
    `Không ai trong số người có mặt được bỏ phiếu cho: ${names}. Ghi người vừa đến, hoặc bỏ nội dung này ra khỏi phiếu.`,
  method: 'Cách bỏ phiếu',
  display: 'Hiện số phiếu',
  displays: {
    LIVE: 'ngay khi có phiếu',
    BATCHED: 'từng đợt, để giữ kín',
    TURNOUT_ONLY: 'chỉ sau khi kết thúc',
  },
  closes: 'Tự kết thúc sau',
  closesNever: 'không, chủ trì kết thúc',
  closesMinutes: (minutes: number) => `${minutes} phút`,
  openRoundTitle: 'Mở lượt bỏ phiếu?',
  openRoundBody: (subjects: number, method: string, present: number) =>
    `${method}, ${subjects} nội dung trên phiếu, ${present} người có quyền biểu quyết đang có mặt. Danh sách người bỏ phiếu được chốt lúc mở.`,
  notCompared:
    'Cảnh báo chỉ so với các lượt phiếu kín đã kiểm trong hội nghị này: không so với số phiếu đã hiện của lượt bị hủy, cũng không so với hội nghị khác.',
  more: (count: number) => `… và ${count} nội dung khác`,
  closeRound: 'Kết thúc và kiểm phiếu',
  closeRoundTitle: 'Kết thúc lượt bỏ phiếu?',
  closeRoundBody: (missing: number) =>
    missing === 0
      ? 'Mọi người đã bỏ phiếu. Phiếu được kiểm và quy định xếp loại được áp dụng.'
      : `Còn ${missing} người chưa bỏ phiếu; sau khi kết thúc họ không bỏ được nữa.`,
  voidRound: 'Hủy lượt bỏ phiếu',
  voidTitle: 'Hủy lượt bỏ phiếu?',
  voidBody: 'Mọi phiếu bị hủy mà không kiểm; có thể bỏ phiếu lại. Lý do được lưu và hiển thị.',
  voidShown: (marks: number) =>
    marks === 0
      ? 'Chưa phiếu nào được hiện.'
      : `Đã hiện ${marks} phiếu của mỗi nội dung: hủy rồi thì không hiện nữa, nhưng ai đã xem vẫn biết và có thể so với lượt bỏ phiếu lại; phần mềm không cảnh báo điều đó.`,
  reason: 'Lý do',
  tooFewToCount: 'Phiếu kín cần ít nhất 3 phiếu mới kiểm được: hãy đợi thêm người bỏ phiếu, hoặc hủy lượt.',
  nothingToCount: 'Chưa ai bỏ phiếu nên chưa có gì để kiểm.',
  clockStopped:
    'Đồng hồ của máy chủ đã nhảy, hoặc máy chủ đã ngừng lúc hết giờ, nên lượt này không tự kết thúc nữa. Không phiếu nào bị mất, mọi người vẫn bỏ phiếu được.',
  clockStoppedAct:
    'Khi thấy đã đủ thời gian, hãy kết thúc và kiểm phiếu, hoặc hủy lượt này. Hãy nhờ người quản trị xem lại đồng hồ của máy chủ.',
  awaiting: 'Chưa bỏ phiếu',
  nobodyAwaiting: 'Mọi người đã bỏ phiếu.',
  settle: 'Tập thể quyết định',
  settleLead: 'Dùng khi quy định không quyết được, hoặc tập thể quyết định khác. Cả hai đều được lưu.',
  settleLevel: 'Mức',
  settleNone: 'Chọn mức',
  settleTitle: (subject: string) => `Ghi quyết định của tập thể về ${subject}?`,
  settleAct: 'Ghi quyết định',
  undecided: 'Cần tập thể quyết định',
  quotas: 'Tỷ lệ hoàn thành xuất sắc',
  adjourn: 'Bế mạc',
  adjournTitle: 'Bế mạc hội nghị?',
  adjournBody: 'Kết quả được chốt và ghi vào lịch sử; không mở lại được.',
  adjournAfterRound: 'Đang bỏ phiếu: kết thúc hoặc hủy lượt bỏ phiếu trước khi bế mạc.',
  adjournTick: 'Còn những việc sau chưa xong. Đánh dấu từng dòng để xác nhận:',
  unfinished: {
    undecided: (count: number) => `${count} nội dung cần tập thể quyết định, sẽ được ghi là chưa quyết định`,
    exceeded: (count: number) => `${count} nhóm vượt tỷ lệ hoàn thành xuất sắc`,
    same: (count: number) =>
      `${count} nội dung trùng đối tượng, kết quả của nội dung sau sẽ thay kết quả của nội dung trước`,
    open: (count: number) => `${count} nội dung đang kiểm điểm sẽ được đóng lại`,
    noReport: (count: number) => `${count} nội dung không có bản kiểm điểm`,
    noOutcome: (count: number) => `${count} nội dung chưa có kết quả sẽ không được ghi vào lịch sử`,
  },
  adjourned: 'Hội nghị đã bế mạc. Kết quả đã được ghi vào lịch sử.',
};
