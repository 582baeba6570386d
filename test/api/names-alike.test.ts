import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { namesAlike } from '../../src/api/schema/mapping/names-alike.ts';
import type { AgendaItemInput } from '../../src/core/command.ts';
import { alikeMessageOf } from '../../src/words/words.ts';
import { told } from '../support/client.ts';
import { preparationOf, prepared } from '../support/core.ts';
import { adminToken, openTestHouse } from '../support/house.ts';
import { preparation, prepareForTest, signIn } from '../support/session.ts';

const input = preparationOf();

function taken(names: readonly string[], agenda: readonly AgendaItemInput[] = input.agenda) {
  const seats = names.map((fullName, at) => ({
    key: `s${at}`,
    fullName,
    role: at === 0 ? ('CHAIR' as const) : ('DELEGATE' as const),
    mayVote: true,
  }));
  const read = prepared({ ...input, seats, agenda: agenda.map((item) => ({ ...item, presenterKey: null })) });
  if (!('preparation' in read)) throw new Error(JSON.stringify(read));
  return read.preparation;
}

/** `LIKENESS name | name: А U+0410 A` of every group. */
function alike(names: readonly string[], agenda?: readonly AgendaItemInput[]): readonly string[] {
  const whole = taken(names, agenda);
  const nameOf = new Map([
    ...whole.seats.map(({ id, fullName }) => [id, fullName] as const),
    ...whole.agenda.map(({ id, key }) => [id, key] as const),
  ]);
  return namesAlike(whole).map(({ likeness, seatIds, reviewIds, letters }) => {
    const who = [...seatIds, ...reviewIds].map((id) => nameOf.get(id)).join(' | ');
    const which = letters.map(({ letter, code, like }) => `${letter} ${code} ${like}`).join(', ');
    return `${likeness} ${who}${which && `: ${which}`}`;
  });
}

describe('names of one session', () => {
  test.each<[string, string[], string[]]>([
    [
      'another case',
      ['Lê An', 'Nguyễn Văn An', 'NGUYỄN VĂN AN'],
      ['SAME_NAME Nguyễn Văn An | NGUYỄN VĂN AN'],
    ],
    [
      'another place of the tone',
      ['Trần Thị Hòa', 'Trần Thị Hoà'],
      ['SAME_NAME Trần Thị Hòa | Trần Thị Hoà'],
    ],
    [
      'Vietnamese marks and tones',
      ['Lê An', 'Lê Ân', 'Lê Ấn', 'Lê Ản', 'Lê Ạn', 'Lê Ăn', 'Le An', 'Lê Đan', 'Lê Dan'],
      [],
    ],
    ['a Cyrillic letter', ['Lê \u0410n', 'Lê An'], ['LOOK_ALIKE Lê \u0410n | Lê An: \u0410 U+0410 A']],
    [
      'a Cyrillic letter in capitals, and one in small letters',
      ['LÊ \u0410N', 'Lê An', 'Lê \u0430n'],
      ['LOOK_ALIKE LÊ \u0410N | Lê An | Lê \u0430n: \u0410 U+0410 A, \u0430 U+0430 A'],
    ],
    ['a Greek capital', ['\u0397oàng', 'Hoàng'], ['LOOK_ALIKE \u0397oàng | Hoàng: \u0397 U+0397 H']],
    [
      'an Icelandic letter',
      ['Đào Phi', '\u00d0ào Phi'],
      ['LOOK_ALIKE Đào Phi | \u00d0ào Phi: \u00d0 U+00D0 Đ'],
    ],
    ['a caron for a breve', ['Văn', 'V\u01cen'], ['LOOK_ALIKE Văn | V\u01cen: \u01ce U+01CE ă']],
    ['two letters for one', ['Lâm', 'Lârn'], ['LOOK_ALIKE Lâm | Lârn: m U+006D rn']],
    [
      'two groups, each in order',
      ['Lê An', 'Võ Bình', 'lê an', 'Võ B\u0456\u0300nh'],
      ['SAME_NAME Lê An | lê an', 'LOOK_ALIKE Võ Bình | Võ B\u0456\u0300nh: \u0456\u0300 U+0456 ì'],
    ],
  ])('[R9] are told where people could take them for one another: %s', (_, names, groups) => {
    expect(alike(names)).toEqual(groups);
  });

  const item = (
    key: string,
    kind: AgendaItemInput['kind'],
    name: string,
    more: Partial<AgendaItemInput> = {},
  ) => ({
    key,
    kind,
    name,
    ...more,
  });

  test.each<[string, AgendaItemInput[], string[]]>([
    [
      'units that look alike are two units in the record',
      [
        item('a', 'PARTY_CELL', 'Chi bộ 1'),
        item('b', 'PARTY_CELL', 'Chi bộ l'),
        item('c', 'PARTY_CELL', 'CHI BỘ 1'),
      ],
      ['LOOK_ALIKE a | b | c: 1 U+0031 l'],
    ],
    [
      'people who do not sit here',
      [
        item('a', 'PARTY_MEMBER', 'Võ Bình'),
        item('b', 'LEADER', 'võ bình'),
        item('c', 'PARTY_MEMBER', 'Võ Binh'),
      ],
      ['SAME_NAME a | b'],
    ],
    [
      'who sits here is told by the seat, and again where somebody else has the name',
      [
        item('a', 'PARTY_MEMBER', 'Lê An', { seatKey: 's1' }),
        item('b', 'PARTY_MEMBER', 'Lê An', { seatKey: 's2' }),
        item('c', 'LEADER', 'Lê An', { seatKey: 's1' }),
      ],
      [],
    ],
    [
      'somebody else has the name of one who sits here',
      [item('a', 'PARTY_MEMBER', 'Lê An', { seatKey: 's1' }), item('b', 'PARTY_MEMBER', 'Lê An')],
      ['SAME_NAME a | b'],
    ],
    [
      'one subject in two items, a collective and a unit of one name',
      [
        item('a', 'PARTY_CELL', 'Chi bộ 1'),
        item('b', 'PARTY_ORGANIZATION', 'Chi bộ 1'),
        item('c', 'LEADERSHIP_COLLECTIVE', 'Chi bộ 1'),
        item('d', 'PARTY_MEMBER', 'Bí thư', { seatKey: 's0' }),
        item('e', 'LEADER', 'Bí thư', { seatKey: 's0' }),
      ],
      [],
    ],
  ])('[R9] on the agenda: %s', (_, agenda, groups) => {
    const seated = ['Chủ trì', 'Lê An', 'Lê An'];
    expect(alike(seated, agenda)).toEqual(['SAME_NAME Lê An | Lê An', ...groups]);
  });

  test('[R6] [R9] two items about the same, as sessions have that were prepared before it was refused', () => {
    const whole = taken(['Chủ trì']);
    const [one, two] = whole.agenda;
    if (one === undefined || two === undefined) throw new Error('no cells');
    const agenda = [one, { ...two, name: one.name, organizationId: one.organizationId }];
    expect(namesAlike({ ...whole, agenda })).toEqual([
      { likeness: 'SAME_SUBJECT', seatIds: [], reviewIds: [one.id, two.id], letters: [] },
    ]);
  });

  test('[R9] numbers, tones and marks of lists as they are tell them apart', () => {
    const cells = Array.from({ length: 120 }, (_, at) => item(`c${at}`, 'PARTY_CELL', `Chi bộ ấp ${at}`));
    const people = [
      'Đặng Thị Thu',
      'Đặng Thị Thư',
      'Đặng Thị Thủ',
      'Đăng Thị Thu',
      'Đặng Thị Thụ',
      'Đặng Thi Thu',
    ];
    expect(alike(people, cells)).toEqual([]);
  });

  test('[R9] a letter of another script is told wherever it stands, with what it looks like', () => {
    const twins = {
      A: '\u0410',
      B: '\u0412',
      C: '\u0421',
      H: '\u041d',
      T: '\u0422',
      a: '\u0430',
      c: '\u0441',
      o: '\u043e',
      p: '\u0440',
    };
    const names = fc.array(fc.constantFrom('An', 'Bao', 'Chi', 'Hoa', 'Tho', 'Pha', 'Cao', 'Hop'), {
      minLength: 2,
      maxLength: 5,
    });
    fc.assert(
      fc.property(names, fc.nat(), (words, at) => {
        const name = words.join(' ');
        const places = [...name].flatMap((letter, place) => (letter in twins ? [place] : []));
        const place = places[at % places.length] ?? 0;
        const letter = name[place] as keyof typeof twins;
        const other = `${name.slice(0, place)}${twins[letter]}${name.slice(place + 1)}`;
        const [group] = namesAlike(taken([name, other]));
        const code = `U+0${twins[letter].charCodeAt(0).toString(16).toUpperCase()}`;
        expect(group?.likeness).toBe('LOOK_ALIKE');
        expect(group?.letters).toEqual([{ letter: twins[letter], code, like: letter }]);
      }),
      { seed: 20231211 },
    );
  });

  test('[R9] of namesakes by the thousand there is one group', () => {
    const many = Array.from({ length: 2_000 }, (_, at) => (at % 2 === 0 ? 'Lê An' : 'Lê \u0410n'));
    const [group, other] = namesAlike(taken(many));
    expect([group?.seatIds.length, other]).toEqual([2_000, undefined]);
  });
});

test('[R9] they are told to the administrator when preparing, in both languages, to the chair and the secretary, and to nobody else', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const roles = ['CHAIR', 'SECRETARY', 'TELLER', 'DELEGATE', 'GUEST'];
  const seats = roles.map((role, at) => ({
    key: role,
    fullName: at === 0 ? 'L\u00ea \u0410n' : 'Lê An',
    position: `Chức vụ ${at}`,
    role,
    mayVote: at < 2,
  }));
  const fields =
    'namesAlike { likeness letters { letter code like } seats { number person { fullName } } reviews { id } message }';
  const numbered = seats.map(({ fullName }, at) => ({ number: at + 1, person: { fullName } }));
  const letters = [{ letter: '\u0410', code: 'U+0410', like: 'A' }];
  const document = `mutation ($input: PrepareSessionInput!) { prepareSession(input: $input) { ... on PreparedSession { session { ${fields} } } } }`;
  for (const language of ['vi', 'en'] as const) {
    const input = preparation({ voters: 1 }, { seats });
    const { prepareSession } = await told(house.address, adminToken, document, { input }, language);
    const [one, ...others] = prepareSession.session.namesAlike;
    const { message, ...rest } = one;
    expect([rest, others]).toEqual([{ likeness: 'LOOK_ALIKE', letters, seats: numbered, reviews: [] }, []]);
    expect(message).toBe(alikeMessageOf(language, { likeness: 'LOOK_ALIKE', letters }, 'SEATS'));
    expect(message).toContain(
      language === 'vi' ? '“\u0410” (U+0410) nhìn như “A”' : '“\u0410” (U+0410) looks like “A”',
    );
  }
  const { sessionId, codes } = await prepareForTest(house, preparation({ voters: 1 }, { seats }));
  const asked = async (token: string) =>
    (
      await told(house.address, token, `query ($id: ID!) { session(id: $id) { ${fields} } }`, {
        id: sessionId,
      })
    ).session.namesAlike?.length ?? null;
  const seen: Record<string, number | null> = { admin: await asked(adminToken) };
  for (const [key, code] of Object.entries(codes)) seen[key] = await asked(await signIn(house, code));
  expect(seen).toEqual({
    admin: 1,
    CHAIR: 1,
    SECRETARY: 1,
    TELLER: null,
    DELEGATE: null,
    GUEST: null,
    screen: null,
  });
});
