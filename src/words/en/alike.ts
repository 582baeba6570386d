import type { Catalogue } from '../catalogue.ts';

export const alike: Catalogue['alike'] = ({ likeness, letters }, of) => {
  const which = letters
    .map(({ letter, code, like }) => `“${letter}” (${code}) looks like “${like}”`)
    .join(', ');
  const differ = which === '' ? '' : `: ${which}`;
  switch (likeness) {
    case 'SAME_SUBJECT':
      return "The same subject: at adjournment the later item's result takes the place of the earlier one's; both are kept. Have the agenda revised before the session convenes.";
    case 'SAME_NAME':
      return of === 'SEATS'
        ? 'The same name. If they are different people, hand each the right code: wherever one must choose, the position or the seat number stands beside the name. If they are one, have the session revised before it convenes.'
        : 'The same name, of different subjects. If that is right, leave it: wherever one must choose, the position, the group or the number stands beside the name. If they are one, have the session revised before it convenes.';
    case 'LOOK_ALIKE':
      return of === 'SEATS'
        ? `Names that look alike and are spelt differently${differ}. Check the spelling; if it is a slip, have it revised before the session convenes; if they are different people, hand each the right code.`
        : `Names that look alike and are spelt differently${differ}. Check the spelling: another spelling is another subject in the record. If it is a slip, have it revised before the session convenes.`;
    default:
      return likeness satisfies never;
  }
};
