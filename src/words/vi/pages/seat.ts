/** What the head of a seat's pages says of its access code [R78]. `clockAndDay` writes the instants. */
export const seat = {
  code: 'Mã của ghế',
  codeTimes: (times: number) => `Mã của ghế: dùng ${times} lần`,
  codeOnce: (first: string) => `Mã của ghế này đã dùng 1 lần, lúc ${first}.`,
  codeOften: (times: number, first: string, last: string) =>
    `Mã của ghế này đã dùng ${times} lần kể từ ${first}, lần gần nhất lúc ${last}.`,
  notYou: 'Nếu không phải bạn, hãy báo chủ trì: người quản trị sẽ cấp mã mới, mã cũ hết hiệu lực ngay.',
};
