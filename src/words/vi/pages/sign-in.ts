/** What the sign-in form says. */
export const signIn = {
  title: 'Đăng nhập',
  lead: 'Nhập mã truy cập ghi trên phiếu của bạn. Không cần để ý chữ hoa, chữ thường, dấu cách hay gạch nối.',
  code: 'Mã truy cập',
  submit: 'Vào hội nghị',
  signingIn: 'Đang đăng nhập…',
  tooShort: 'Mã có 13 ký tự chữ và số, ví dụ ABCD-EFGH-12345. Hãy kiểm tra lại.',
  waitSeconds: (seconds: number) =>
    `Mạng này đã gửi quá nhiều lượt vào. Hãy kiểm tra mã rồi thử lại ngay: mã đúng vẫn vào được. Nếu vẫn không được, thử lại sau ${seconds} giây.`,
  ended: 'Phiên đăng nhập của bạn đã kết thúc. Hãy nhập mã để vào lại; nếu mã đã đổi, hãy xin mã mới.',
  leftovers: {
    outgoing:
      'Trên máy này còn một phiếu mà người vừa vào đã xác nhận bỏ nhưng chưa gửi được. Người ấy đăng nhập lại thì phiếu được gửi đi ngay, không hỏi lại.',
    filling:
      'Trên máy này còn một phiếu đang điền dở của người vừa vào, chưa bỏ. Người ấy đăng nhập lại thì điền tiếp.',
    writing:
      'Trên máy này còn phần người vừa vào đang viết (góp ý, trả lời, bản kiểm điểm hoặc lý do), chưa gửi. Người ấy đăng nhập lại thì viết tiếp.',
  },
  forget: 'Không phải tôi: xóa',
  signedOut: 'Bạn đã đăng xuất.',
  otherAccess: 'Quản trị viên hoặc chương trình khác',
  token: 'Mã quản trị hoặc khóa API',
  tokenHint: 'Mã quản trị nằm trong tệp mà máy chủ nêu tên khi khởi động.',
  tokenSubmit: 'Vào bằng mã này',
  licenses: 'Giấy phép của phần mềm này và những phần bên trong',
  tokenWrong: 'Mã này không mở được gì. Hãy kiểm tra lại.',
};
