import { TypedDocumentString } from './document.ts';
import type { AddCommentMutation, AddCommentMutationVariables } from '../typed.ts';

export const AddCommentDocument = /*#__PURE__*/ new TypedDocumentString<AddCommentMutation, AddCommentMutationVariables>(
  "mutation AddComment($input:AddCommentInput!){addComment(input:$input){...CommandAnswer}}fragment CommandAnswer on CommandResult{__typename ...on Accepted{commandId cursor session{id status revision cursor}}...RefusalParts}fragment RefusalParts on Refusal{code message faults{path message}}",
);
