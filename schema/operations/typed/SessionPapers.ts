import { TypedDocumentString } from './document.ts';
import type { SessionPapersQuery, SessionPapersQueryVariables } from '../typed.ts';

export const SessionPapersDocument = /*#__PURE__*/ new TypedDocumentString<SessionPapersQuery, SessionPapersQueryVariables>(
  "query SessionPapers($id:ID!){session(id:$id){id status rounds{...RoundHead}}}fragment RoundHead on Round{id status method display electorate turnout openedAt closesAt closedAt voidReason reviews{id}}",
);
