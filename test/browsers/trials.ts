import { setTimeout as pause } from 'node:timers/promises';
import { ballot } from '../../src/words/vi/pages/ballot.ts';
import { common } from '../../src/words/vi/pages/common.ts';
import { conduct } from '../../src/words/vi/pages/conduct.ts';
import { convene, type Meeting, openRound, order, preparation } from '../support/session.ts';
import type { Browser, Size } from './browser.ts';
import { type Clock, shiftedClock } from './clock.ts';
import { Person } from './person.ts';
import { openRoom, type Room } from './room.ts';

// What happens to devices and windows beside a session: wrong clocks, ways back, copies of a tab, narrow windows.

const laptopSize = { width: 1280, height: 900 };

interface Scene {
  readonly room: Room;
  readonly meeting: Meeting;
  /** Signs in with a seat's code, and is on the page of that seat. */
  enter(seat: string, size?: Size): Promise<Person>;
}

/** Returns what was wrong, each in a sentence; what pages wrote into their consoles with it. */
export type Trial = (browser: Browser, say: (line: string) => void) => Promise<readonly string[]>;

/** A convened session of three with two cells on its agenda. */
async function inRoom(
  browser: Browser,
  play: (scene: Scene) => Promise<readonly string[]>,
  before?: string,
): Promise<readonly string[]> {
  const room = await openRoom(browser, before);
  const entered: Person[] = [];
  try {
    const meeting = await convene(room.house, preparation({ voters: 3, cells: 2 }));
    const enter = async (seat: string, size: Size = laptopSize) => {
      const person = await Person.enter(browser, seat, size);
      entered.push(person);
      await person.tab.goto(`${room.address}/#code=${meeting.codes[seat]}`);
      return person;
    };
    const faults = await play({ room, meeting, enter });
    return [...faults, ...room.troubles()];
  } finally {
    for (const { tab } of entered) await tab.close().catch(() => {});
    await room.close();
  }
}

const minuteMs = 60_000;
const shiftsMs = [-60, -7, 7, 60].map((minutes) => minutes * minuteMs);
const roundMs = 5 * minuteMs;
/** A countdown is read some time after it was painted. */
const toleranceMs = 3_000;
/** In which a page has to notice that the device's clock was set. */
const noticedMs = 10_000;

/** The chair's five minutes are five, and every page counts them down right, whatever the device's clock says and is set to. */
export const wrongClocks: Trial = async (browser) => {
  const faults: string[] = [];
  for (const shiftMs of shiftsMs) {
    const play = async ({ enter }: Scene) => {
      const chair = await enter('chair');
      await chair.click(conduct.openReview);
      await chair.choose(conduct.closes, conduct.closesMinutes(roundMs / minuteMs));
      await chair.confirm(conduct.openRound);
      const endMs = Date.now() + roundMs;
      const told = (when: string, offMs: number | null) =>
        offMs === null ? [] : [`the countdown is ${offMs / 1_000} s off with a clock ${when}`];
      const opened = told(`${shiftMs / minuteMs} min off`, await offBy(chair, endMs));
      await chair.tab.run((shiftMs) => (globalThis as unknown as Clock).setClock(shiftMs), -shiftMs);
      await pause(noticedMs);
      return [
        ...opened,
        ...told(
          `set from ${shiftMs / minuteMs} to ${-shiftMs / minuteMs} min off`,
          await offBy(chair, endMs),
        ),
      ];
    };
    faults.push(...(await inRoom(browser, play, shiftedClock(shiftMs))));
  }
  return faults;
};

/** How far the countdown is from the round's end; null where it is right. */
async function offBy(person: Person, endMs: number): Promise<number | null> {
  const shown = await person.until('see a countdown', () =>
    person.tab.run(() => document.querySelector('[role=timer]')?.textContent ?? null),
  );
  const [, minutes, seconds] = /(\d+):(\d\d)\D*$/.exec(shown) ?? [];
  const offMs = Number(minutes) * minuteMs + Number(seconds) * 1_000 - (endMs - Date.now());
  return Math.abs(offMs) <= toleranceMs ? null : offMs;
}

interface Returning {
  wasKept?: boolean;
}

/** Notes in the page whether it came out of the back-forward cache. */
function noteReturns(): void {
  addEventListener('pageshow', ({ persisted }) => {
    (globalThis as Returning).wasKept = persisted;
  });
}

/** A page that is left and come back to by the browser's own buttons shows the newest view. */
export const backAndForward: Trial = (browser, say) =>
  inRoom(browser, async ({ room, meeting, enter }) => {
    const { sessionId, tokens, reviewIds } = meeting;
    const delegate = await enter('v1');
    await delegate.sees(ballot.waitingForReview);
    await delegate.tab.run(noteReturns);
    await delegate.click({ role: 'link', name: common.pages.history });
    await delegate.sees({ role: 'link', name: common.pages.ballot });
    await order(room.house, tokens.chair ?? '', 'openReview', { sessionId, reviewId: reviewIds[0] });
    await delegate.tab.run(() => history.back());
    await delegate.sees(common.reviewStatuses.OPEN);
    const wasKept = await delegate.tab.run(() => (globalThis as Returning).wasKept === true);
    say(`the page that was come back to ${wasKept ? 'had been kept by the browser' : 'was loaded anew'}`);
    await delegate.tab.run(() => history.forward());
    await delegate.seesNoMore(common.reviewStatuses.OPEN);
    await openRound(room.house, meeting);
    await delegate.tab.run(() => history.back());
    await delegate.sees(ballot.title);
    return [];
  });

/** Both tabs of one seat are live, and a ballot cast in one is known to the other. */
export const duplicatedTab: Trial = (browser) =>
  inRoom(browser, async ({ room, meeting, enter }) => {
    const delegate = await enter('v1');
    await delegate.sees(ballot.waitingForReview);
    const copy = new Person('copy', await delegate.tab.duplicate(), browser);
    await copy.sees(ballot.waitingForReview);
    await openRound(room.house, meeting);
    for (const person of [delegate, copy]) await person.sees(ballot.missing(2));
    await copy.choose(ballot.theRest, 'Hoàn thành tốt nhiệm vụ');
    await copy.click(ballot.markRest);
    await copy.click(ballot.review);
    await copy.click(ballot.cast);
    await copy.sees(ballot.receipt);
    await delegate.sees(ballot.castElsewhere);
    return [];
  });

/** A phone of 320 px as it is, and at 200 %, which is half as many CSS pixels. */
const narrow = [
  { width: 320, height: 568 },
  { width: 160, height: 284 },
];

/** Nothing has to be scrolled sideways. */
export const narrowWindows: Trial = (browser, say) =>
  inRoom(browser, async ({ room, meeting, enter }) => {
    const faults: string[] = [];
    for (const size of narrow) {
      const delegate = await enter('v2', size);
      await delegate.sees({ role: 'heading', name: common.pages.ballot });
      const width = await delegate.tab.run(() => innerWidth);
      if (width > size.width) {
        say(`no window is narrower than ${width} px: not tried at ${size.width} px`);
        continue;
      }
      const look = async (state: string) => {
        await delegate.shoot(`narrow-${size.width}-${state}`);
        const over = await delegate.tab.run(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) faults.push(`${state}: ${over} px too wide at ${size.width} px`);
      };
      await look('waiting');
      const roundId = await openRound(room.house, meeting);
      await delegate.sees(ballot.missing(2));
      await look('sheet');
      await delegate.choose(ballot.theRest, 'Hoàn thành tốt nhiệm vụ');
      await delegate.click(ballot.markRest);
      await delegate.click(ballot.review);
      await delegate.sees(ballot.summary);
      await look('asked');
      const { sessionId, tokens } = meeting;
      await order(room.house, tokens.chair ?? '', 'voidRound', { sessionId, roundId, reason: 'Thử' });
    }
    return faults;
  });
