import { TypedDocumentString } from './document.ts';
import type { CreateApiKeyMutation, CreateApiKeyMutationVariables } from '../typed.ts';

export const CreateApiKeyDocument = /*#__PURE__*/ new TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>(
  "mutation CreateApiKey($input:CreateApiKeyInput!){createApiKey(input:$input){__typename ...on ApiKey{id name key organization{id name}}...RefusalParts}}fragment RefusalParts on Refusal{code message faults{path message}}",
);
