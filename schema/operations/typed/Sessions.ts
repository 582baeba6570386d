import { TypedDocumentString } from './document.ts';
import type { SessionsQuery, SessionsQueryVariables } from '../typed.ts';

export const SessionsDocument = /*#__PURE__*/ new TypedDocumentString<SessionsQuery, SessionsQueryVariables>(
  "query Sessions($first:Int$after:String$last:Int$before:String$filter:SessionFilter){sessions(first:$first after:$after last:$last before:$before filter:$filter){totalCount pageInfo{...PageParts}edges{cursor node{id title ordinal heldOn status organization{id name}}}}}fragment PageParts on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}",
);
