import { TypedDocumentString } from './document.ts';
import type { RevokeApiKeyMutation, RevokeApiKeyMutationVariables } from '../typed.ts';

export const RevokeApiKeyDocument = /*#__PURE__*/ new TypedDocumentString<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>(
  "mutation RevokeApiKey($input:RevokeApiKeyInput!){revokeApiKey(input:$input){__typename ...on ApiKeyRevoked{id}...RefusalParts}}fragment RefusalParts on Refusal{code message faults{path message}}",
);
