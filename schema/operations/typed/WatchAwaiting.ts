import { TypedDocumentString } from './document.ts';
import type { WatchAwaitingSubscription, WatchAwaitingSubscriptionVariables } from '../typed.ts';

export const WatchAwaitingDocument = /*#__PURE__*/ new TypedDocumentString<WatchAwaitingSubscription, WatchAwaitingSubscriptionVariables>(
  "subscription WatchAwaiting($sessionId:ID!$after:Cursor){sessionWatch(sessionId:$sessionId after:$after){cursor session{revision openRound{id awaiting{...SeatParts}}}}}fragment SeatParts on Seat{id position role mayVote person{id fullName}}",
);
