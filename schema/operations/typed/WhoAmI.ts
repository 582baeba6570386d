import { TypedDocumentString } from './document.ts';
import type { WhoAmIQuery, WhoAmIQueryVariables } from '../typed.ts';

export const WhoAmIDocument = /*#__PURE__*/ new TypedDocumentString<WhoAmIQuery, WhoAmIQueryVariables>(
  "query WhoAmI{viewer{...ViewerParts}}fragment ViewerParts on Viewer{kind seat{...SeatParts}session{id title status}}fragment SeatParts on Seat{id position role mayVote person{id fullName}}",
);
