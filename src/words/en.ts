import type { Problem } from '../core/fault.ts';
import type { Catalogue } from './catalogue.ts';
import { calendarDate } from './dates.ts';
import { alike } from './en/alike.ts';
import { finding } from './en/findings.ts';
import { labels } from './en/labels.ts';
import { sameSubject } from './en/same-subject.ts';
import { excess, standing } from './en/standing.ts';

/** The labels of facts by any text, because a problem names its fact as a text. */
const factLabels: Readonly<Record<string, string>> = labels.facts;

const wrongForms = {
  TEXT: 'Must be text.',
  LIST: 'Must be a list of names, the highest first.',
  DECISIONS:
    'Must be a JSON array of decisions, each with level, decided_by, document_number, reason and at.',
  OBJECT: 'Each result must be a JSON object.',
} as const;

function problem(one: Problem): string {
  switch (one.is) {
    case 'MISSING':
      return 'Must not be empty.';
    case 'TOO_LONG':
      return `Must not be longer than ${one.most} characters.`;
    case 'TOO_MANY':
      return `There may be at most ${one.most}.`;
    case 'TOO_MANY_OF_SEAT':
      return `This seat has made ${one.most} comments on this review, and that is the most: please hand further ones to the secretary.`;
    case 'CONTROL_CHARACTER':
      return 'Must not contain control characters such as NUL.';
    case 'SHOWS_NOTHING':
      return 'Nothing of this text can be seen: please write it with letters, figures or signs.';
    case 'TOO_MANY_MARKS':
      return `One letter bears more than ${one.most} marks: please type that word anew.`;
    case 'HIDDEN_CHARACTER':
      return `Holds a character that nobody sees and that changes how text is shown (${one.character}): please type the text anew instead of pasting it.`;
    case 'OUT_OF_RANGE':
      return `Must be a whole number from ${one.least} to ${one.most}.`;
    case 'DAY_OUT_OF_RANGE':
      return `The year must be from ${one.firstYear} to ${one.lastYear}.`;
    case 'NOT_A_SHARE':
      return 'Must be a share: whole numbers, 0 ≤ numerator ≤ denominator, denominator at least 1.';
    case 'NO_THRESHOLD':
      return 'A level that passes with no mark at all is no rule: the numerator must be at least 1.';
    case 'NOT_AN_ID':
      return 'Must be a UUID, such as 1b4e28ba-2fa1-11d2-883f-0016d3cca427.';
    case 'UNKNOWN':
      return 'Nothing of this id or key is known here.';
    case 'DOUBLED':
      return 'Stands here twice.';
    case 'NO_CHAIR':
      return 'At least one seat must be the chair or the secretary.';
    case 'NO_VOTER':
      return 'At least one seat must have a vote; guests have none.';
    case 'QUARTER_ONLY':
      return 'Give a quarter from 1 to 4 for a quarter, and none for other periods.';
    case 'NOT_IN_FORCE':
      return one.to === null
        ? `Is in force from ${calendarDate(one.from)}; the day that counts is ${calendarDate(one.day)}.`
        : `Was in force from ${calendarDate(one.from)} to ${calendarDate(one.to)}; the day that counts is ${calendarDate(one.day)}.`;
    case 'PAST':
      return 'Must be in the future.';
    case 'LIVE_IS_OPEN':
      return 'Live counts are for open votes only: they would betray secret ballots.';
    case 'NOT_ON_SHEET':
      return 'This review is not on the sheet of this round.';
    case 'OWN_REVIEW':
      return 'This seat does not mark its own review.';
    case 'CIRCLE':
      return 'The subjects named here head or lead each other in a circle.';
    case 'SAME_SUBJECT':
      if (one.by !== 'ORGANIZATION') return sameSubject[one.by](`item no. ${one.item}`);
      return `The same organisation and kind as item no. ${one.item}: the result of this one would take the place of that one's. If they are two organisations, give the right id of each; if they are one, take one item out.`;
    case 'PART_OVER_WHOLE':
      return `A part cannot exceed its whole: ${factLabels[one.whole] ?? one.whole}.`;
    case 'SMALLER_THAN_KNOWN':
      return `The size is smaller than what is known of the group: it must be at least ${one.least}.`;
    case 'NOT_A_SCORE':
      return 'A score is from 0 to 100.';
    case 'NOT_OF_THIS_KIND':
      return `An id that begins with ${one.prefix}, with lower-case letters and digits as exports have them; leave it empty where there is none.`;
    case 'NOT_A_DATE':
      return 'Must be a day that exists, written as 2023-12-31.';
    case 'NOT_A_TIME':
      return 'Must be a time with its zone, written as 2023-12-31T08:30:00Z, or a day, as 2023-12-31.';
    case 'NOT_ONE_OF':
      return `Must be one of ${one.values.join(', ')}.`;
    case 'GIVEN_TWICE':
      return `Says the same as ${one.other}: give one of the two.`;
    case 'CONTRADICTS':
      return `Does not go with column ${one.column}: change one of the two.`;
    case 'NAMESAKES':
      return 'Several people in this organisation have this name: give each a person_key of your own, or a person_id.';
    case 'SAME_NAME':
      return 'Another row is about this name in the same period: if they are two people, give each a person_key of your own; if not, leave one out.';
    case 'OTHER_CONTENT':
      return 'A result with this id is there with other content. To supersede it, leave the id empty.';
    case 'SUPERSEDES_ITSELF':
      return 'These results supersede each other in a circle: leave supersedes_id empty in the one that came first.';
    case 'OTHER_NAME':
      return `The organisation with this id is called ${one.name}: write that, or leave the id empty for another organisation.`;
    case 'OTHER_PLACE':
      return 'The organisation with this id is below another one: leave these names empty, or the id for another organisation.';
    case 'WRONG_FORM':
      return wrongForms[one.wanted];
    case 'NOT_UTF8':
      return 'The file is not UTF-8. Save it as CSV UTF-8.';
    case 'NOT_CSV':
      return 'Cannot be read as CSV from here on: a quote that is not closed, or a line with too many or too few cells.';
    case 'NOT_JSON':
      return 'Is not JSON: an array is wanted, or an object a line.';
    case 'UNKNOWN_COLUMN':
      return `No column is called ${one.column}; see docs/exchange.md.`;
    case 'COLUMN_MISSING':
      return `Column ${one.column} is missing.`;
    default:
      return one satisfies never;
  }
}

export const english: Catalogue = {
  labels,
  problem,
  alike,
  finding,
  standing,
  voidCauses: {
    TOO_FEW_BALLOTS: 'The time was up and there were too few ballots to count without betraying them.',
    NO_BALLOTS: 'The time was up and nobody had cast a ballot.',
  },
  disclosures: {
    TOO_FEW_BALLOTS: (ballots) =>
      `Only ${ballots} can cast a secret ballot on this: fewer than 3 are not counted, for that would betray them.`,
    SMALL_ELECTORATE: (ballots) =>
      `Only ${ballots} cast a secret ballot on this: if all ballots are alike, the count tells what each of them chose.`,
    UNANIMOUS: (ballots) =>
      `All ${ballots} secret ballots are alike: everybody knows what each of them chose.`,
    ALL_BUT_ONE: (ballots) =>
      `One secret ballot differs from the other ${ballots}: whoever cast it knows what all others chose.`,
    DIFFERENCE: (ballots) =>
      ballots === 1
        ? 'Another secret count on this is of the same people but one: comparing the two can tell what that one chose.'
        : `Another secret count on this may be of the same people but ${ballots}: comparing the two can tell what those ${ballots} chose.`,
    PARTICIPATION: (ballots, when) =>
      when === 'AHEAD'
        ? 'On a sheet with others, whoever this is about can cast and marks nothing here: once the round is closed, the number of marks tells whether he or she has cast.'
        : `All ${ballots} who cast a ballot marked this, and whoever it is about may not: so everybody knows that he or she cast none.`,
  },
  refusals: {
    UNKNOWN_CODE: () => 'This access code is not known. Check it, or ask for a new one.',
    NOT_ALLOWED: () => 'This is not yours to do.',
    NOT_FOUND: () => 'There is no such thing here.',
    COMMAND_ID_REUSED: () => 'This commandId was used for another command. Make a new one for every command.',
    SESSION_CONVENED: () => 'The session is already convened.',
    SESSION_NOT_CONVENED: () => 'The session is not convened yet.',
    SESSION_ADJOURNED: () => 'The session is adjourned.',
    QUORUM_MISSING: ({ present, needed }) =>
      `The quorum is missing: ${present} voting ${present === 1 ? 'seat is' : 'seats are'} present, ${needed} ${needed === 1 ? 'is' : 'are'} needed.`,
    NOT_PRESENT: () => 'This seat was not present when the round opened, and cannot cast in it.',
    MAY_NOT_VOTE: () => 'This seat has no vote.',
    RECUSED: () => 'Nobody votes on himself or herself.',
    REVIEW_NOT_OPEN: () => 'The review is not open.',
    REVIEW_WITHOUT_VOTE: () => 'The review has no closed round and nobody has settled its outcome.',
    ROUND_OPEN: () => 'A round is open: close or void it first.',
    ROUND_NOT_OPEN: () => 'The round is not open.',
    TOO_FEW_BALLOTS: () =>
      'So few secret ballots cannot be counted without betraying them: at least three are needed, four where somebody on the sheet may cast too. Wait for more, or void the round.',
    ALREADY_VOTED: () => 'This seat has cast its ballot in this round.',
    BALLOT_INCOMPLETE: ({ missing, wanted }) =>
      `The ballot is not complete: ${missing} of ${wanted} ${wanted === 1 ? 'review' : 'reviews'} on the sheet ${missing === 1 ? 'has' : 'have'} no mark.`,
    INVALID_INPUT: () => 'Something in the input is not right; see the faults.',
    QUOTA_EXCEEDED: (_, exceeded) =>
      exceeded.length === 0
        ? 'A quota on "excellent" is exceeded.'
        : `A quota on "excellent" is exceeded: ${exceeded.map(excess).join('; ')}.`,
    BUSY: () => 'The server has too much to do. Send the same command again in a moment.',
    BALLOTS_UNREADABLE: () =>
      'The sealed ballots of this round cannot be opened, because the database was restored from a backup. Void the round.',
    BALLOTS_ALTERED: () =>
      'The ballots of this round are not those that were cast: the database was changed from outside, or an older copy was put in its place. Keep the file for whoever looks into it, and void the round.',
    NOBODY_MAY_VOTE: ({ reviews }) =>
      `Nobody who is present could mark ${reviews === 1 ? 'a review' : `${reviews} reviews`} on this sheet: record who has come, or take it off the sheet.`,
    NO_BALLOTS: () => 'Nobody has cast a ballot: there is nothing to count. Wait, or void the round.',
    REPORT_CHANGED: () =>
      'The report was changed after this one was begun. Read the newest one, then present yours or keep it.',
    COMMENT_WITHDRAWN: () => 'This comment is withdrawn already.',
  },
};
