/** What the room's screen says. */
export const screen = {
  waiting: 'Hội nghị sắp bắt đầu',
  waitingForReview: 'Chờ nội dung tiếp theo',
  adjourned: 'Hội nghị đã bế mạc. Kết quả đã được ghi lại.',
  voted: 'đã bỏ phiếu',
  onSheet: (count: number) => `Phiếu có ${count} đối tượng`,
  countsLater: 'Số phiếu hiện sau khi kết thúc.',
  countsBatched: 'Số phiếu hiện theo từng đợt để giữ kín.',
  countsLive: 'Số phiếu hiện ngay.',
  results: 'Kết quả',
  latestComments: 'Góp ý mới nhất',
  sheetPage: (page: number, pages: number) => `Trang ${page}/${pages}`,
  next: 'Tiếp theo',
  report: 'Bản kiểm điểm',
  undetermined: 'Chưa xác định',
  more: '… (còn\u00a0tiếp)',
};
