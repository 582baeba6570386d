import type { WatchScreenSubscription } from '../../../schema/operations/typed.ts';

/** A session, as the room may see it. */
export type ScreenSession = WatchScreenSubscription['sessionWatch']['session'];
