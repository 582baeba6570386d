import type { ViewerPartsFragment } from '../../schema/operations/typed.ts';
import type { Connection } from './live/connection.ts';

/** A person who is signed in, on one page. */
export interface Visit {
  readonly connection: Connection;
  readonly viewer: ViewerPartsFragment;
  readonly signOut: () => void;
}
