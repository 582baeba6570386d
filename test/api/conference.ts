import { type Any, newId } from '../support/client.ts';

const seat = (key: string, fullName: string, role: string, mayVote = true) => ({
  key,
  fullName,
  role,
  mayVote,
  position: role === 'CHAIR' ? 'Bí thư Đảng ủy' : null,
});

/** A small conference with every kind of seat, and a subject of every kind that it rates. */
export const conference: Any = {
  commandId: newId(),
  organization: { name: 'Đảng bộ xã Vĩnh Thử', superior: { name: 'Đảng bộ huyện Thử' } },
  ordinal: 20,
  title: 'Hội nghị lần thứ 20',
  period: { kind: 'YEAR', year: 2023 },
  heldOn: '2023-12-11',
  policyId: 'vn-124-2023',
  seats: [
    seat('chair', 'Nguyễn Văn An', 'CHAIR'),
    seat('secretary', 'Trần Thị Bình', 'SECRETARY'),
    seat('d1', 'Lê Văn Cường', 'DELEGATE'),
    seat('d2', 'Phạm Thị Đào', 'DELEGATE'),
    seat('d3', 'Võ Văn Em', 'DELEGATE'),
    seat('d4', 'Hồ Thị Gấm', 'DELEGATE'),
    seat('extra', 'Người Thừa', 'DELEGATE'),
    seat('teller', 'Đỗ Văn Kiểm', 'TELLER', false),
    seat('guest', 'Bùi Khách', 'GUEST', false),
  ],
  agenda: [
    {
      key: 'all',
      kind: 'PARTY_ORGANIZATION',
      name: 'Đảng bộ xã Vĩnh Thử',
      report: {
        presentedBy: 'Thường trực Đảng ủy',
        targets: [{ name: 'Chỉ tiêu nghị quyết', planned: 20, achieved: 18 }],
      },
    },
    { key: 'c1', kind: 'PARTY_CELL', name: 'Chi bộ ấp Một', presenterKey: 'd2' },
    { key: 'c2', kind: 'PARTY_CELL', name: 'Chi bộ ấp Hai' },
    { key: 'm1', kind: 'PARTY_MEMBER', name: 'Lê Văn Cường', seatKey: 'd1' },
    { key: 'l1', kind: 'LEADER', name: 'Nguyễn Thị Xa', position: 'Chủ tịch UBND' },
  ],
  peerGroups: [{ peerGroup: 'PARTY_MEMBER', size: 255 }],
};
