import { TypedDocumentString } from './document.ts';
import type { LinkPaperMutation, LinkPaperMutationVariables } from '../typed.ts';

export const LinkPaperDocument = /*#__PURE__*/ new TypedDocumentString<LinkPaperMutation, LinkPaperMutationVariables>(
  "mutation LinkPaper($input:LinkPaperInput!){linkPaper(input:$input){__typename ...on DownloadLink{path}...RefusalParts}}fragment RefusalParts on Refusal{code message faults{path message}}",
);
