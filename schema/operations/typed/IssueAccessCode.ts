import { TypedDocumentString } from './document.ts';
import type { IssueAccessCodeMutation, IssueAccessCodeMutationVariables } from '../typed.ts';

export const IssueAccessCodeDocument = /*#__PURE__*/ new TypedDocumentString<IssueAccessCodeMutation, IssueAccessCodeMutationVariables>(
  "mutation IssueAccessCode($input:IssueAccessCodeInput!){issueAccessCode(input:$input){__typename ...on AccessCode{accessCode:code seat{...SeatParts}}...RefusalParts}}fragment SeatParts on Seat{id position role mayVote person{id fullName}}fragment RefusalParts on Refusal{code message faults{path message}}",
);
