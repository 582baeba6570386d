// What is reported, commented and answered before the votes. These are from the article: the figures of the collective report; that every committee member
// reviewed himself or herself, heard comments, and accepted them or explained; and that the Secretary commented. The article does not say what they said, so
// all sentences are invented and say nothing about anybody.

import type { ReportInput, SeatInput, Stance } from '../../schema/operations/typed.ts';
import {
  conference,
  secretaryKey,
  simulated,
  standingCommitteeKey,
  standingDeputyKey,
} from './conference.ts';

export interface PlannedComment {
  by: string;
  body: string;
}

/** A response of the proceedings. `answers` are the places, from 0, of the comments that it answers. */
export interface PlannedResponse {
  by: string;
  stance: Stance;
  answers: number[];
  body: string;
}

export interface PlannedReview {
  itemKey: string;
  presentedBy: string;
  report: ReportInput;
  comments: PlannedComment[];
  responses: PlannedResponse[];
}

const standingCommittee: PlannedReview = {
  itemKey: standingCommitteeKey,
  presentedBy: standingDeputyKey,
  report: {
    presentedBy: 'Võ Thanh Điền, Phó Bí thư Thường trực Đảng ủy',
    achievements:
      'Đạt và vượt 18 trên 20 chỉ tiêu nghị quyết. Kết nạp 7 đảng viên mới, đạt 100 % chỉ tiêu huyện giao. Kiểm tra, giám sát 200 trên 255 đảng viên. 2 tập thể và 12 cá nhân được khen thưởng.',
    shortcomings: `${simulated} 2 trên 20 chỉ tiêu chưa đạt; bài báo không nêu tên chỉ tiêu.`,
    causes: `${simulated} Bài báo không nêu nguyên nhân.`,
    targets: [
      { name: 'Chỉ tiêu nghị quyết đạt và vượt', planned: 20, achieved: 18 },
      { name: 'Kết nạp đảng viên mới', planned: 7, achieved: 7 },
      { name: 'Đảng viên được kiểm tra, giám sát', planned: 255, achieved: 200 },
    ],
  },
  comments: [
    { by: 'seat-05', body: `${simulated} Đề nghị nêu rõ hơn 2 chỉ tiêu chưa đạt và nguyên nhân.` },
    {
      by: 'seat-09',
      body: `${simulated} Đề nghị bổ sung thời hạn khắc phục đối với từng chỉ tiêu chưa đạt.`,
    },
    {
      by: 'seat-12',
      body: `${simulated} Đề nghị làm rõ kết quả kiểm tra, giám sát đảng viên theo từng quý.`,
    },
  ],
  responses: [
    {
      by: standingDeputyKey,
      stance: 'ACCEPT',
      answers: [0, 1],
      body: `${simulated} Tập thể xin tiếp thu và bổ sung vào báo cáo kiểm điểm.`,
    },
    {
      by: standingDeputyKey,
      stance: 'EXPLAIN',
      answers: [2],
      body: `${simulated} Tập thể xin giải trình: số liệu theo quý có trong tài liệu gửi kèm.`,
    },
  ],
};

const colleagueComments = [
  'Đề nghị đồng chí nêu cụ thể hơn phần hạn chế, khuyết điểm.',
  'Đề nghị đồng chí làm rõ nguyên nhân của những hạn chế đã nêu.',
  'Đề nghị đồng chí xác định thời hạn khắc phục hạn chế.',
];

function selfReview(seat: SeatInput, index: number): PlannedReview {
  const colleague = conference.seats[2 + ((index + 4) % (conference.seats.length - 2))] as SeatInput;
  const second = conference.seats[2 + ((index + 9) % (conference.seats.length - 2))] as SeatInput;
  const isSecretary = seat.key === secretaryKey;
  const body = `${simulated} ${colleagueComments[index % colleagueComments.length]}`;
  return {
    itemKey: `member-${seat.key.slice('seat-'.length)}`,
    presentedBy: seat.key,
    report: {
      presentedBy: seat.fullName,
      shortcomings: `${simulated} Phần hạn chế, khuyết điểm của cá nhân; bài báo không nêu nội dung.`,
      causes: `${simulated} Phần nguyên nhân; bài báo không nêu nội dung.`,
    },
    comments: [
      isSecretary
        ? { by: second.key, body: `${simulated} Ý kiến góp ý đối với bản tự kiểm điểm của đồng chí.` }
        : { by: secretaryKey, body: `${simulated} Bí thư góp ý đối với bản tự kiểm điểm của đồng chí.` },
      { by: colleague.key, body },
    ],
    responses: [
      index % 3 === 2
        ? {
            by: seat.key,
            stance: 'EXPLAIN',
            answers: [1],
            body: `${simulated} Xin giải trình thêm về nội dung đồng chí nêu.`,
          }
        : {
            by: seat.key,
            stance: 'ACCEPT',
            answers: [0, 1],
            body: `${simulated} Xin tiếp thu các ý kiến góp ý.`,
          },
    ],
  };
}

/** The reviews in their order: the collective first, then each member of the committee. */
export const proceedings: PlannedReview[] = [standingCommittee, ...conference.seats.map(selfReview)];
