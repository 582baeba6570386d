import { TypedDocumentString } from './document.ts';
import type { CloseRoundMutation, CloseRoundMutationVariables } from '../typed.ts';

export const CloseRoundDocument = /*#__PURE__*/ new TypedDocumentString<CloseRoundMutation, CloseRoundMutationVariables>(
  "mutation CloseRound($input:RoundCommandInput!){closeRound(input:$input){...CommandAnswer}}fragment CommandAnswer on CommandResult{__typename ...on Accepted{commandId cursor session{id status revision cursor}}...RefusalParts}fragment RefusalParts on Refusal{code message faults{path message}}",
);
