import { TypedDocumentString } from './document.ts';
import type { CastBallotMutation, CastBallotMutationVariables } from '../typed.ts';

export const CastBallotDocument = /*#__PURE__*/ new TypedDocumentString<CastBallotMutation, CastBallotMutationVariables>(
  "mutation CastBallot($input:CastBallotInput!){castBallot(input:$input){__typename ...on BallotReceipt{commandId roundId cursor}...RefusalParts}}fragment RefusalParts on Refusal{code message faults{path message}}",
);
