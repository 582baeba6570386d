/** Why two items of an agenda are about the same: a unit's name, a collective's name without marks and case, the person, the organisation's id. */
export type SameBy = 'NAME' | 'COLLECTIVE' | 'PERSON' | 'ORGANIZATION';

/** What is wrong with one place of an input. src/words makes a sentence of it. */
export type Problem =
  | { readonly is: 'MISSING' }
  | { readonly is: 'TOO_LONG'; readonly most: number }
  | { readonly is: 'TOO_MANY'; readonly most: number }
  | { readonly is: 'TOO_MANY_OF_SEAT'; readonly most: number }
  | { readonly is: 'CONTROL_CHARACTER' }
  /** Letters and marks of which nothing is to be seen. */
  | { readonly is: 'SHOWS_NOTHING' }
  /** `most`: marks on one letter. */
  | { readonly is: 'TOO_MANY_MARKS'; readonly most: number }
  /** `character`: its code, such as U+202E. */
  | { readonly is: 'HIDDEN_CHARACTER'; readonly character: string }
  | { readonly is: 'OUT_OF_RANGE'; readonly least: number; readonly most: number }
  /** A day that is there, in a year that is a slip of the pen. */
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
  /** `other`: the field that says the same in another way. */
  | { readonly is: 'GIVEN_TWICE'; readonly other: string }
  | { readonly is: 'LIVE_IS_OPEN' }
  | { readonly is: 'NOT_ON_SHEET' }
  | { readonly is: 'OWN_REVIEW' }
  /** Subjects head or lead each other round and round. */
  | { readonly is: 'CIRCLE' }
  /** `item`: the earlier item, 1, 2, 3 …, that is about the same. */
  | { readonly is: 'SAME_SUBJECT'; readonly item: number; readonly by: SameBy }
  /** `whole`: the fact that this one is a part of. */
  | { readonly is: 'PART_OVER_WHOLE'; readonly whole: string }
  | { readonly is: 'SMALLER_THAN_KNOWN'; readonly least: number }
  | { readonly is: 'NOT_A_SCORE' }
  /** Of a row of an import, from here on. `prefix`: how ids of that kind begin. */
  | { readonly is: 'NOT_OF_THIS_KIND'; readonly prefix: string }
  | { readonly is: 'NOT_A_DATE' }
  | { readonly is: 'NOT_A_TIME' }
  | { readonly is: 'NOT_ONE_OF'; readonly values: readonly string[] }
  /** `column`: what it does not go with. */
  | { readonly is: 'CONTRADICTS'; readonly column: string }
  | { readonly is: 'NAMESAKES' }
  /** Two rows about the same name, which may be of two people. */
  | { readonly is: 'SAME_NAME' }
  | { readonly is: 'OTHER_CONTENT' }
  /** Results take each other's place round and round. */
  | { readonly is: 'SUPERSEDES_ITSELF' }
  /** `name`: what the organisation with this id is called. */
  | { readonly is: 'OTHER_NAME'; readonly name: string }
  /** The organisation with this id is below another one. */
  | { readonly is: 'OTHER_PLACE' }
  | { readonly is: 'WRONG_FORM'; readonly wanted: 'TEXT' | 'LIST' | 'DECISIONS' | 'OBJECT' }
  | { readonly is: 'NOT_UTF8' }
  | { readonly is: 'NOT_CSV' }
  | { readonly is: 'NOT_JSON' }
  | { readonly is: 'UNKNOWN_COLUMN'; readonly column: string }
  | { readonly is: 'COLUMN_MISSING'; readonly column: string };

/** A problem and the place of the input that has it: names of fields, and places in lists from 0. */
export interface Fault {
  readonly path: readonly string[];
  readonly problem: Problem;
}
