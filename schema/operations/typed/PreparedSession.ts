import { TypedDocumentString } from './document.ts';
import type { PreparedSessionQuery, PreparedSessionQueryVariables } from '../typed.ts';

export const PreparedSessionDocument = /*#__PURE__*/ new TypedDocumentString<PreparedSessionQuery, PreparedSessionQueryVariables>(
  "query PreparedSession($id:ID!){session(id:$id){id title ordinal heldOn status organization{id name}policy{id name}seats{...SeatParts}reviews{id position subject{...SubjectParts}}}}fragment SeatParts on Seat{id position role mayVote person{id fullName}}fragment SubjectParts on Subject{kind name position peerGroup}",
);
