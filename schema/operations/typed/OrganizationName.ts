import { TypedDocumentString } from './document.ts';
import type { OrganizationNameQuery, OrganizationNameQueryVariables } from '../typed.ts';

export const OrganizationNameDocument = /*#__PURE__*/ new TypedDocumentString<OrganizationNameQuery, OrganizationNameQueryVariables>(
  "query OrganizationName($id:ID!){node(id:$id){__typename id ...on Organization{name superior{id name}}}}",
);
