// The conference of Vĩnh Lộc commune on 11 December 2023, as far as it was published, prepared as a session.
//
// The body, the ordinal, the date, the names of two people with their offices, and the numbers of subjects are from the article. Everything else is an
// assumption of this sample, and `assumptions` lists it. People whom the article does not name are called by office and number. The numbers are the sample's
// own and mean nobody in particular.

import type { AgendaItemInput, SeatInput } from '../../schema/operations/typed.ts';
import type { Preparation } from '../wire.ts';

/** Begins every sentence that the sample invented, because nobody is known to have said it. */
export const simulated = '[Mô phỏng]';

export const assumptions = [
  'Every ballot, comment and response is simulated; the article publishes only the levels.',
  'The committee has 15 voting members, all of them present; the article does not say how many.',
  'The Secretary takes the chair; secretary of the meeting and tellers are members by number.',
  '15 of the 39 members sit in the committee and do not vote on themselves.',
  'The Standing Committee is one of the two leadership collectives; the article does not name them.',
  'The key leader proposed is nobody by name and nobody in the committee, so all 15 vote on that item.',
  'Nothing is said of who heads what: what the article leaves open is left unknown.',
] as const;

const committeePosition = 'Ủy viên Ban Chấp hành Đảng bộ xã';
const committeeSize = 15;
const memberCount = 39;
const cellCount = 11;

export const secretaryKey = 'seat-01';
export const standingDeputyKey = 'seat-02';

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

const seats: SeatInput[] = [
  {
    key: secretaryKey,
    fullName: 'Đào Văn Phi',
    position: 'Bí thư Đảng ủy, Chủ tịch Ủy ban nhân dân xã',
    role: 'CHAIR',
    mayVote: true,
  },
  {
    key: standingDeputyKey,
    fullName: 'Võ Thanh Điền',
    position: 'Phó Bí thư Thường trực Đảng ủy',
    role: 'DELEGATE',
    mayVote: true,
  },
];
for (let number = seats.length + 1; number <= committeeSize; number += 1) {
  seats.push({
    key: `seat-${twoDigits(number)}`,
    fullName: `Ủy viên ${twoDigits(number)}`,
    position: committeePosition,
    role: number === committeeSize ? 'SECRETARY' : number >= committeeSize - 2 ? 'TELLER' : 'DELEGATE',
    mayVote: true,
  });
}

const cells: AgendaItemInput[] = Array.from({ length: cellCount }, (_, index) => ({
  key: `cell-${twoDigits(index + 1)}`,
  kind: 'PARTY_CELL',
  name: `Chi bộ ${twoDigits(index + 1)}`,
  peerGroup: 'Chi bộ',
}));

export const standingCommitteeKey = 'collective-01';
const collectivePeers = 'Tập thể lãnh đạo, quản lý';
const collectives: AgendaItemInput[] = [
  {
    key: standingCommitteeKey,
    kind: 'LEADERSHIP_COLLECTIVE',
    name: 'Ban Thường vụ Đảng ủy xã Vĩnh Lộc',
    peerGroup: collectivePeers,
    presenterKey: standingDeputyKey,
    facts: { unitTargetsTotal: 20, unitTargetsMet: 18 },
  },
  {
    key: 'collective-02',
    kind: 'LEADERSHIP_COLLECTIVE',
    name: 'Tập thể lãnh đạo, quản lý 02',
    peerGroup: collectivePeers,
  },
];

const memberPeers = 'Đảng viên';
const members: AgendaItemInput[] = Array.from({ length: memberCount }, (_, index) => {
  const seat = seats[index];
  const item = {
    key: `member-${twoDigits(index + 1)}`,
    kind: 'PARTY_MEMBER' as const,
    peerGroup: memberPeers,
  };
  if (seat) return { ...item, name: seat.fullName, position: seat.position, seatKey: seat.key };
  return { ...item, name: `Đảng viên ${twoDigits(index + 1)}`, position: 'Đảng viên' };
});

export const organizationKey = 'organization';
const organization: AgendaItemInput = {
  key: organizationKey,
  kind: 'PARTY_ORGANIZATION',
  name: 'Đảng bộ xã Vĩnh Lộc',
  peerGroup: 'Đảng bộ xã',
  facts: { targetsTotal: 20, targetsMet: 18 },
};

const keyLeader: AgendaItemInput = {
  key: 'key-leader',
  kind: 'LEADER',
  name: 'Cán bộ chủ chốt 01',
  position: 'Cán bộ chủ chốt của xã',
  peerGroup: 'Cán bộ chủ chốt',
};

/** The session's preparation. On the agenda lower bodies are before higher ones, collectives before members, and units before those who might head them. */
export const conference: Preparation = {
  organization: { name: organization.name, superior: { name: 'Đảng bộ huyện' } },
  ordinal: 20,
  title:
    'Hội nghị lần thứ 20 Ban Chấp hành Đảng bộ xã Vĩnh Lộc: kiểm điểm, đánh giá, xếp loại chất lượng năm 2023 (phiếu mô phỏng)',
  period: { kind: 'YEAR', year: 2023 },
  heldOn: '2023-12-11',
  policyId: 'vn-124-2023',
  seats,
  agenda: [...cells, ...collectives, ...members, organization, keyLeader],
  // 39 of the 255 members are known. The article does not say how many collectives there are, so no size is given.
  peerGroups: [{ peerGroup: memberPeers, size: 255 }, { peerGroup: collectivePeers }],
};

/** The sheets in the order of their rounds. Each round has one sheet. */
export const sheets = [
  { key: 'cells', title: '11 Party cells', items: cells.map((item) => item.key) },
  { key: 'collectives', title: '2 leadership collectives', items: collectives.map((item) => item.key) },
  { key: 'members', title: '39 members on one sheet', items: members.map((item) => item.key) },
  { key: 'organization', title: 'the commune Party organisation', items: [organization.key] },
  { key: 'key-leader', title: '1 key leader', items: [keyLeader.key] },
] as const satisfies { key: string; title: string; items: string[] }[];

export type Sheet = (typeof sheets)[number];
