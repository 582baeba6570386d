import type { WatchChairSubscription } from '../../../../schema/operations/typed.ts';
import type { Connection } from '../../live/connection.ts';

/** A session, as its chair and its secretary see it. */
export type ChairSession = WatchChairSubscription['sessionWatch']['session'];

/** What every part of the desk needs. */
export interface Conducting {
  readonly connection: Connection;
  readonly session: ChairSession;
}
