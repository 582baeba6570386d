import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import writeExcel from 'write-excel-file/node';
import { prepare as words } from '../../src/words/vi/pages/prepare.ts';
import { signIn } from '../../src/words/vi/pages/sign-in.ts';
import type { Person } from './person.ts';
import type { Room } from './room.ts';

// What the administrator does before a session: the form, files of seats and agenda, slips.

export const names = {
  an: 'Nguyễn Văn An',
  binh: 'Trần Thị Bình',
  cuong: 'Lê Văn Cường',
  dung: 'Phạm Thị Thanh Dung',
} as const;

/** On the agenda, after one of the members. */
export const cells = 6;

const seats = [
  ['Họ và tên', 'Chức vụ', 'Vai trò'],
  [names.an, 'Bí thư', 'Chủ trì'],
  [names.binh, 'Phó Bí thư', 'Đại biểu'],
  [names.cuong, 'Ủy viên', 'Đại biểu'],
  [names.dung, 'Ủy viên', 'Đại biểu'],
];

const agenda = [
  'Loại,Tên,Chức vụ,Ghế',
  `Đảng viên,${names.binh},Phó Bí thư,${names.binh}`,
  ...Array.from({ length: cells }, (_, at) => `Chi bộ,Chi bộ ${at + 1},,`),
].join('\r\n');

/** Leads to the slips, and returns the codes on them by the name above each; the screens' is `screen`. */
export async function prepare(
  admin: Person,
  room: Room,
  say: (line: string) => void,
): Promise<Record<string, string>> {
  const seatsFile = join(room.folder, 'ghe.xlsx');
  const agendaFile = join(room.folder, 'chuong-trinh.csv');
  const cellsOf = seats.map((row) => row.map((value) => ({ value })));
  writeFileSync(seatsFile, await writeExcel(cellsOf).toBuffer());
  writeFileSync(agendaFile, agenda);
  say('signs in as administrator');
  await admin.tab.goto(room.address);
  await admin.click({ text: signIn.otherAccess });
  await admin.fill(signIn.token, room.adminToken);
  await admin.click(signIn.tokenSubmit);
  await admin.click(words.newSession);
  await admin.fill(words.organizationName, 'Đảng bộ xã Thử');
  await admin.fill(words.superiorName, 'Đảng bộ huyện Thử');
  await admin.fill(words.title, 'Hội nghị lần thứ 20 kiểm điểm năm 2026');
  await admin.fill(words.heldOn, '11/12/2026');
  await admin.press('Tab');
  await admin.sees('Thứ Sáu');
  await admin.shoot('01-form');
  say('imports seats and agenda');
  await admin.attach(words.seatsFile, seatsFile);
  await admin.attach(words.agendaFile, agendaFile);
  await admin.click(words.takeOver);
  await admin.confirm(words.submitNew);
  await admin.sees({ role: 'heading', name: words.slipsTitle });
  await admin.shoot('02-slips');
  return admin.tab.run((screens) => {
    const slips = [...document.querySelectorAll<HTMLElement>('.slip')].map((slip) => {
      const name = slip.querySelector<HTMLElement>('.slip-name')?.innerText ?? '';
      const code = slip.querySelector<HTMLElement>('.slip-code')?.innerText ?? '';
      return [name === screens ? 'screen' : name, code.replace(/^.*: ?/, '').trim()];
    });
    return Object.fromEntries(slips) as Record<string, string>;
  }, words.screens);
}
