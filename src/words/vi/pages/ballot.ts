/** What the delegates' page says. */
export const ballot = {
  checkIn: 'Tôi có mặt',
  checkInLead: 'Bạn chưa báo có mặt. Chỉ người có mặt khi mở lượt bỏ phiếu mới bỏ phiếu được.',
  backToCurrent: 'Về nội dung đang kiểm điểm',
  waiting: 'Hội nghị chưa bắt đầu. Trang này tự cập nhật.',
  waitingForReview: 'Chưa có nội dung nào đang kiểm điểm. Trang này tự cập nhật.',
  adjourned: 'Hội nghị đã bế mạc. Kết quả có ở trang Lịch sử.',
  title: 'Phiếu của bạn',
  secret: 'Bỏ phiếu kín: hệ thống ghi ai đã bỏ phiếu, và không lưu gì cho biết ai chọn gì.',
  roll: 'Biểu quyết công khai: lựa chọn của bạn được ghi tên và hiển thị.',
  voting: 'Đang bỏ phiếu',
  votingTitle: '● Đang bỏ phiếu',
  votingOn: (name: string) => `Đang bỏ phiếu: ${name}.`,
  timeLeft: (text: string) => `còn ${text}`,
  endingSoon: 'Sắp hết giờ',
  timeIsUp: 'đã hết giờ',
  ending: (seconds: number) => `Còn ${seconds} giây để bỏ phiếu.`,
  marked: (marked: number, all: number) => `đã đánh dấu ${marked}/${all}`,
  toBallot: 'Tới phiếu',
  noBallot: {
    mayNotVote: 'Ghế của bạn không có quyền biểu quyết nên không có phiếu.',
    recused:
      'Lượt này chỉ về chính bạn nên bạn không có phiếu. Lượt về nội dung khác, bạn bỏ phiếu như thường.',
    cameLater:
      'Bạn có mặt sau khi lượt này mở nên không có phiếu trong lượt này. Từ lượt sau bạn bỏ phiếu như mọi người.',
    notHere:
      'Lượt này mở khi bạn chưa báo có mặt nên bạn không có phiếu. Hãy báo có mặt để bỏ phiếu từ lượt sau.',
  },
  recused: (count: number) => `Phiếu không có ${count} nội dung về chính bạn.`,
  choose: (subject: string) => `Xếp loại cho ${subject}`,
  keys: 'Bàn phím: 1–4 chọn mức, 5 chưa xếp loại, 0 phiếu trắng rồi tự xuống dòng; mũi tên lên, xuống đổi dòng.',
  missing: (count: number) => (count === 0 ? 'Đã đánh dấu đủ.' : `Còn ${count} nội dung chưa đánh dấu.`),
  toMissing: 'Tới chỗ còn thiếu',
  theRest: 'Đánh dấu phần còn lại',
  markRest: 'Áp dụng cho phần còn lại',
  review: 'Xem lại và bỏ phiếu',
  summary: 'Bạn bỏ phiếu như sau',
  final: 'Đã bỏ thì không đổi được nữa.',
  cast: 'Bỏ phiếu',
  backToBallot: 'Sửa lại',
  casting: 'Đang gửi phiếu…',
  castingAway:
    'Mất kết nối: phiếu được giữ trên máy này và tự gửi đi đúng một lần khi có kết nối lại. Đừng đóng trang.',
  unanswered: (message: string) =>
    `Chưa biết phiếu đã tới hay chưa (${message}). Hãy gửi lại đúng phiếu này: nó chỉ được ghi một lần.`,
  receipt: 'Phiếu của bạn đã được ghi.',
  receiptNumber: 'Số biên nhận',
  receiptHint:
    'Biên nhận chứng nhận phiếu đã nằm trên đĩa của máy chủ; biên nhận không cho biết bạn đã chọn gì.',
  castElsewhere: 'Ghế này đã bỏ phiếu trong lượt này, từ một trang hoặc máy khác.',
  destroyed: 'Phiếu của bạn trong lượt này đã hủy cùng với lượt, không được kiểm.',
  notCast:
    'Lượt này kết thúc khi ghế của bạn chưa bỏ phiếu: không có phiếu nào của bạn được ghi, những gì đã đánh dấu không được tính.',
  formerRounds: (count: number) => `Các lượt bỏ phiếu trước (${count})`,
  tooLate: 'Lượt bỏ phiếu đã kết thúc trước khi phiếu này tới; phiếu không được tính.',
  awaiting: 'Chưa bỏ phiếu',
  awaitingNobody: 'Mọi người đã bỏ phiếu.',
};
