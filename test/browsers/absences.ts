import { setTimeout as pause } from 'node:timers/promises';
import { ballot } from '../../src/words/vi/pages/ballot.ts';
import { common } from '../../src/words/vi/pages/common.ts';
import { convene, order, preparation } from '../support/session.ts';
import type { Browser, BrowserName } from './browser.ts';
import { Person } from './person.ts';
import { openRoom } from './room.ts';
import { type Absence, absences } from './way.ts';

// How soon a delegate's page shows the newest view again, when the network was away for a while and returns.

export interface Return {
  readonly browser: BrowserName;
  readonly how: Absence;
  readonly awayS: number;
  /** Null: not within the time that is waited for it. A sentence: it could not be measured. */
  readonly backAfterS: number | string | null;
}

/** No delegate shall wait longer. */
export const maxBackS = 3;

const waitedMs = 120_000;
const laptopSize = { width: 1280, height: 900 };

/**
 * All absences in all browsers, one way to be away beside the other in a browser of its own: browsers hold back attempts by what became of
 * others to the same machine.
 */
export async function measureAbsences(
  openers: readonly (() => Promise<Browser>)[],
  awaysS: readonly number[],
): Promise<readonly Return[]> {
  const measured = openers.flatMap((open) =>
    absences.map(async (how) => {
      const browser = await open();
      try {
        const returns: Return[] = [];
        for (const awayS of awaysS) {
          const backAfterS = await measure(browser, how, awayS).catch((error: unknown) => String(error));
          returns.push({ browser: browser.name, how, awayS, backAfterS });
        }
        return returns;
      } finally {
        await browser.close();
      }
    }),
  );
  return (await Promise.all(measured)).flat();
}

async function measure(browser: Browser, how: Absence, awayS: number): Promise<number | null> {
  const room = await openRoom(browser);
  const delegate = await Person.enter(browser, 'delegate', laptopSize);
  try {
    const { sessionId, codes, tokens, reviewIds } = await convene(
      room.house,
      preparation({ voters: 3, cells: 2 }),
    );
    await delegate.tab.goto(`${room.address}/#code=${codes.v1}`);
    await delegate.sees(ballot.waitingForReview);
    await room.leave(how);
    await order(room.house, tokens.chair ?? '', 'openReview', { sessionId, reviewId: reviewIds[0] });
    await pause(awayS * 1_000);
    await delegate.tab.run(noteWhenLive, common.reviewStatuses.OPEN);
    const backMs = Date.now();
    await room.comeBack();
    const liveMs = await noted(delegate, backMs + waitedMs);
    return liveMs === null ? null : (liveMs - backMs) / 1_000;
  } finally {
    await delegate.tab.close().catch(() => {});
    await room.close();
  }
}

interface Noted {
  liveMs?: number;
}

/** Notes when the text is to be read, and nothing says that it may be stale. Put into the page, whose clock is this machine's. */
function noteWhenLive(text: string): void {
  const noted = globalThis as Noted;
  const look = () => {
    const isLive = document.querySelector('.stale') === null && document.body.innerText.includes(text);
    if (isLive) noted.liveMs ??= Date.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}

async function noted({ tab }: Person, untilMs: number): Promise<number | null> {
  while (Date.now() < untilMs) {
    const liveMs = await tab.run(() => (globalThis as Noted).liveMs ?? null);
    if (liveMs !== null) return liveMs;
    await pause(200);
  }
  return null;
}

/** In seconds, a column for each browser. */
export function tableOf(returns: readonly Return[]): string {
  const browsers = [...new Set(returns.map(({ browser }) => browser))];
  const rows = absences.flatMap((how) =>
    [...new Set(returns.map(({ awayS }) => awayS))].map((awayS) => [
      `${how} for ${awayS} s`,
      ...browsers.map((browser) => {
        const found = returns.find(
          (one) => one.browser === browser && one.how === how && one.awayS === awayS,
        );
        return toldOf(found?.backAfterS ?? null);
      }),
    ]),
  );
  const lines = [['away', ...browsers], ...rows];
  return lines
    .map(([first, ...rest]) => `${first?.padEnd(24)}${rest.map((cell) => cell.padStart(12)).join('')}`)
    .join('\n');
}

function toldOf(backAfterS: Return['backAfterS']): string {
  if (backAfterS === null) return `not in ${waitedMs / 1_000}`;
  return typeof backAfterS === 'string' ? '?' : backAfterS.toFixed(1);
}
