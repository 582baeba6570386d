import { TypedDocumentString } from './document.ts';
import type { SettleOutcomeMutation, SettleOutcomeMutationVariables } from '../typed.ts';

export const SettleOutcomeDocument = /*#__PURE__*/ new TypedDocumentString<SettleOutcomeMutation, SettleOutcomeMutationVariables>(
  "mutation SettleOutcome($input:SettleOutcomeInput!){settleOutcome(input:$input){...CommandAnswer}}fragment CommandAnswer on CommandResult{__typename ...on Accepted{commandId cursor session{id status revision cursor}}...RefusalParts}fragment RefusalParts on Refusal{code message faults{path message}}",
);
