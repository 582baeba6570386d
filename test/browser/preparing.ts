import type { Page } from 'playwright-core';
import { prepareForTest } from '../support/session.ts';

export async function importAndPrepare(_page: Page, address: string): Promise<Record<string, string>> {
  const names = ['Nguyễn Văn An', 'Trần Thị Bình', 'Lê Văn Cường', 'Phạm Thị Dung'];
  const prepared = await prepareForTest({ address: address.replace('phong-hop.lan', '127.0.0.1') } as never, {
    commandId: crypto.randomUUID(),
    organization: { name: 'Đảng bộ xã Mẫu' },
    title: 'Hội nghị kiểm điểm năm 2023',
    period: { kind: 'YEAR', year: 2023 },
    heldOn: '2023-12-20',
    policyId: 'vn-124-2023',
    seats: names.map((fullName, i) => ({ key: fullName, fullName, role: i === 0 ? 'CHAIR' : 'DELEGATE' })),
    agenda: [
      { key: 'm', kind: 'PARTY_MEMBER', name: names[1], seatKey: names[1], position: 'Ủy viên' },
      ...[1, 2, 3, 4, 5, 6].map((i) => ({ key: `c${i}`, kind: 'PARTY_CELL', name: `Chi bộ ${i}` })),
    ],
  });
  return { ...prepared.codes } as Record<string, string>;
}
