import { TypedDocumentString } from './document.ts';
import type { OrganizationsQuery, OrganizationsQueryVariables } from '../typed.ts';

export const OrganizationsDocument = /*#__PURE__*/ new TypedDocumentString<OrganizationsQuery, OrganizationsQueryVariables>(
  "query Organizations($first:Int$after:String$last:Int$before:String$search:String){organizations(first:$first after:$after last:$last before:$before search:$search){totalCount pageInfo{...PageParts}edges{cursor node{id name superior{id name}}}}}fragment PageParts on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}",
);
