import { TypedDocumentString } from './document.ts';
import type { PeopleQuery, PeopleQueryVariables } from '../typed.ts';

export const PeopleDocument = /*#__PURE__*/ new TypedDocumentString<PeopleQuery, PeopleQueryVariables>(
  "query People($first:Int$after:String$last:Int$before:String$search:String){people(first:$first after:$after last:$last before:$before search:$search){totalCount pageInfo{...PageParts}edges{cursor node{id fullName}}}}fragment PageParts on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}",
);
