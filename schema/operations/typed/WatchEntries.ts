import { TypedDocumentString } from './document.ts';
import type { WatchEntriesSubscription, WatchEntriesSubscriptionVariables } from '../typed.ts';

export const WatchEntriesDocument = /*#__PURE__*/ new TypedDocumentString<WatchEntriesSubscription, WatchEntriesSubscriptionVariables>(
  "subscription WatchEntries($sessionId:ID!$after:Cursor){sessionEntries(sessionId:$sessionId after:$after){cursor seq at type hash presence seat{id}review{id}round{id}comment{...CommentParts}response{...ResponseParts}tallies{...TallyParts}outcome{level status final}}}fragment CommentParts on Comment{id body at author{...SeatParts}}fragment SeatParts on Seat{id position role mayVote person{id fullName}}fragment ResponseParts on ReviewResponse{id stance body at author{...SeatParts}comments{id}}fragment TallyParts on Tally{revision electorate base counted counts{choice count}review{id}betrayals{code message}}",
);
