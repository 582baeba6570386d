import { TypedDocumentString } from './document.ts';
import type { CheckInMutation, CheckInMutationVariables } from '../typed.ts';

export const CheckInDocument = /*#__PURE__*/ new TypedDocumentString<CheckInMutation, CheckInMutationVariables>(
  "mutation CheckIn($input:SessionCommandInput!){checkIn(input:$input){...CommandAnswer}}fragment CommandAnswer on CommandResult{__typename ...on Accepted{commandId cursor session{id status revision cursor}}...RefusalParts}fragment RefusalParts on Refusal{code message faults{path message}}",
);
