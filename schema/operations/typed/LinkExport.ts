import { TypedDocumentString } from './document.ts';
import type { LinkExportMutation, LinkExportMutationVariables } from '../typed.ts';

export const LinkExportDocument = /*#__PURE__*/ new TypedDocumentString<LinkExportMutation, LinkExportMutationVariables>(
  "mutation LinkExport($input:LinkExportInput!){linkExport(input:$input){__typename ...on DownloadLink{path}...RefusalParts}}fragment RefusalParts on Refusal{code message faults{path message}}",
);
