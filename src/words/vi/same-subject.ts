/** For an item of the agenda that is about the same as an earlier one. `other` names the earlier one, as "nội dung số 1" or "dòng 3". */
export const sameSubject = {
  NAME: (other: string) =>
    `Trùng với ${other}: kết quả của nội dung này sẽ thay kết quả của nội dung kia. Nếu là hai đơn vị, hãy đặt tên khác nhau, ví dụ kèm tên ấp, hoặc ghi mã của tổ chức khi gửi từ phần mềm khác; nếu là một, hãy bỏ một nội dung.`,
  COLLECTIVE: (other: string) =>
    `Trùng với ${other}, không kể dấu và chữ hoa: kết quả của nội dung này sẽ thay kết quả của nội dung kia. Nếu là hai tập thể, hãy đặt tên khác nhau, ví dụ kèm tên đơn vị; nếu là một, hãy bỏ một nội dung.`,
  PERSON: (other: string) =>
    `Cùng một người và cùng loại với ${other}: kết quả của nội dung này sẽ thay kết quả của nội dung kia. Nếu là hai người, hãy chọn đúng ghế hoặc mã của từng người; nếu là một, hãy bỏ một nội dung.`,
};
