import { TypedDocumentString } from './document.ts';
import type { AdjournSessionMutation, AdjournSessionMutationVariables } from '../typed.ts';

export const AdjournSessionDocument = /*#__PURE__*/ new TypedDocumentString<AdjournSessionMutation, AdjournSessionMutationVariables>(
  "mutation AdjournSession($input:SessionCommandInput!){adjournSession(input:$input){...CommandAnswer}}fragment CommandAnswer on CommandResult{__typename ...on Accepted{commandId cursor session{id status revision cursor}}...RefusalParts}fragment RefusalParts on Refusal{code message faults{path message}}",
);
