/** What the pages say of papers that they offer and of files that somebody chooses. */
export const files = {
  papers: 'Giấy tờ',
  papersLead: 'Tệp PDF, lập từ những gì đã được ghi đến lúc tải.',
  paperNames: {
    SESSION_MINUTES: 'Biên bản hội nghị',
    SUMMARY: 'Tổng hợp xếp loại',
    BALLOTS: 'Phiếu xếp loại',
    COUNT_MINUTES: 'Biên bản kiểm phiếu',
  },
  paperHints: {
    SESSION_MINUTES: 'Diễn biến và kết quả của từng nội dung.',
    SUMMARY: 'Số lượng theo nhóm và danh sách đề nghị cấp trên.',
    BALLOTS: 'Để bỏ phiếu bằng giấy: mỗi người biểu quyết một tờ, đủ các nội dung.',
  },
  draft: 'dự thảo',
  notYet: {
    PREPARED: 'Có từ khi hội nghị khai mạc.',
    CONVENED: 'Có sau khi hội nghị bế mạc.',
  },
  rounds: 'Các lượt bỏ phiếu',
  noRounds: 'Chưa có lượt bỏ phiếu nào; biên bản kiểm phiếu có sau mỗi lượt.',
  roundLine: (count: number, turnout: number, electorate: number) =>
    `${count} nội dung, ${turnout}/${electorate} phiếu`,
  roundStatuses: { OPEN: 'đang mở', CLOSED: 'đã kiểm', VOID: 'đã hủy' },
  roundPapers: {
    OPEN: 'Biên bản kiểm phiếu có sau khi lượt này kết thúc.',
    VOID: 'Phiếu không được kiểm nên không có biên bản.',
  },
  countMinutesOf: (round: number) => `biên bản kiểm phiếu lượt ${round}`,
  pdf: 'Tải PDF',
  countPdf: 'Biên bản (PDF)',
  making: 'Đang lấy…',
  saved: (name: string) => `Đã tải ${name}.`,
};
