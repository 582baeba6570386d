/** Why two items of an agenda are about the same subject: a unit's name, a collective's name without marks and case, the person, or the organisation's id. */
export type SameBy = 'NAME' | 'COLLECTIVE' | 'PERSON' | 'ORGANIZATION';

/** What is wrong with one place of an input. src/words makes a sentence of it. */
export type Problem =
  | { readonly is: 'MISSING' }
  | { readonly is: 'TOO_LONG'; readonly most: number }
  | { readonly is: 'TOO_MANY'; readonly most: number }
  | { readonly is: 'TOO_MANY_OF_SEAT'; readonly most: number }
  | { readonly is: 'CONTROL_CHARACTER' }
  /** The text has characters, and none of them shows anything. */
  | { readonly is: 'SHOWS_NOTHING' }
  /** `most` is how many marks one letter may have. */
  | { readonly is: 'TOO_MANY_MARKS'; readonly most: number }
  /** `character` is its code, such as U+202E. */
  | { readonly is: 'HIDDEN_CHARACTER'; readonly character: string }
  | { readonly is: 'OUT_OF_RANGE'; readonly least: number; readonly most: number }
  /** The day exists, and its year is out of range. */
  | { readonly is: 'DAY_OUT_OF_RANGE'; readonly firstYear: number; readonly lastYear: number }
  | { readonly is: 'NOT_A_SHARE' }
  | { readonly is: 'NO_THRESHOLD' }
  | { readonly is: 'NOT_AN_ID' }
  | { readonly is: 'UNKNOWN' }
  | { readonly is: 'DOUBLED' }
  | { readonly is: 'NO_CHAIR' }
  | { readonly is: 'NO_VOTER' }
  | { readonly is: 'QUARTER_ONLY' }
  | { readonly is: 'NOT_IN_FORCE'; readonly from: string; readonly to: string | null; readonly day: string }
  | { readonly is: 'PAST' }
  /** `other` is the field that says the same in another way. */
  | { readonly is: 'GIVEN_TWICE'; readonly other: string }
  | { readonly is: 'LIVE_IS_OPEN' }
  | { readonly is: 'NOT_ON_SHEET' }
  | { readonly is: 'OWN_REVIEW' }
  /** Subjects head or lead each other in a circle. */
  | { readonly is: 'CIRCLE' }
  /** `item` is the number of the earlier item about the same subject, from 1. */
  | { readonly is: 'SAME_SUBJECT'; readonly item: number; readonly by: SameBy }
  /** `whole` is the fact that this one is a part of. */
  | { readonly is: 'PART_OVER_WHOLE'; readonly whole: string }
  | { readonly is: 'SMALLER_THAN_KNOWN'; readonly least: number }
  | { readonly is: 'NOT_A_SCORE' }
  /** `prefix` is how ids of the right kind begin. */
  | { readonly is: 'NOT_OF_THIS_KIND'; readonly prefix: string }
  | { readonly is: 'NOT_A_DATE' }
  | { readonly is: 'NOT_A_TIME' }
  | { readonly is: 'NOT_ONE_OF'; readonly values: readonly string[] }
  /** `column` is the one that this column contradicts. */
  | { readonly is: 'CONTRADICTS'; readonly column: string }
  | { readonly is: 'NAMESAKES' }
  /** Two rows have the same name, and may be about two people. */
  | { readonly is: 'SAME_NAME' }
  | { readonly is: 'OTHER_CONTENT' }
  /** Results supersede each other in a circle. */
  | { readonly is: 'SUPERSEDES_ITSELF' }
  /** `name` is that of the organisation with this id. */
  | { readonly is: 'OTHER_NAME'; readonly name: string }
  /** The organisation with this id is below another one. */
  | { readonly is: 'OTHER_PLACE' }
  | { readonly is: 'WRONG_FORM'; readonly wanted: 'TEXT' | 'LIST' | 'DECISIONS' | 'OBJECT' }
  | { readonly is: 'NOT_UTF8' }
  | { readonly is: 'NOT_CSV' }
  | { readonly is: 'NOT_JSON' }
  | { readonly is: 'UNKNOWN_COLUMN'; readonly column: string }
  | { readonly is: 'COLUMN_MISSING'; readonly column: string };

/** A problem, and the path to its place in the input: names of fields, and places in lists from 0. */
export interface Fault {
  readonly path: readonly string[];
  readonly problem: Problem;
}
