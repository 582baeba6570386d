import { TypedDocumentString } from './document.ts';
import type { StatisticsQuery, StatisticsQueryVariables } from '../typed.ts';

export const StatisticsDocument = /*#__PURE__*/ new TypedDocumentString<StatisticsQuery, StatisticsQueryVariables>(
  "query Statistics($filter:ResultFilter$by:[StatisticsKey!]!$base:QuotaBase!){statistics(filter:$filter by:$by base:$base){year subjectKind peerGroup level status count excellent baseCount organization{id name}}}",
);
