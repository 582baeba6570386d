import type { Catalogue } from '../catalogue.ts';

export const alike: Catalogue['alike'] = ({ likeness, letters }, of) => {
  const which = letters
    .map(({ letter, code, like }) => `“${letter}” (${code}) nhìn như “${like}”`)
    .join(', ');
  const differ = which === '' ? '' : `: ${which}`;
  switch (likeness) {
    case 'SAME_SUBJECT':
      return 'Cùng một đối tượng: khi bế mạc, kết quả của nội dung đứng sau thay kết quả của nội dung đứng trước; cả hai vẫn được giữ. Hãy cho sửa chương trình trước khi khai mạc.';
    case 'SAME_NAME':
      return of === 'SEATS'
        ? 'Cùng họ tên. Nếu là những người khác nhau, hãy trao mã cho đúng người: nơi nào phải chọn đều có chức vụ hoặc số ghế cạnh tên. Nếu là một người, hãy cho sửa bản chuẩn bị trước khi khai mạc.'
        : 'Cùng tên mà là những đối tượng khác nhau. Nếu đúng như vậy thì để nguyên: nơi nào phải chọn đều có chức vụ, nhóm hoặc số thứ tự cạnh tên. Nếu là một, hãy cho sửa bản chuẩn bị trước khi khai mạc.';
    case 'LOOK_ALIKE':
      return of === 'SEATS'
        ? `Họ tên nhìn giống nhau nhưng viết khác nhau${differ}. Hãy kiểm tra cách viết; nếu gõ nhầm, hãy cho sửa trước khi khai mạc; nếu là những người khác nhau, hãy trao mã cho đúng người.`
        : `Tên nhìn giống nhau nhưng viết khác nhau${differ}. Hãy kiểm tra cách viết: tên viết khác là đối tượng khác trong hồ sơ. Nếu gõ nhầm, hãy cho sửa trước khi khai mạc.`;
    default:
      return likeness satisfies never;
  }
};
