import { TypedDocumentString } from './document.ts';
import type { RecordPresenceMutation, RecordPresenceMutationVariables } from '../typed.ts';

export const RecordPresenceDocument = /*#__PURE__*/ new TypedDocumentString<RecordPresenceMutation, RecordPresenceMutationVariables>(
  "mutation RecordPresence($input:RecordPresenceInput!){recordPresence(input:$input){...CommandAnswer}}fragment CommandAnswer on CommandResult{__typename ...on Accepted{commandId cursor session{id status revision cursor}}...RefusalParts}fragment RefusalParts on Refusal{code message faults{path message}}",
);
