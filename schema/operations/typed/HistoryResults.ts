import { TypedDocumentString } from './document.ts';
import type { HistoryResultsQuery, HistoryResultsQueryVariables } from '../typed.ts';

export const HistoryResultsDocument = /*#__PURE__*/ new TypedDocumentString<HistoryResultsQuery, HistoryResultsQueryVariables>(
  "query HistoryResults($first:Int$after:String$last:Int$before:String$filter:ResultFilter){results(first:$first after:$after last:$last before:$before filter:$filter){totalCount ...ResultRows}}fragment ResultRows on ResultConnection{totalCount pageInfo{...PageParts}edges{node{...ResultRow}}}fragment PageParts on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment ResultRow on Result{id level status authority recordedAt organization{id name}session{id title ordinal heldOn}period{kind year quarter}subject{...SubjectParts person{id}organization{id name}}policy{id name}tally{...TallyParts}}fragment SubjectParts on Subject{kind name position peerGroup}fragment TallyParts on Tally{revision electorate base counted counts{choice count}review{id}betrayals{code message}}",
);
