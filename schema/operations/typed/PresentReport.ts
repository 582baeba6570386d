import { TypedDocumentString } from './document.ts';
import type { PresentReportMutation, PresentReportMutationVariables } from '../typed.ts';

export const PresentReportDocument = /*#__PURE__*/ new TypedDocumentString<PresentReportMutation, PresentReportMutationVariables>(
  "mutation PresentReport($input:PresentReportInput!){presentReport(input:$input){...CommandAnswer}}fragment CommandAnswer on CommandResult{__typename ...on Accepted{commandId cursor session{id status revision cursor}}...RefusalParts}fragment RefusalParts on Refusal{code message faults{path message}}",
);
