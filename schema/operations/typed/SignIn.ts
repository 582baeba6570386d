import { TypedDocumentString } from './document.ts';
import type { SignInMutation, SignInMutationVariables } from '../typed.ts';

export const SignInDocument = /*#__PURE__*/ new TypedDocumentString<SignInMutation, SignInMutationVariables>(
  "mutation SignIn($input:SignInInput!){signIn(input:$input){__typename ...on Credential{token expiresAt viewer{...ViewerParts}}...RefusalParts}}fragment ViewerParts on Viewer{kind seat{...SeatParts}session{id title status}}fragment SeatParts on Seat{id position role mayVote person{id fullName}}fragment RefusalParts on Refusal{code message faults{path message}}",
);
