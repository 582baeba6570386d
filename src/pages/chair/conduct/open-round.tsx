import { useState } from 'preact/hooks';
import {
  OpenRoundDocument,
  type SubjectKind,
  type TallyDisplay,
  type VotingMethod,
} from '../../../../schema/operations/typed.ts';
import { type Distinct, nameInLine } from '../../../words/names.ts';
import { Act } from '../../kit/act.tsx';
import { Button } from '../../kit/button.tsx';
import { Check, Select } from '../../kit/fields.tsx';
import { Name } from '../../kit/name.tsx';
import { serverNowMs } from '../../live/clock.ts';
import { send } from '../../live/command.ts';
import { namesOfReviews } from '../../names.ts';
import { Betrayals } from '../../session/tally.tsx';
import { commonWords, say } from '../../words.ts';
import type { Conducting } from './conduct.tsx';
import { conductWords } from './words.ts';

const minutesOffered = [1, 2, 3, 5, 10, 15, 30] as const;

/** What may be shown while it is open: a secret ballot never as ballots come. */
const displaysOf: Readonly<Record<VotingMethod, readonly TallyDisplay[]>> = {
  SECRET_BALLOT: ['BATCHED', 'TURNOUT_ONLY'],
  OPEN_VOTE: ['LIVE', 'TURNOUT_ONLY'],
};

interface OpenRoundFormProps extends Conducting {
  readonly chosenId: string | null;
}

/** Puts reviews on a sheet and opens the round on them. */
export function OpenRoundForm({ connection, session, chosenId }: OpenRoundFormProps) {
  const t = say(conductWords);
  const { methods } = say(commonWords);
  // Until somebody picks, the sheet is that of the round just voided, or the item chosen on the agenda.
  const [chosen, setPicked] = useState<readonly string[] | null>(null);
  const last = session.rounds.at(-1);
  const voided = last?.status === 'VOID' ? last.reviews.map(({ id }) => id) : [];
  const again = chosenId !== null && voided.includes(chosenId) ? voided : null;
  const picked = chosen ?? again ?? (chosenId === null ? [] : [chosenId]);
  const onSheet = session.reviews.filter(({ id }) => picked.includes(id));
  const nameOf = namesOfReviews(session.reviews);
  const names = onSheet.map(({ id }) => nameOf(id));
  const betrayals = onSheet.flatMap((review) => review.betrayals);
  const [method, setMethod] = useState<VotingMethod>('SECRET_BALLOT');
  const [display, setDisplay] = useState<TallyDisplay>('BATCHED');
  const [minutes, setMinutes] = useState('');
  const { present } = session.attendance;
  const open = (commandId: string) => {
    const closesAt =
      minutes === '' ? {} : { closesAt: new Date(serverNowMs() + Number(minutes) * 60_000).toISOString() };
    return send(connection, OpenRoundDocument, {
      commandId,
      sessionId: session.id,
      reviewIds: [...picked],
      method,
      display,
      ...closesAt,
    });
  };
  return (
    <section class="card">
      <h2>{t.round}</h2>
      <SheetPicker session={session} chosenId={chosenId} picked={picked} onPicked={setPicked} />
      <div class="fields">
        <Select
          label={t.method}
          value={method}
          options={[
            ['SECRET_BALLOT', methods.SECRET_BALLOT],
            ['OPEN_VOTE', methods.OPEN_VOTE],
          ]}
          onValue={(chosen) => {
            setMethod(chosen);
            setDisplay(displaysOf[chosen][0] ?? 'TURNOUT_ONLY');
          }}
        />
        <Select
          label={t.display}
          value={display}
          options={displaysOf[method].map((one) => [one, t.displays[one]] as const)}
          onValue={setDisplay}
        />
        <Select
          label={t.closes}
          value={minutes}
          options={[
            ['', t.closesNever],
            ...minutesOffered.map((one) => [String(one), t.closesMinutes(one)] as const),
          ]}
          onValue={setMinutes}
        />
      </div>
      {method === 'SECRET_BALLOT' && <Betrayals betrayals={betrayals} />}
      <div class="row">
        <Act
          label={t.openRound}
          kind="primary"
          disabled={picked.length === 0}
          ask={{
            title: t.openRoundTitle,
            body: (
              <>
                <p>{t.openRoundBody(picked.length, methods[method], present)}</p>
                <SubjectNames names={names} />
              </>
            ),
          }}
          run={open}
        />
      </div>
    </section>
  );
}

const namesShown = 8;

/** What a question is about, so that nobody says yes to another sheet. */
export function SubjectNames({ names }: { readonly names: readonly Distinct[] }) {
  const rest = names.length - namesShown;
  return (
    <ul>
      {names.slice(0, namesShown).map((name, at) => (
        <li key={at}>
          <strong>
            <Name of={name} />
          </strong>
        </li>
      ))}
      {rest > 0 && <li>{say(conductWords).more(rest)}</li>}
    </ul>
  );
}

interface SheetPickerProps extends Pick<OpenRoundFormProps, 'session' | 'chosenId'> {
  readonly picked: readonly string[];
  readonly onPicked: (ids: readonly string[]) => void;
}

function SheetPicker({ session, chosenId, picked, onPicked }: SheetPickerProps) {
  const t = say(conductWords);
  const { kinds } = say(commonWords);
  const { reviews } = session;
  const nameOf = namesOfReviews(reviews, { numbered: true });
  const kindsHere: readonly SubjectKind[] = [...new Set(reviews.map(({ subject }) => subject.kind))];
  const idsOf = (kind: SubjectKind) =>
    reviews.filter(({ subject }) => subject.kind === kind).map(({ id }) => id);
  return (
    <fieldset class="picker">
      <legend>
        {t.onSheet} <span class="secondary">({t.picked(picked.length)})</span>
      </legend>
      <div class="row">
        {chosenId !== null && <Button onClick={() => onPicked([chosenId])}>{t.pickCurrent}</Button>}
        {kindsHere.map((kind) => (
          <Button key={kind} onClick={() => onPicked(idsOf(kind))}>
            {t.pickKind(kinds[kind])}
          </Button>
        ))}
        <Button onClick={() => onPicked([])}>{t.pickNone}</Button>
      </div>
      <div class="picker-list">
        {reviews.map(({ id, position }) => (
          <Check
            key={id}
            label={`${position}. ${nameInLine(nameOf(id))}`}
            checked={picked.includes(id)}
            onChecked={(checked) => onPicked(checked ? [...picked, id] : picked.filter((one) => one !== id))}
          />
        ))}
      </div>
    </fieldset>
  );
}
