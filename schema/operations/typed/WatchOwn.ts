import { TypedDocumentString } from './document.ts';
import type { WatchOwnSubscription, WatchOwnSubscriptionVariables } from '../typed.ts';

export const WatchOwnDocument = /*#__PURE__*/ new TypedDocumentString<WatchOwnSubscription, WatchOwnSubscriptionVariables>(
  "subscription WatchOwn($sessionId:ID!){ownWatch(sessionId:$sessionId){cursor seat{...SeatParts presence}ballots{sealed round{...RoundHead}reviews{...ReviewParts}}}}fragment SeatParts on Seat{id position role mayVote person{id fullName}}fragment RoundHead on Round{id status method display electorate turnout openedAt closesAt closedAt voidReason reviews{id}}fragment ReviewParts on Review{id position status selfLevel subject{...SubjectParts}}fragment SubjectParts on Subject{kind name position peerGroup}",
);
