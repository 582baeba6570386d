import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import { openGuest } from '../guests.ts';
import type { Cell } from './cells.ts';
import type { View } from './meeting.ts';
import { type Demands, type Fault, lookAtTexts } from './texts.ts';

// The screen's page as it is served, signed in at a real server.

/** What docs/decisions/0007-pages.md promises of the room's screen. */
export const demands: Demands = {
  smallest: 0.02,
  tightest: 1.4,
  strip: 0.15,
  exempt: '.screen-tools, .stale',
  turning: '.paged',
};

export interface RoomFault {
  /** Lost: a name that is not to be read whole on any page. */
  readonly kind: Fault['kind'] | 'lost';
  readonly text: string;
}

export interface Room {
  readonly page: Page;
  /** What is wrong with the texts once the frame of a revision is shown, on every page of it. */
  faultsAt(revision: number, names: readonly string[]): Promise<readonly RoomFault[]>;
  close(): Promise<void>;
}

interface Entrance extends Pick<Cell, 'size' | 'language'> {
  readonly address: string;
  /** Of a screen. */
  readonly token: string;
  /** Before the page is opened. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** More turns than any list of the tests has pages. */
const maxTurns = 60;

export async function openRoom(browser: Browser, entrance: Entrance): Promise<Room> {
  const { address, token, size, language, prepare } = entrance;
  const [width = 0, height = 0] = size.split('x').map(Number);
  const { context, page } = await openGuest(browser, { width, height, reducedMotion: 'reduce' });
  await context.addInitScript(
    `sessionStorage.setItem('hoinghi.token', ${JSON.stringify(JSON.stringify(token))});
     localStorage.setItem('hoinghi.language', '"${language}"')`,
  );
  await page.addInitScript(holdTurning);
  await prepare?.(page);
  await page.goto(`${address}/screen`);
  await page.evaluate(() => document.fonts.ready);
  return {
    page,
    async faultsAt(revision, names) {
      await page.evaluate(untilShown, revision);
      const found = new Map<string, RoomFault>();
      const seen = new Set<string>();
      for (let turn = 0; turn < maxTurns; turn += 1) {
        const look = await page.evaluate(lookAtTexts, demands);
        for (const fault of look.faults) found.set(`${fault.kind} ${fault.text}`, fault);
        const former = seen.size;
        for (const text of look.seen) seen.add(text);
        if (look.turns === 1 || (turn >= look.turns - 1 && seen.size === former)) break;
        await page.evaluate(turnPages);
      }
      const read = [...seen].join('\n');
      const lost = names.filter((name) => !read.includes(name));
      return [...found.values(), ...lost.map((text) => ({ kind: 'lost', text }) as const)];
    },
    close: () => context.close(),
  };
}

/** Messages go to the server and come from it, but the view of the session and what its last round came to are given. */
export async function standIn(page: Page): Promise<{ show(view: View): number }> {
  let socket: WebSocketRoute | undefined;
  let watching = '';
  let shown: View | undefined;
  let revision = 0;
  const give = (id: string, data: unknown) =>
    socket?.send(JSON.stringify({ id, type: 'next', payload: { data } }));
  const giveFrame = () => {
    if (shown === undefined || watching === '') return;
    const session = { ...shown.session, revision };
    give(watching, { sessionWatch: { cursor: session.cursor, session } });
  };
  await page.routeWebSocket(/\/graphql$/, (route) => {
    const server = route.connectToServer();
    socket = route;
    route.onMessage((message) => {
      const { id, type, payload } = JSON.parse(String(message));
      const query = String(payload?.query ?? '');
      if (type === 'subscribe' && query.includes('subscription WatchScreen')) {
        watching = id;
        giveFrame();
      } else if (type === 'subscribe' && query.includes('query RoundOutcome')) {
        give(id, { node: shown?.outcome ?? null });
        route.send(JSON.stringify({ id, type: 'complete' }));
      } else if (!(type === 'complete' && id === watching)) server.send(message);
    });
  });
  return {
    show(view) {
      shown = view;
      revision += 1;
      giveFrame();
      return revision;
    },
  };
}

/** Runs before the page: what it would do every few seconds it does when it is told to. */
function holdTurning(): void {
  const shortestMs = 6_000;
  const held = new Map<number, () => void>();
  const { setInterval: every, clearInterval: clear } = window;
  let last = -1;
  Object.assign(window, {
    setInterval(run: () => void, intervalMs: number) {
      if (intervalMs < shortestMs) return every(run, intervalMs);
      last -= 1;
      held.set(last, run);
      return last;
    },
    clearInterval(timer: number) {
      if (!held.delete(timer)) clear(timer);
    },
    turnPages() {
      for (const run of [...held.values()]) run();
    },
  });
}

async function turnPages(): Promise<void> {
  const { turnPages: turn } = window as unknown as { turnPages(): void };
  turn();
  for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
}

/** Until the frame is shown, with what the page asked for after it, and everything has its place. */
async function untilShown(revision: number): Promise<void> {
  const isThere = () =>
    Number(document.querySelector<HTMLElement>('.screen')?.dataset.revision) >= revision &&
    document.querySelector('.screen-asking') === null;
  for (let frames = 0; frames < 3; frames = isThere() ? frames + 1 : 0)
    await new Promise(requestAnimationFrame);
}
