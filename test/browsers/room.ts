import { type Child, start } from '../main/child.ts';
import { adminToken, type TestHouse, temporaryFolder } from '../support/house.ts';
import { type Browser, roomNames } from './browser.ts';
import { openFront } from './front.ts';
import { type Absence, openWay } from './way.ts';

// A server and the network that leads to it, for the people of one room.

export interface Room {
  /** What browsers go to: a name of the room's network over plain http. */
  readonly address: string;
  /** For those who need no browser, past the room's network. */
  readonly house: TestHouse;
  readonly adminToken: string;
  /** A folder for files that people bring. */
  readonly folder: string;
  /** Errors and warnings of pages so far. */
  troubles(): readonly string[];
  leave(how: Absence): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** `before` runs in every document before its own scripts. */
export async function openRoom(browser: Browser, before?: string): Promise<Room> {
  const { path: folder, remove } = temporaryFolder();
  const server: Child = await start(folder, {
    ADMIN_TOKEN: adminToken,
    DATABASE_URL: `sqlite:${folder}/room.sqlite`,
    FRAME_INTERVAL_MS: '50',
  });
  const needsFront = browser.troubles === null || before !== undefined;
  const front = needsFront ? await openFront(server.address, before) : null;
  const way = await openWay(front?.address ?? server.address);
  const earlier = browser.troubles?.length ?? 0;
  return {
    address: `http://${roomNames[0]}:${way.port}`,
    house: server.house,
    adminToken,
    folder,
    troubles: () => (browser.troubles === null ? (front?.troubles ?? []) : browser.troubles.slice(earlier)),
    leave: way.leave,
    comeBack: way.comeBack,
    async close() {
      way.close();
      front?.close();
      server.kill('SIGTERM');
      await server.ended;
      remove();
    },
  };
}
