import { afterAll, beforeAll } from 'vitest';
import { type Any, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { convene, type Meeting, preparation, settleAll } from '../support/session.ts';

const levels = ['EXCELLENT', 'GOOD', 'GOOD', 'COMPLETED', 'NOT_COMPLETED', null] as const;
export const names = [
  'Đặng Văn Ước',
  'Nguyễn Thị Ăn',
  'Trần Văn Ân',
  'Lê An',
  'Đỗ Đức',
  'Vũ Dung',
  'Bùi Ánh',
  'Cao Thị Ưu',
  'Hồ Uyên',
];

export const commune = (name: string, more: object = {}) => ({
  organization: { name, superior: { name: 'Đảng bộ huyện Thử' } },
  ...more,
});

/** 18 cells in 2023, 9 people in 2024, and the first two of the cells once more for 2023. */
export interface Record {
  house: TestHouse;
  first: Meeting;
  second: Meeting;
  later: Meeting;
  /** An operation that gives no errors, by default the administrator's. */
  asked(query: string, variables?: object, token?: string): Promise<Any>;
  organizationId(name: string): Promise<string>;
}

/** Three sessions held and adjourned, for the tests of a file. */
export function threeSessions(): Record {
  const record = {
    asked: (query: string, variables: object = {}, token = adminToken) =>
      told(record.house.address, token, query, { ...variables }),
    async organizationId(name: string) {
      const { organizations } = await record.asked(
        '{ organizations(first: 100) { edges { node { id name } } } }',
      );
      return organizations.edges.find(({ node }: Any) => node.name === name).node.id;
    },
  } as Record;
  beforeAll(async () => {
    const house = await openTestHouse();
    const agenda = Array.from({ length: 18 }, (_, index) => ({
      key: `c${index}`,
      kind: 'PARTY_CELL',
      name: `Chi bộ ${String(index + 1).padStart(2, '0')}`,
    }));
    const first = await convene(house, preparation({ voters: 3 }, commune('Đảng bộ xã Một', { agenda })));
    await settleAll(
      house,
      first,
      agenda.map((_, index) => levels[index % levels.length] ?? null),
    );
    const people = names.map((name, index) => ({
      key: `p${index}`,
      kind: 'PARTY_MEMBER',
      name,
      peerGroup: 'Đảng viên',
    }));
    const period = { kind: 'YEAR', year: 2024 };
    const second = await convene(
      house,
      preparation({ voters: 3 }, commune('Đảng bộ xã Hai', { agenda: people, period, heldOn: '2024-12-01' })),
    );
    await settleAll(
      house,
      second,
      people.map(() => 'GOOD'),
    );
    const later = await convene(
      house,
      preparation(
        { voters: 3 },
        commune('Đảng bộ xã Một', { agenda: agenda.slice(0, 2), heldOn: '2024-01-15' }),
      ),
    );
    await settleAll(house, later, ['COMPLETED', 'COMPLETED']);
    Object.assign(record, { house, first, second, later });
  });
  afterAll(() => record.house.stop());
  return record;
}
