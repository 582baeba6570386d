import { TypedDocumentString } from './document.ts';
import type { HistoryRecordQuery, HistoryRecordQueryVariables } from '../typed.ts';

export const HistoryRecordDocument = /*#__PURE__*/ new TypedDocumentString<HistoryRecordQuery, HistoryRecordQueryVariables>(
  "query HistoryRecord($id:ID!$first:Int$after:String$filter:ResultFilter){node(id:$id){__typename id ...on Person{fullName results(first:$first after:$after filter:$filter){...ResultRows}}...on Organization{name superior{id name}results(first:$first after:$after filter:$filter){...ResultRows}}}}fragment ResultRows on ResultConnection{totalCount pageInfo{...PageParts}edges{node{...ResultRow}}}fragment PageParts on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment ResultRow on Result{id level status authority recordedAt organization{id name}session{id title ordinal heldOn}period{kind year quarter}subject{...SubjectParts person{id}organization{id name}}policy{id name}tally{...TallyParts}}fragment SubjectParts on Subject{kind name position peerGroup}fragment TallyParts on Tally{revision electorate base counted counts{choice count}review{id}betrayals{code message}}",
);
