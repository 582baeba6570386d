import { TypedDocumentString } from './document.ts';
import type { OpenReviewMutation, OpenReviewMutationVariables } from '../typed.ts';

export const OpenReviewDocument = /*#__PURE__*/ new TypedDocumentString<OpenReviewMutation, OpenReviewMutationVariables>(
  "mutation OpenReview($input:ReviewCommandInput!){openReview(input:$input){...CommandAnswer}}fragment CommandAnswer on CommandResult{__typename ...on Accepted{commandId cursor session{id status revision cursor}}...RefusalParts}fragment RefusalParts on Refusal{code message faults{path message}}",
);
