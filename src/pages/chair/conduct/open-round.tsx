import { useState } from 'preact/hooks';
import {
  OpenRoundDocument,
  type SubjectKind,
  type TallyDisplay,
  type VotingMethod,
} from '../../../../schema/operations/typed.ts';
import { type Distinct, nameInLine } from '../../../words/names.ts';
import { Button } from '../../kit/button.tsx';
import { CommandButton } from '../../kit/command-button.tsx';
import { Check, Select } from '../../kit/fields.tsx';
import { Name } from '../../kit/name.tsx';
import { Notice } from '../../kit/notice.tsx';
import { send } from '../../live/command.ts';
import { namesOfReviews } from '../../names.ts';
import { Disclosures } from '../../session/tally.tsx';
import { commonWords, say } from '../../words.ts';
import type { ChairSession, Conducting } from './session.ts';
import { conductWords } from './words.ts';

const minutesOffered = [1, 2, 3, 5, 10, 15, 30] as const;

/** The displays that a method allows. The counts of a secret ballot are never shown as ballots come. */
const displaysOf: Readonly<Record<VotingMethod, readonly TallyDisplay[]>> = {
  SECRET_BALLOT: ['BATCHED', 'TURNOUT_ONLY'],
  OPEN_VOTE: ['LIVE', 'TURNOUT_ONLY'],
};

type Review = ChairSession['reviews'][number];

interface OpenRoundFormProps extends Conducting {
  readonly chosenId: string | null;
}

/** Chooses reviews and opens a round on them. */
export function OpenRoundForm({ connection, session, chosenId }: OpenRoundFormProps) {
  const t = say(conductWords);
  const { methods } = say(commonWords);
  // Until somebody picks, the reviews are those of the round that was just voided, or the item that is chosen on the agenda.
  const [chosen, setPicked] = useState<readonly string[] | null>(null);
  const last = session.rounds.at(-1);
  const voided = last?.status === 'VOID' ? last.reviews.map(({ id }) => id) : [];
  const again = chosenId !== null && voided.includes(chosenId) ? voided : null;
  const wanted = chosen ?? again ?? [chosenId];
  const offered = session.reviews.filter(({ status }) => status !== 'CLOSED');
  const onSheet = offered.filter(({ id }) => wanted.includes(id));
  const picked = onSheet.map(({ id }) => id);
  const nameOf = namesOfReviews(session.reviews);
  const names = onSheet.map(({ id }) => nameOf(id));
  // A round on one review leaves its subject out, so no count tells whether he or she has cast.
  const disclosures = onSheet.flatMap((review) =>
    review.disclosures.filter(({ code }) => code !== 'PARTICIPATION' || onSheet.length > 1),
  );
  const isAgain = session.rounds.some(({ reviews }) => reviews.some(({ id }) => picked.includes(id)));
  const [method, setMethod] = useState<VotingMethod>('SECRET_BALLOT');
  const [display, setDisplay] = useState<TallyDisplay>('BATCHED');
  const [minutes, setMinutes] = useState('');
  const { present, quorumMet, quorumNeeded } = session.attendance;
  const unvotable = onSheet.filter((review) => nobodyMarks(review, present));
  const open = (commandId: string) =>
    send(connection, OpenRoundDocument, {
      commandId,
      sessionId: session.id,
      reviewIds: picked,
      method,
      display,
      // The server counts this time, because this device's clock may be wrong.
      ...(minutes !== '' && { durationSeconds: Number(minutes) * 60 }),
    });
  return (
    <section class="card">
      <h2>{t.round}</h2>
      <SheetPicker offered={offered} chosenId={chosenId} picked={picked} onPicked={setPicked} />
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
      {method === 'SECRET_BALLOT' && <Disclosures disclosures={disclosures} />}
      {method === 'SECRET_BALLOT' && isAgain && <p class="secondary">{t.notCompared}</p>}
      {!quorumMet && <Notice kind="warn">{t.tooFewPresent(present, quorumNeeded)}</Notice>}
      {unvotable.length > 0 && (
        <Notice kind="warn">
          {t.nobodyVotes(unvotable.map(({ id }) => nameInLine(nameOf(id))).join('; '))}
        </Notice>
      )}
      <div class="row">
        <CommandButton
          label={t.openRound}
          kind="primary"
          disabled={picked.length === 0 || !quorumMet || unvotable.length > 0}
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

/** Says whether nobody who is present could mark a review. `disclosures` says when one to ten could, and one seat at most is recused. */
function nobodyMarks({ disclosures }: Review, present: number): boolean {
  return (
    present <= 1 && !disclosures.some(({ code }) => code === 'TOO_FEW_BALLOTS' || code === 'SMALL_ELECTORATE')
  );
}

const namesShown = 8;

/** Lists what a question is about, so that nobody confirms another round than the one that is meant. */
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

interface SheetPickerProps {
  /** The reviews that can be voted on, because they are not closed. */
  readonly offered: readonly Review[];
  readonly chosenId: string | null;
  readonly picked: readonly string[];
  readonly onPicked: (ids: readonly string[]) => void;
}

function SheetPicker({ offered, chosenId, picked, onPicked }: SheetPickerProps) {
  const t = say(conductWords);
  const { kinds } = say(commonWords);
  const nameOf = namesOfReviews(offered, { numbered: true });
  const kindsHere: readonly SubjectKind[] = [...new Set(offered.map(({ subject }) => subject.kind))];
  const idsOf = (kind: SubjectKind) =>
    offered.filter(({ subject }) => subject.kind === kind).map(({ id }) => id);
  const isOffered = offered.some(({ id }) => id === chosenId);
  return (
    <fieldset class="picker">
      <legend>
        {t.onSheet} <span class="secondary">({t.picked(picked.length)})</span>
      </legend>
      <div class="row">
        {chosenId !== null && isOffered && (
          <Button onClick={() => onPicked([chosenId])}>{t.pickCurrent}</Button>
        )}
        {kindsHere.map((kind) => (
          <Button key={kind} onClick={() => onPicked(idsOf(kind))}>
            {t.pickKind(kinds[kind])}
          </Button>
        ))}
        <Button onClick={() => onPicked([])}>{t.pickNone}</Button>
      </div>
      {chosenId !== null && !isOffered && <p class="secondary">{t.chosenIsClosed}</p>}
      <div class="picker-list">
        {offered.map(({ id, position }) => (
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
