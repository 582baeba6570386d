import { TypedDocumentString } from './document.ts';
import type { ImportResultsMutation, ImportResultsMutationVariables } from '../typed.ts';

export const ImportResultsDocument = /*#__PURE__*/ new TypedDocumentString<ImportResultsMutation, ImportResultsMutationVariables>(
  "mutation ImportResults($input:ImportResultsInput!){importResults(input:$input){__typename ...on ImportReport{committed rows created unchanged superseding errorCount errors{row column message}}...RefusalParts}}fragment RefusalParts on Refusal{code message faults{path message}}",
);
