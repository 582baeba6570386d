import { TypedDocumentString } from './document.ts';
import type { ResultsQuery, ResultsQueryVariables } from '../typed.ts';

export const ResultsDocument = /*#__PURE__*/ new TypedDocumentString<ResultsQuery, ResultsQueryVariables>(
  "query Results($first:Int$after:String$last:Int$before:String$filter:ResultFilter){results(first:$first after:$after last:$last before:$before filter:$filter){totalCount pageInfo{...PageParts}edges{cursor node{...ResultParts}}}}fragment PageParts on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment ResultParts on Result{id level status authority recordedAt organization{id name}session{id title ordinal}period{kind year quarter}subject{...SubjectParts}policy{id name}tally{...TallyParts}outcome{...OutcomeParts}}fragment SubjectParts on Subject{kind name position peerGroup}fragment TallyParts on Tally{revision electorate base counted counts{choice count}review{id}betrayals{code message}}fragment OutcomeParts on Outcome{level status authority final ruledLevel ruledStatus settledReason trace{applied before after explanation rule{id source certainty}}}",
);
