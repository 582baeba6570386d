import { constants, crc32, deflateRawSync } from 'node:zlib';

// XLSX files made by hand, so that anything in them can be wrong.

export interface Entry {
  readonly name: string;
  readonly body: string | Uint8Array;
  /** Stored as it is instead of deflated. */
  readonly stored?: boolean;
  /** Said of the body, and not so. */
  readonly checksum?: number;
  readonly unpacked?: number;
  /** What is in the file instead of the body, deflated. */
  readonly packed?: Uint8Array;
}

/** A ZIP file: entries, the directory, its end. */
export function zipOf(entries: readonly Entry[]): Buffer {
  const written: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, body, stored = false, ...said } of entries) {
    const bytes = Buffer.from(body as string);
    const packed = said.packed ?? (stored ? bytes : deflateRawSync(bytes));
    const text = Buffer.from(name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(stored ? 0 : 8, 4);
    facts.writeUInt32LE(said.checksum ?? crc32(bytes), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(said.unpacked ?? bytes.length, 18);
    facts.writeUInt16LE(text.length, 22);
    written.push(Buffer.from('PK\x03\x04'), facts, text, packed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), facts, place, text);
    offset += 30 + text.length + packed.length;
  }
  const whole = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(whole.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...written, whole, end]);
}

const mebi = 1024 * 1024;

/** So many mebibytes of spaces, deflated to a thousandth: a block again and again, and a last one with nothing in it. */
export function bomb(mebibytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(mebi, ' '), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array.from({ length: mebibytes }, () => block), Buffer.from([3, 0])]);
}

/** The parts of a book whose sheets each show the one page. */
export function bookOf(page: string, more: { sheets?: number; shared?: string } = {}): readonly Entry[] {
  const { sheets = 1, shared } = more;
  return [
    { name: '[Content_Types].xml', body: '<Types/>' },
    {
      name: 'xl/workbook.xml',
      body: `<workbook xmlns:r="r"><sheets>${'<sheet name="Ghế" r:id="r1"/>'.repeat(sheets)}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      body: '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
    },
    { name: 'xl/worksheets/sheet1.xml', body: page },
    ...(shared === undefined ? [] : [{ name: 'xl/sharedStrings.xml', body: shared }]),
  ];
}

export const sheetOf = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;

const inline = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;

/** Seats in every way in which spreadsheets write a cell. */
export const seatsBook: readonly Entry[] = bookOf(
  sheetOf(
    `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>
    <row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" t="str"><v>Chủ trì</v></c><c r="C2" t="b"><v>1</v></c></row>
    <row r="4"><c r="A4" t="inlineStr"><is><r><t>Võ </t></r><r><t>Điền</t></r><rPh><t>x</t></rPh></is></c><c r="C4"><v>1</v></c></row>`,
  ),
  {
    shared:
      '<sst><si><t>Họ và tên</t></si><si><t>Vai trò</t></si><si><t>Biểu quyết</t></si><si><r><t>Đào Văn </t></r><r><t>Phi</t></r></si></sst>',
  },
);

/** An agenda of rows that do not number themselves. */
export const agendaBook: readonly Entry[] = bookOf(
  sheetOf(
    `<row>${inline('Loại')}${inline('Tên')}${inline('tổng số chỉ tiêu')}${inline('điểm')}${inline('Đứng đầu')}</row>
    <row>${inline('Chi bộ')}${inline('Chi bộ 1')}<c><v>10</v></c><c><v>89.5</v></c></row>
    <row>${inline('Cán bộ lãnh đạo, quản lý')}${inline('Đào Văn Phi')}<c/><c/>${inline('Chi bộ 1')}</row>`,
  ),
).map((entry) => ({ ...entry, body: String(entry.body).replace('"Ghế"', '"Chương trình"') }));
