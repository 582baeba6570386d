import { TypedDocumentString } from './document.ts';
import type { OpenRoundMutation, OpenRoundMutationVariables } from '../typed.ts';

export const OpenRoundDocument = /*#__PURE__*/ new TypedDocumentString<OpenRoundMutation, OpenRoundMutationVariables>(
  "mutation OpenRound($input:OpenRoundInput!){openRound(input:$input){...CommandAnswer ...on Accepted{session{rounds{...RoundHead}}}}}fragment CommandAnswer on CommandResult{__typename ...on Accepted{commandId cursor session{id status revision cursor}}...RefusalParts}fragment RefusalParts on Refusal{code message faults{path message}}fragment RoundHead on Round{id status method display electorate turnout openedAt closesAt closedAt voidReason reviews{id}}",
);
