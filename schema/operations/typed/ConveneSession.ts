import { TypedDocumentString } from './document.ts';
import type { ConveneSessionMutation, ConveneSessionMutationVariables } from '../typed.ts';

export const ConveneSessionDocument = /*#__PURE__*/ new TypedDocumentString<ConveneSessionMutation, ConveneSessionMutationVariables>(
  "mutation ConveneSession($input:SessionCommandInput!){conveneSession(input:$input){...CommandAnswer}}fragment CommandAnswer on CommandResult{__typename ...on Accepted{commandId cursor session{id status revision cursor}}...RefusalParts}fragment RefusalParts on Refusal{code message faults{path message}}",
);
