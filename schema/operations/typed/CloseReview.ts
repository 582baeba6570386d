import { TypedDocumentString } from './document.ts';
import type { CloseReviewMutation, CloseReviewMutationVariables } from '../typed.ts';

export const CloseReviewDocument = /*#__PURE__*/ new TypedDocumentString<CloseReviewMutation, CloseReviewMutationVariables>(
  "mutation CloseReview($input:ReviewCommandInput!){closeReview(input:$input){...CommandAnswer}}fragment CommandAnswer on CommandResult{__typename ...on Accepted{commandId cursor session{id status revision cursor}}...RefusalParts}fragment RefusalParts on Refusal{code message faults{path message}}",
);
