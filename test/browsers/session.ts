import { capitalised } from '../../src/pages/format.ts';
import { ballot } from '../../src/words/vi/pages/ballot.ts';
import { common } from '../../src/words/vi/pages/common.ts';
import { conduct } from '../../src/words/vi/pages/conduct.ts';
import { screen as screenWords } from '../../src/words/vi/pages/screen.ts';
import { session as words } from '../../src/words/vi/pages/session.ts';
import { signIn } from '../../src/words/vi/pages/sign-in.ts';
import type { Browser } from './browser.ts';
import { Person } from './person.ts';
import { cells, names, prepare } from './prepare.ts';
import { openRoom, type Room } from './room.ts';

// A whole session as people hold it: prepared by form and file, conducted, voted in, repeated, settled, adjourned, found in history.

const screenSize = { width: 1920, height: 1080 };
const laptopSize = { width: 1280, height: 900 };
const phoneSize = { width: 360, height: 740 };

/** By what they sit at; `phone` is the one who is reviewed. */
interface People {
  readonly screen: Person;
  readonly desk: Person;
  readonly phone: Person;
  readonly laptop: Person;
  readonly second: Person;
}

type Shoot = (state: string) => Promise<void>;

/** Rejects where somebody cannot go on. Returns what was wrong all the same, with what pages wrote into their consoles. */
export async function playSession(browser: Browser, say: (line: string) => void): Promise<readonly string[]> {
  const room = await openRoom(browser);
  const entered: Person[] = [];
  const faults: string[] = [];
  const enter = async (name: string, size: typeof laptopSize) => {
    const person = await Person.enter(browser, name, size);
    entered.push(person);
    return person;
  };
  try {
    const admin = await enter('admin', laptopSize);
    const codes = await prepare(admin, room, say);
    const people: People = {
      screen: await enter('screen', screenSize),
      desk: await enter('desk', laptopSize),
      phone: await enter('phone', phoneSize),
      laptop: await enter('laptop', laptopSize),
      second: await enter('second', phoneSize),
    };
    let number = 0;
    const shoot = async (state: string) => {
      say(state);
      number += 1;
      for (const person of Object.values(people) as Person[]) {
        await person.shoot(`${String(number).padStart(2, '0')}-${state}`);
      }
    };
    await gather(people, room, codes);
    await shoot('gathered');
    await people.desk.confirm(conduct.convene);
    await discuss(people, shoot);
    await voteOnOne(people, shoot);
    faults.push(...(await repeat(people, shoot)));
    faults.push(...(await voteOnSheet(people, shoot)));
    faults.push(...(await finish(people, shoot)));
    return [...faults, ...room.troubles()];
  } finally {
    for (const { tab } of entered) await tab.close().catch(() => {});
    await room.close();
  }
}

/** By the QR code's link, and by typing the code as people do. */
async function gather(
  people: People,
  { address }: Room,
  codes: Readonly<Record<string, string>>,
): Promise<void> {
  const { screen, desk, phone, laptop, second } = people;
  await screen.tab.goto(`${address}/screen#code=${codes.screen}`);
  await desk.tab.goto(`${address}/#code=${codes[names.an]}`);
  await phone.tab.goto(`${address}/#code=${codes[names.binh]}`);
  await second.tab.goto(`${address}/#code=${codes[names.dung]}`);
  await laptop.tab.goto(address);
  await laptop.fill(signIn.code, (codes[names.cuong] ?? '').toLowerCase());
  await laptop.click(signIn.submit);
  for (const person of [phone, laptop, second]) {
    await person.click(ballot.checkIn);
    await person.seesNoMore({ role: 'button', name: ballot.checkIn });
  }
  await desk.choose(conduct.presenceOf(names.an), common.presences.PRESENT);
  await screen.sees(words.present(4, 4));
}

const typo = 'Đề nghị đi cơ sờ.';

/** A report, and comments on it, of which the first is taken back. */
async function discuss({ screen, desk, phone, second }: People, shoot: Shoot): Promise<void> {
  await desk.click(conduct.openReview);
  await screen.sees({ role: 'heading', name: names.binh });
  await phone.click(words.presentReport);
  await phone.fill(words.achievements, 'Hoàn thành công tác phát triển đảng viên.');
  await phone.fill(words.shortcomings, 'Chưa sâu sát một số chi bộ.');
  await phone.click(words.addTarget);
  await phone.fill(words.targetName(1), 'Kết nạp đảng viên mới');
  await phone.fill(words.planned, '7');
  await phone.fill(words.achieved, '7');
  await phone.click(words.presentReport);
  await screen.sees('7/7');
  for (const text of [typo, 'Đề nghị đi cơ sở nhiều hơn.']) {
    await second.fill(words.yourComment, text);
    await second.click(words.sendComment);
    await screen.sees(text);
    if (text === typo) await second.confirm(words.withdraw);
  }
  await screen.seesNoMore(typo);
  await shoot('discussed');
}

/** A secret round with a time to close by itself; the one it is about does not vote. */
async function voteOnOne({ screen, desk, phone, laptop, second }: People, shoot: Shoot): Promise<void> {
  await desk.choose(conduct.closes, conduct.closesMinutes(5));
  await desk.confirm(conduct.openRound);
  await phone.sees(ballot.noBallot.recused);
  await laptop.sees(ballot.title);
  await shoot('round-open');
  for (const person of [laptop, second]) {
    await person.click({ role: 'radio', name: capitalised(common.choices.EXCELLENT) });
    await cast(person);
  }
  await desk.click({ role: 'link', name: common.pages.ballot });
  await desk.click({ role: 'radio', name: capitalised(common.choices.GOOD) });
  await cast(desk);
  await desk.click({ role: 'link', name: common.pages.chair });
  await shoot('round-voted');
  await desk.confirm(conduct.closeRound);
  await screen.sees(screenWords.results);
  await screen.sees(common.levels.EXCELLENT);
  await desk.sees(conduct.openRound);
  await shoot('round-counted');
}

async function cast(person: Person): Promise<void> {
  await person.click(ballot.review);
  await person.click(ballot.cast);
  await person.sees(ballot.receipt);
}

/** The new count, of the same level as before, has to be on the desk and on the phone without a reload. */
async function repeat({ desk, phone, laptop, second }: People, shoot: Shoot): Promise<readonly string[]> {
  await desk.confirm(conduct.openRound);
  for (const person of [laptop, second]) {
    await person.click({ role: 'radio', name: capitalised(common.choices.EXCELLENT) });
    await cast(person);
  }
  await desk.click({ role: 'link', name: common.pages.ballot });
  await desk.click({ role: 'radio', name: capitalised(common.choices.EXCELLENT) });
  await cast(desk);
  await desk.click({ role: 'link', name: common.pages.chair });
  await desk.confirm(conduct.closeRound);
  const faults: string[] = [];
  const count = words.countOf(common.choices.EXCELLENT, 3);
  for (const person of [desk, phone, laptop]) faults.push(...(await unseen(person, count)));
  await shoot('round-repeated');
  return faults;
}

/** By keyboard alone, with a reload in the middle; Space changes no mark. */
async function voteOnSheet(
  { desk, phone, laptop, second, screen }: People,
  shoot: Shoot,
): Promise<readonly string[]> {
  await desk.click(conduct.pickKind(common.kinds.PARTY_CELL));
  await desk.confirm(conduct.openRound);
  for (const person of [phone, laptop, second]) await person.sees(ballot.missing(cells));
  await shoot('sheet-open');
  await laptop.tab.run(() => document.querySelector<HTMLElement>('fieldset input[type=radio]')?.focus());
  await laptop.press('2', '1', '0', '5');
  await laptop.sees(ballot.missing(cells - 4));
  await laptop.reload();
  await laptop.sees(ballot.missing(cells - 4));
  await laptop.tab.run(() =>
    document.querySelector<HTMLElement>('fieldset:not(.marked) input[type=radio]')?.focus(),
  );
  await laptop.press('3', 'ArrowUp', 'ArrowDown', '4');
  await laptop.sees(ballot.missing(0));
  const before = await marksOf(laptop);
  await laptop.press(' ');
  const after = await marksOf(laptop);
  const faults =
    before.join() === after.join() ? [] : [`laptop: Space changed the marks from ${before} to ${after}`];
  await shoot('sheet-marked');
  await cast(laptop);
  for (const person of [phone, second]) {
    await person.choose(ballot.theRest, capitalised(common.choices.GOOD));
    await person.click(ballot.markRest);
    await cast(person);
  }
  await desk.sees(names.an);
  await desk.confirm(conduct.closeRound);
  await screen.sees(screenWords.results);
  await shoot('sheet-counted');
  return faults;
}

function marksOf(person: Person): Promise<readonly string[]> {
  return person.tab.run(() =>
    [...document.querySelectorAll<HTMLInputElement>('input:checked')].map(({ value }) => value),
  );
}

/** Settled, adjourned, and in history; back and forward. */
async function finish({ screen, desk, phone }: People, shoot: Shoot): Promise<readonly string[]> {
  await desk.click({ text: conduct.settle });
  await desk.choose(conduct.settleLevel, capitalised(common.levels.COMPLETED));
  await desk.fill(conduct.reason, 'Tập thể thống nhất sau thảo luận');
  await desk.confirm(conduct.settleAct);
  const faults = await unseen(phone, words.settled('Tập thể thống nhất sau thảo luận'));
  await shoot('settled');
  await desk.confirm(conduct.adjourn, () => desk.tickAll());
  await screen.sees(screenWords.adjourned);
  faults.push(...(await unseen(phone, ballot.adjourned)));
  await shoot('adjourned');
  await desk.click({ role: 'link', name: common.pages.history });
  await desk.sees(names.binh);
  await shoot('history');
  await desk.tab.run(() => history.back());
  await desk.sees(conduct.adjourned);
  await desk.tab.run(() => history.forward());
  await desk.sees(names.binh);
  return faults;
}

/** What somebody should have been told, and was not: the others go on all the same. */
async function unseen(person: Person, text: string): Promise<string[]> {
  return person.sees(text).then(
    () => [],
    () => [`${person.name} was not told “${text}”`],
  );
}
