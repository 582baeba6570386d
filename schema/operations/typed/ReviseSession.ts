import { TypedDocumentString } from './document.ts';
import type { ReviseSessionMutation, ReviseSessionMutationVariables } from '../typed.ts';

export const ReviseSessionDocument = /*#__PURE__*/ new TypedDocumentString<ReviseSessionMutation, ReviseSessionMutationVariables>(
  "mutation ReviseSession($input:ReviseSessionInput!){reviseSession(input:$input){...PreparationAnswer}}fragment PreparationAnswer on PrepareSessionResult{__typename ...on PreparedSession{session{id title status organization{id name}seats{...SeatParts}reviews{id position subject{...SubjectParts}}}accessCodes{...AccessCodeParts}}...RefusalParts}fragment SeatParts on Seat{id position role mayVote person{id fullName}}fragment SubjectParts on Subject{kind name position peerGroup}fragment AccessCodeParts on AccessCode{code seat{...SeatParts}}fragment RefusalParts on Refusal{code message faults{path message}}",
);
