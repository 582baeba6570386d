import type { sameSubject as vietnamese } from '../vi/same-subject.ts';

/** For an item of the agenda that is about the same as an earlier one. `other` names the earlier one, as "item no. 1" or "row 3". */
export const sameSubject: typeof vietnamese = {
  NAME: (other) =>
    `The same as ${other}: the result of this one would take the place of that one's. If they are two units, give one another name, for instance with its hamlet, or the id of its organisation when another program sends it; if they are one, take one item out.`,
  COLLECTIVE: (other) =>
    `The same as ${other} but for marks and capitals: the result of this one would take the place of that one's. If they are two collectives, give one another name, for instance with its unit's; if they are one, take one item out.`,
  PERSON: (other) =>
    `The same person and kind as ${other}: the result of this one would take the place of that one's. If they are two people, choose the right seat or id for each; if they are one, take one item out.`,
};
