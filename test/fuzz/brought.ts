import type { Chance } from '../support/chance.ts';
import { agendaBook, type Entry, seatsBook, zipOf } from './books.ts';
import type { Kind } from './inputs.ts';
import { mutated } from './mutate.ts';
import type { Brought } from './reader.ts';

// Files that people bring to the pages: each is a table there, or a problem that the page tells.

const seats =
  '\ufeffHọ và tên;Chức vụ;Vai trò;Biểu quyết\r\nĐào Văn Phi;Bí thư;Chủ trì;có\r\n"Võ ""Thanh"" Điền";;Thư ký;x\r\n';
const agenda =
  'key,Loại,Tên,Người trình bày,tổng số chỉ tiêu,điểm,Đứng đầu,headedLevels\n1,Chi bộ,Chi bộ 1,,10,"89,5",,\n2,Đảng viên,An,,,,"Chi bộ 1, 1",Tốt\n';
export const resultsCsv =
  'organization_name,period_kind,year,subject_kind,subject_name,level,status,authority,members,excellent,good\n' +
  'Đảng bộ xã Một,YEAR,2019,PARTY_CELL,Chi bộ Ấp 1,GOOD,DECIDED,DECIDE,15,3,12\n' +
  '"Đảng bộ xã ""Hai""",YEAR,2020,PARTY_MEMBER,Nguyễn Văn Ân,,NOT_RATED,DECIDE,,,\n';
const texts = { seats, agenda, results: resultsCsv } as const;
const books = { seats: seatsBook, agenda: agendaBook } as const;

/** A few bytes other than they were, and in some cases an early end. */
function damaged(bytes: Buffer, chance: Chance, from = 0): Buffer {
  const now = Buffer.from(bytes);
  for (let flips = 1 + chance.below(4); flips > 0 && now.length > from; flips -= 1) {
    const at = from + chance.below(now.length - from);
    now[at] = chance.of([0, 1, 0x7f, 0x80, 0xff, chance.below(256)]);
  }
  return chance.is(0.2) ? now.subarray(0, chance.below(now.length + 1)) : now;
}

function table(chance: Chance): Brought {
  const wanted = chance.of(['seats', 'agenda', 'results'] as const);
  const text = mutated(texts[wanted], chance);
  const plain = Buffer.from(text, chance.is(0.9) ? 'utf8' : chance.of(['latin1', 'utf16le']));
  const ending = chance.of(['csv', 'csv', 'csv', 'CSV', 'txt', 'tsv', 'json', 'jsonl', 'xlsx', 'pdf']);
  return { wanted, name: `tệp.${ending}`, bytes: chance.is(0.2) ? damaged(plain, chance) : plain };
}

/** What stands in no sheet that a spreadsheet wrote. */
const xmlPieces = [
  '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
  '&b;',
  '&#0;',
  '&#x10ffff;',
  '<![CDATA[x]]>',
  '<!--',
  '<?xml version="1.1"?>',
  '<row>',
  '<row r="1.5"><c r="A1"><v>1</v></c></row>',
  '<row r="20001"/>',
  '<c r="ZZZ9"/>',
  '<c r="SF1"/>',
  '<c t="s"><v>99999</v></c>',
  '<c t="s"><v>-1</v></c>',
  '<c t="s"><v>length</v></c>',
  '<c><v>1e999</v></c>',
  '<is><t>a</t><is><t>b</t></is></is>',
  '<parsererror/>',
  '<sheets><sheet name="seats" id="r1"/></sheets>',
];
const values = [
  '',
  '0',
  '7',
  '1.5',
  '-1',
  '1e9',
  'A',
  'XFD1048576',
  's',
  'b',
  '../../x.xml',
  '/xl/workbook.xml',
];

/** Behind an element of its own kind, if there is one. */
function placeFor(piece: string, text: string, chance: Chance): number {
  const kind = /^<(?:row|c|is|sheets)\b/.exec(piece)?.[0].replace('<', '</') ?? '';
  const places = [...text.matchAll(new RegExp(`${kind}[^<>]*>`, 'g'))].map(
    (found) => found.index + found[0].length,
  );
  return places.length > 0 ? chance.of(places) : 0;
}

/** The same XML with an element, an attribute or its text not as it was; now and then a stretch of it many times over. */
function wrongXml(text: string, chance: Chance): string {
  const piece = chance.of(xmlPieces);
  const at = placeFor(piece, text, chance);
  switch (chance.below(7)) {
    case 0:
    case 1:
      return text.slice(0, at) + piece + text.slice(at);
    case 2:
      return text.replace(/"[^"]*"/g, (one) => (chance.is(0.1) ? `"${chance.of(values)}"` : one));
    case 3:
      return text.slice(0, at) + piece.repeat(chance.below(2_000)) + text.slice(at);
    case 4: {
      const depth = chance.below(6_000);
      return text.slice(0, at) + '<c>'.repeat(depth) + '</c>'.repeat(depth) + text.slice(at);
    }
    case 5:
      return text.replace(/<(c|row)\b[^>]*>.*?<\/\1>/s, (one) => one.repeat(chance.below(3_000)));
    default:
      return mutated(text, chance);
  }
}

function wrongEntry(entry: Entry, chance: Chance): Entry {
  if (chance.is(0.6)) return { ...entry, body: wrongXml(String(entry.body), chance) };
  const other = { name: chance.of(['xl/sharedStrings.xml', 'XL/WORKBOOK.XML', '', '/']) };
  return { ...entry, ...chance.of([{ stored: true }, { checksum: 0 }, { unpacked: 0 }, other]) };
}

/** As spreadsheets have it, in parts otherwise: entries changed, swapped, doubled, lost; then bytes, of the directory most of all. */
function book(chance: Chance): Brought {
  const wanted = chance.of(['seats', 'agenda'] as const);
  let entries = [...books[wanted]];
  for (let edits = chance.below(3); edits > 0; edits -= 1) {
    // Most of what is read stands in the page.
    const page = entries.findIndex(({ name }) => name.includes('sheet1'));
    const at = page !== -1 && chance.is(0.5) ? page : chance.below(entries.length);
    entries = entries.map((entry, index) => (index === at ? wrongEntry(entry, chance) : entry));
  }
  const [one, other] = [chance.below(entries.length), chance.below(entries.length)];
  if (chance.is(0.1)) entries = entries.filter((_, index) => index !== one);
  if (chance.is(0.1)) entries = [...entries, entries[one] ?? { name: '', body: '' }];
  if (chance.is(0.1))
    entries = entries.map((entry, index) =>
      index === one ? { ...entry, body: entries[other]?.body ?? '' } : entry,
    );
  const whole = zipOf(entries);
  const directory = whole.readUInt32LE(whole.length - 6);
  const bytes = chance.is(0.4) ? damaged(whole, chance, chance.is(0.6) ? directory : 0) : whole;
  return { wanted, name: 'tệp.xlsx', bytes };
}

const broughtBy = (share: number, make: (chance: Chance) => Brought): Kind => ({
  share,
  async attempt({ reader, tally }, chance) {
    const brought = make(chance);
    try {
      tally.note(`file ${await (await reader()).read(brought)}`);
      return null;
    } catch (error) {
      return `a file for ${brought.wanted}, ${brought.bytes.length} bytes: ${error}`;
    }
  },
});

export const tables = broughtBy(1, table);
export const sheets = broughtBy(1, book);
