const usages = {
  start: `npm start
  Chạy máy chủ cho đến khi được yêu cầu dừng (SIGTERM, Ctrl-C). Không có tùy chọn; muốn khác giá trị sẵn có thì đặt biến môi trường:
  PORT=4000                              0: chọn một cổng còn trống
  HOST=127.0.0.1                         địa chỉ khác cần TLS_CERT và TLS_KEY, hoặc TRUST_PROXY=1, hoặc ALLOW_PLAINTEXT=1
  TLS_CERT, TLS_KEY                      đường dẫn của hai tệp PEM
  TRUST_PROXY                            1: proxy đứng trước lo TLS và đặt X-Forwarded-For
  ALLOW_PLAINTEXT                        1: phiếu đi qua mạng mà không mã hóa
  DATABASE_URL=sqlite:./data/hoinghi.sqlite
  ADMIN_TOKEN                            ít nhất 32 ký tự; không đặt thì máy chủ tạo và giữ cạnh cơ sở dữ liệu
  METRICS_TOKEN                          ít nhất 32 ký tự; mở /metrics
  FRAME_INTERVAL_MS=100                  ít nhất từng ấy giữa hai lần cập nhật của một phiên họp
  API_KEY_OPERATIONS_PER_MINUTE=600      của một khóa API
  SEAT_OPERATIONS_PER_MINUTE=1200        của một ghế
  ADDRESS_OPERATIONS_PER_MINUTE=6000     từ một địa chỉ không có mã thông báo
  ADDRESS_REQUESTS_PER_MINUTE=30000      mọi yêu cầu khác từ một địa chỉ
  CODE_SIGN_INS_PER_MINUTE=60            bằng một mã truy cập
  ADDRESS_SOCKETS_PER_MINUTE=6000        websocket được mở từ một địa chỉ
  SOCKETS_PER_ADDRESS=4000               websocket cùng lúc từ một địa chỉ
  SOCKETS_PER_SEAT=100                   websocket cùng lúc của một ghế
  DEAR_PERCENT=3                         phần máy chủ dành cho thao tác nặng khi đang bỏ phiếu
  INTROSPECTION=everyone                 signed-in: người lạ không xem được lược đồ
  CORS_ORIGINS                           những trang khác được đọc câu trả lời, cách nhau bằng dấu phẩy
  LOG_LEVEL=warn                         fatal, error, warn, info, debug hoặc silent
  README.md nói rõ hơn về từng biến.
  Mã kết thúc: 0 khi được yêu cầu dừng; 78 khi phải có người sửa điều được nêu rồi mới chạy lại được; 1 khi gặp lỗi khác.`,
  demo: `npm run demo -- [--fast] [--exit] [--database TỆP]
  Diễn lại một phiên họp thật qua API công khai, với phiếu mô phỏng, rồi so sánh kết quả với kết quả đã công bố.
  --fast           không nghỉ giữa các bước
  --exit           dừng khi phiên họp kết thúc, với mã 1 nếu có gì khác với kết quả đã công bố
  --database TỆP   giữ phiên họp trong TỆP; chạy lại sau khi bị ngắt thì đi tiếp từ đó`,
  backup: `npm run backup -- [--database TỆP] --to TỆP
  Chép cơ sở dữ liệu thành một tệp khi máy chủ vẫn chạy, không kèm khóa, rồi kiểm tra bản sao.
  --database TỆP   nếu không có: theo DATABASE_URL, không thì data/hoinghi.sqlite
  --to TỆP         bản sao; không ghi đè tệp nào
  Mã kết thúc: 0 khi có bản sao và mọi thứ trong đó khớp; 1 khi có gì không khớp; 2 khi không có bản sao.`,
  export: `npm run export -- [--database TỆP] [--format csv|jsonl|popolo] [--out TỆP]
  [--organization ID [--subordinates]] [--person ID] [--from-year N] [--to-year N] [--kind LOẠI]… [--level MỨC]…
  [--status TRẠNG_THÁI]… [--search CHỮ] [--superseded] [--order-by DATE|NAME|LEVEL] [--descending]
  Ghi ra các kết quả đã lưu, hoặc phần được chọn. Chỉ đọc; máy chủ có thể đang chạy.
  Không có --out thì ra đầu ra chuẩn; không có --superseded thì chỉ gồm kết quả còn hiệu lực.
  --kind: PARTY_ORGANIZATION, PARTY_CELL, LEADERSHIP_COLLECTIVE, LEADER, PARTY_MEMBER
  --level: EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED
  --status: DECIDED, PROPOSED, NEEDS_DECISION, NOT_RATED
  Mã kết thúc: 0 khi đã ghi xong; 2 khi không ghi được.`,
  import: `npm run import -- TỆP [--database TỆP] [--format csv|json] [--commit] [--language vi|en]
  TỆP là CSV hoặc JSON (một mảng, hoặc mỗi dòng một đối tượng), như npm run export ghi ra; xem docs/exchange.md.
  Không có --commit thì không ghi gì, chỉ nói việc nhập sẽ làm gì. Có --commit thì không máy chủ nào được mở cơ sở dữ liệu; khi máy
  chủ đang chạy, hãy dùng importResults.
  --language       lỗi của từng dòng viết bằng tiếng nào; nếu không có: tiếng Anh
  Mã kết thúc: 0 khi nhập được; 1 khi có dòng sai; 2 khi không xem được.`,
  papers: `npm run papers -- --session ID --out THƯ_MỤC [--database TỆP]
  Ghi mọi văn bản của một phiên họp thành PDF vào THƯ_MỤC. Chỉ đọc; máy chủ có thể đang chạy.
  Mã kết thúc: 0 khi đã ghi xong; 2 khi không ghi được.`,
  recount: `npm run recount -- [--database TỆP]
  Kiểm đếm và xếp loại lại mọi thứ trong cơ sở dữ liệu, rồi nói mọi chỗ khác. Chỉ đọc; máy chủ có thể đang chạy.
  --database TỆP   nếu không có: theo DATABASE_URL, không thì data/hoinghi.sqlite
  Mã kết thúc: 0 khi mọi thứ bằng nhau; 1 khi có chỗ khác; 2 khi không xem được.`,
  restored: `npm run restored -- [--database TỆP]
  Nhận nhật ký trong TỆP đúng như hiện có, chấm dứt mọi phiên đăng nhập trong đó, và liệt kê mã truy cập và khóa API
  cùng lúc cấp hoặc tạo. Không máy chủ nào được mở tệp.
  Mã kết thúc: 0 khi đã xong; 2 khi không làm được.`,
  verify: `npm run verify -- [TỆP | --database TỆP] [--head <phiên họp>=<mã băm>]… [--heads TỆP] [--json]
  Kiểm tra chuỗi băm, số đếm, kết quả và mọi bảng suy ra từ nhật ký. Chỉ đọc tệp; máy chủ có thể đang chạy.
  --head           mã băm mà phiên họp đã công bố (Session.head): có trong cơ sở dữ liệu này không
  --heads TỆP      như vậy, mỗi dòng một mã
  --json           kết luận ở dạng JSON
  Mã kết thúc: 0 khi mọi thứ khớp; 1 khi có gì không khớp; 2 khi không xem được.`,
};

/** What a command says on a terminal before it begins: its usage, and what is wrong with what was typed. */
export const commands = {
  usages,
  unknownOption: (option: string) => `Không có tùy chọn ${option}.`,
  valueMissing: (option: string) => `Sau ${option} phải có một giá trị.`,
  valueLikeOption: (option: string, value: string) =>
    `Sau ${option} phải có một giá trị, mà ở đó là ${value}; nếu đúng là ý muốn, hãy viết ${option}=${value}.`,
  takesNoValue: (option: string) => `${option} không kèm giá trị; hãy viết riêng ${option}.`,
  unexpected: (argument: string) => `"${argument}" là thừa; giá trị phải đi sau tùy chọn của nó.`,
  inMemory: 'Cơ sở dữ liệu trong bộ nhớ mất đi cùng tiến trình của nó; hãy chỉ ra một tệp.',
  noDatabase: (file: string) => `Không có cơ sở dữ liệu ${file}.`,
  nameCopy: 'Hãy chỉ ra bản sao bằng --to.',
  copyExists: (file: string) => `Đã có ${file}; việc sao lưu không ghi đè gì.`,
  copyBegun: (file: string) =>
    `Đã có ${file}: một lần sao lưu khác đang chạy, hoặc đã bị ngắt. Nếu bị ngắt, hãy xóa tệp ấy.`,
  wrongFormat: (given: string) => `--format là "${given}"; hãy viết csv, jsonl hoặc popolo.`,
  unknownId: (option: string, id: string) => `--${option} là "${id}"; trong dữ liệu không có mã này.`,
  wrongYear: (option: string, given: string) => `--${option} là "${given}"; hãy viết một năm, như 2023.`,
  notAmong: (option: string, given: string, values: readonly string[]) =>
    `--${option} là "${given}"; hãy viết ${values.join(', ')}.`,
  oneFile: 'Hãy chỉ ra một tệp.',
  nameFormat: 'Hãy ghi --format csv hoặc --format json.',
  noFile: (file: string) => `Không có tệp ${file}.`,
  fileTooLarge: (file: string, bytes: number, maxBytes: number, maxRows: number) =>
    `${file} có ${bytes} byte; nhận tối đa ${maxBytes} byte và ${maxRows} dòng. Hãy chia tệp.`,
  nameSession: 'Hãy chỉ ra một phiên họp và một thư mục.',
  noSession: (id: string) => `Không có phiên họp ${id} trong cơ sở dữ liệu này.`,
  oneDatabase: 'Hãy chỉ ra một cơ sở dữ liệu.',
  noHead: (text: string) =>
    `"${text}" không phải mã băm; hãy viết <phiên họp>=<mã băm>, mã băm đủ 64 chữ số, hoặc một con trỏ.`,
};
