import { TypedDocumentString } from './document.ts';
import type { VoidRoundMutation, VoidRoundMutationVariables } from '../typed.ts';

export const VoidRoundDocument = /*#__PURE__*/ new TypedDocumentString<VoidRoundMutation, VoidRoundMutationVariables>(
  "mutation VoidRound($input:VoidRoundInput!){voidRound(input:$input){...CommandAnswer}}fragment CommandAnswer on CommandResult{__typename ...on Accepted{commandId cursor session{id status revision cursor}}...RefusalParts}fragment RefusalParts on Refusal{code message faults{path message}}",
);
