import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { ReviewView, SeatView, View } from '../core/show.ts';
import type { Presence } from '../core/vocabulary.ts';
import { calendarDate } from '../words/dates.ts';
import { nameInLine } from '../words/names.ts';
import { papers as words } from '../words/vi/papers.ts';
import { catalogueOf, explanationOf, quotaExplanationOf } from '../words/words.ts';
import { closing, heading, line, sessionLines, sheet } from './layout.ts';
import { namesOfSeats } from './names.ts';
import { momentText } from './numbers.ts';
import { lastChangeOf, levelTable } from './results.ts';

/** Returns the biên bản hội nghị: who was there, what was said, and the results. */
export function sessionMinutes(view: View): TDocumentDefinitions {
  const { minutes } = words;
  const chair = holder(view, 'CHAIR');
  const secretary = holder(view, 'SECRETARY');
  const said = quotas(view);
  const content: Content[] = [
    ...sessionLines(view),
    heading(minutes.attendance),
    ...attendance(view),
    line(minutes.chair, chair ?? words.blank),
    line(minutes.secretary, secretary ?? words.blank),
    heading(minutes.items),
    policy(view),
    ...view.reviews.flatMap((review) => item(view, review)),
    heading(minutes.results),
    levelTable(view),
    heading(minutes.quotas),
    ...said.slice(0, -1),
    closing(
      said.at(-1) ?? { text: words.none },
      { as: [words.secretary], name: secretary },
      { as: [words.chair], name: chair },
    ),
  ];
  return sheet({ title: [minutes.title, minutes.about], view, content, atMs: lastChangeOf(view) });
}

function holder(view: View, role: SeatView['role']): string | null {
  return view.seats.find((seat) => seat.role === role)?.fullName ?? null;
}

function attendance(view: View): Content[] {
  const { minutes } = words;
  const voting = view.seats.filter(({ mayVote }) => mayVote);
  const those = (presence: Presence) => voting.filter((seat) => seat.presence === presence);
  const nameOf = namesOfSeats(view);
  const names = (seats: readonly SeatView[]) =>
    seats
      .map(({ id, fullName: name, position }) => nameInLine({ name, detail: nameOf(id).detail ?? position }))
      .join('; ');
  const away: readonly (readonly [string, readonly SeatView[]])[] = [
    [minutes.excused, those('EXCUSED')],
    [minutes.absent, those('ABSENT')],
    [minutes.notArrived, those('EXPECTED')],
  ];
  const present = those('PRESENT');
  const guests = view.seats.filter(({ role }) => role === 'GUEST');
  return [
    line(minutes.summoned, voting.length),
    line(minutes.present, present.length),
    ...away.map(([label, seats]) => line(label, seats.length)),
    line(minutes.namesOf(minutes.present), names(present)),
    ...away.flatMap(([label, seats]) =>
      seats.length === 0 ? [] : [line(minutes.namesOf(label), names(seats))],
    ),
    ...(guests.length === 0 ? [] : [line(minutes.guests, names(guests))]),
  ];
}

function policy({ policy: { name, version, instruments } }: View): Content {
  return {
    stack: [
      line(words.minutes.policy, words.minutes.policyIs(name.vi, version)),
      {
        ul: instruments.map(({ number, issuedOn, title }) =>
          words.minutes.instrument(number, calendarDate(issuedOn), title),
        ),
      },
    ],
    margin: [0, 0, 0, 4],
  };
}

function item(view: View, review: ReviewView): Content[] {
  const { place, name, position } = review;
  const title = `${place}. ${name}${position === null ? '' : `, ${position}`}`;
  return [
    { ...heading(title), margin: [0, 8, 0, 2] },
    {
      stack: [
        ...report(review),
        ...discussion(view, review),
        ...rounds(view, review),
        ...outcome(view, review),
      ],
      margin: [14, 0, 0, 0],
    },
  ];
}

function report({ report: given, selfLevel }: ReviewView): Content[] {
  const { minutes } = words;
  const level = selfLevel === null ? [] : [line(minutes.selfLevel, words.levels[selfLevel])];
  if (given === null) return level;
  const parts = (Object.keys(minutes.report) as (keyof typeof minutes.report)[]).flatMap((part) =>
    given[part] === null ? [] : [line(minutes.report[part], given[part])],
  );
  const targets = given.targets.map(({ name, achieved, planned, exceeded }) =>
    minutes.target(name, achieved, planned, exceeded),
  );
  return [
    ...(given.presentedBy === null ? [] : [line(minutes.presentedBy, given.presentedBy)]),
    ...parts,
    ...(targets.length === 0 ? [] : [line(minutes.targets, ''), { ul: targets }]),
    ...level,
  ];
}

function discussion(view: View, { comments, responses }: ReviewView): Content[] {
  const { minutes } = words;
  const distinct = namesOfSeats(view);
  const nameOf = (seatId: string) => nameInLine(distinct(seatId));
  const list = (label: string, said: readonly string[]): Content[] =>
    said.length === 0 ? [] : [line(label, ''), { ul: [...said] }];
  return [
    ...list(
      minutes.comments,
      comments.map(({ seatId, body, withdrawn }) =>
        withdrawn === null
          ? `${nameOf(seatId)}: ${body}`
          : minutes.withdrawn(nameOf(seatId), momentText(withdrawn.atMs), nameOf(withdrawn.seatId)),
      ),
    ),
    ...list(
      minutes.responses,
      responses.map(
        ({ seatId, stance, body }) =>
          `${nameOf(seatId)} (${minutes.stances[stance].toLocaleLowerCase('vi')}): ${body}`,
      ),
    ),
  ];
}

function rounds(view: View, { id }: ReviewView): Content[] {
  const { minutes, count } = words;
  return view.rounds
    .filter(({ reviewIds, status }) => reviewIds.includes(id) && status !== 'OPEN')
    .map(({ method, turnout, electorate, closedAtMs, voidReason, voidCause, status }) => {
      const closed = closedAtMs === null ? '' : `, ${momentText(closedAtMs)}`;
      const reason = voidCause === null ? (voidReason ?? '') : catalogueOf('vi').voidCauses[voidCause];
      const voided = status === 'VOID' ? ` – ${minutes.voided(reason)}` : '';
      return line(
        minutes.rounds,
        `${minutes.round(count.methods[method], turnout, electorate)}${closed}${voided}`,
      );
    });
}

function outcome({ policy: { rules } }: View, { outcome: found }: ReviewView): Content[] {
  const { minutes } = words;
  if (found === null) return [{ text: minutes.notReviewed, italics: true }];
  const { level, status, trace, ruled, settledReason } = found;
  const rated =
    level === null ? minutes.statuses[status] : `${words.levels[level]} – ${minutes.statuses[status]}`;
  // The rules that changed the level. The whole trace is in history.
  const deciding = trace.filter(({ applied, before, after }) => applied && before !== after);
  const sourceOf = (ruleId: string) => rules.find(({ id }) => id === ruleId)?.source ?? null;
  return [
    { text: [`${minutes.outcome}: `, { text: rated, bold: true }], margin: [0, 2, 0, 0] },
    ...(ruled === null
      ? []
      : [
          line(
            '',
            minutes.ruled(ruled.level === null ? minutes.statuses[ruled.status] : words.levels[ruled.level]),
          ),
        ]),
    ...(settledReason === null ? [] : [{ text: minutes.settled(settledReason) }]),
    ...deciding.map(
      (step): Content => ({
        text: minutes.because(explanationOf('vi', step), sourceOf(step.ruleId)),
        style: 'small',
      }),
    ),
  ];
}

function quotas(view: View): Content[] {
  return view.quotas.map((standing): Content => ({ ul: [quotaExplanationOf('vi', standing)] }));
}
