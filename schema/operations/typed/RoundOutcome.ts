import { TypedDocumentString } from './document.ts';
import type { RoundOutcomeQuery, RoundOutcomeQueryVariables } from '../typed.ts';

export const RoundOutcomeDocument = /*#__PURE__*/ new TypedDocumentString<RoundOutcomeQuery, RoundOutcomeQueryVariables>(
  "query RoundOutcome($id:ID!){node(id:$id){__typename id ...on Round{...RoundHead tallies{...TallyParts}reviews{...ReviewParts outcome{...OutcomeParts}}}}}fragment RoundHead on Round{id status method display electorate turnout openedAt closesAt closedAt voidReason reviews{id}}fragment TallyParts on Tally{revision electorate base counted counts{choice count}review{id}betrayals{code message}}fragment ReviewParts on Review{id position status selfLevel subject{...SubjectParts}}fragment SubjectParts on Subject{kind name position peerGroup}fragment OutcomeParts on Outcome{level status authority final ruledLevel ruledStatus settledReason trace{applied before after explanation rule{id source certainty}}}",
);
