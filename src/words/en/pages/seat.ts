import type { seat as vietnamese } from '../../vi/pages/seat.ts';

export const seat: typeof vietnamese = {
  code: 'Seat’s code',
  codeTimes: (times) => `Seat’s code: used ${times === 1 ? 'once' : `${times} times`}`,
  codeOnce: (first) => `This seat’s code was used once, at ${first}.`,
  codeOften: (times, first, last) =>
    `This seat’s code was used ${times === 1 ? 'once' : `${times} times`} since ${first}; last at ${last}.`,
  notYou:
    'If that was not you, tell the chair: the administrator issues a new code, and the former one ends at once.',
};
