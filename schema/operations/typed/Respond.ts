import { TypedDocumentString } from './document.ts';
import type { RespondMutation, RespondMutationVariables } from '../typed.ts';

export const RespondDocument = /*#__PURE__*/ new TypedDocumentString<RespondMutation, RespondMutationVariables>(
  "mutation Respond($input:RespondInput!){respond(input:$input){...CommandAnswer}}fragment CommandAnswer on CommandResult{__typename ...on Accepted{commandId cursor session{id status revision cursor}}...RefusalParts}fragment RefusalParts on Refusal{code message faults{path message}}",
);
