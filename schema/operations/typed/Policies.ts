import { TypedDocumentString } from './document.ts';
import type { PoliciesQuery, PoliciesQueryVariables } from '../typed.ts';

export const PoliciesDocument = /*#__PURE__*/ new TypedDocumentString<PoliciesQuery, PoliciesQueryVariables>(
  "query Policies{policies{...PolicyParts}}fragment PolicyParts on Policy{id name version validFrom validTo instruments{number issuedOn title}settings{...SettingsParts}rules{id summary source certainty}}fragment SettingsParts on PolicySettings{quorum{numerator denominator}threshold{...ThresholdParts}thresholds{level threshold{...ThresholdParts}}base noMajority selfVote quotaRatio{numerator denominator}quotaBase quotaRounding quotaMinimum quotaExcludesHead quotaAction releaseBatch}fragment ThresholdParts on Threshold{share{numerator denominator}inclusive}",
);
