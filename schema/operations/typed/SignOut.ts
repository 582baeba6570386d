import { TypedDocumentString } from './document.ts';
import type { SignOutMutation, SignOutMutationVariables } from '../typed.ts';

export const SignOutDocument = /*#__PURE__*/ new TypedDocumentString<SignOutMutation, SignOutMutationVariables>(
  "mutation SignOut{signOut}",
);
