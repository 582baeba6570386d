import { TypedDocumentString } from './document.ts';
import type { RecordDecisionMutation, RecordDecisionMutationVariables } from '../typed.ts';

export const RecordDecisionDocument = /*#__PURE__*/ new TypedDocumentString<RecordDecisionMutation, RecordDecisionMutationVariables>(
  "mutation RecordDecision($input:RecordDecisionInput!){recordDecision(input:$input){__typename ...on DecisionRecorded{commandId result{...ResultParts decisions{...DecisionParts}}}...RefusalParts}}fragment ResultParts on Result{id level status authority recordedAt organization{id name}session{id title ordinal}period{kind year quarter}subject{...SubjectParts}policy{id name}tally{...TallyParts}outcome{...OutcomeParts}}fragment SubjectParts on Subject{kind name position peerGroup}fragment TallyParts on Tally{revision electorate base counted counts{choice count}review{id}betrayals{code message}}fragment OutcomeParts on Outcome{level status authority final ruledLevel ruledStatus settledReason trace{applied before after explanation rule{id source certainty}}}fragment DecisionParts on Decision{level status decidedBy documentNumber reason at}fragment RefusalParts on Refusal{code message faults{path message}}",
);
