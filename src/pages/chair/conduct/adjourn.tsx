import { useState } from 'preact/hooks';
import { AdjournSessionDocument } from '../../../../schema/operations/typed.ts';
import { nameInLine } from '../../../words/names.ts';
import { CommandButton } from '../../kit/command-button.tsx';
import { Check } from '../../kit/fields.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Scroll } from '../../kit/scroll.tsx';
import { send } from '../../live/command.ts';
import { namesOfReviews } from '../../names.ts';
import { say } from '../../words.ts';
import type { ChairSession, Conducting } from './session.ts';
import { conductWords } from './words.ts';

/** Something that stays as it is for good once the session is adjourned, with the names of what it concerns. */
interface Unfinished {
  readonly kind: 'undecided' | 'exceeded' | 'same' | 'open' | 'noReport' | 'noOutcome';
  readonly names: readonly string[];
}

/** Returns the kinds that have names, in the order in which they are shown. An item may be in several. */
function unfinishedOf({ reviews, quotas, namesAlike }: ChairSession): readonly Unfinished[] {
  const nameOf = namesOfReviews(reviews, { numbered: true });
  const those = (is: (review: ChairSession['reviews'][number]) => boolean) =>
    reviews.filter(is).map(({ id, position }) => `${position}. ${nameInLine(nameOf(id))}`);
  const exceeded = quotas.filter(({ status }) => status === 'EXCEEDED');
  const twice = namesAlike?.filter(({ likeness }) => likeness === 'SAME_SUBJECT') ?? [];
  const same = new Set(twice.flatMap((alike) => alike.reviews.map(({ id }) => id)));
  const all: readonly Unfinished[] = [
    { kind: 'undecided', names: those(({ outcome }) => outcome?.status === 'NEEDS_DECISION') },
    { kind: 'exceeded', names: exceeded.map(({ explanation }) => explanation) },
    { kind: 'same', names: those(({ id }) => same.has(id)) },
    { kind: 'open', names: those(({ status }) => status === 'OPEN') },
    { kind: 'noReport', names: those(({ report }) => report === null) },
    { kind: 'noOutcome', names: those(({ outcome }) => outcome === null) },
  ];
  return all.filter(({ names }) => names.length > 0);
}

/** A tick is for these names. When they change, nobody has confirmed them yet. */
const tickOf = ({ kind, names }: Unfinished): string => [kind, ...names].join('\n');

/** Ends the session, after the person has confirmed each kind of what it leaves unfinished. */
export function Adjourn({ connection, session }: Conducting) {
  const t = say(conductWords);
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const unfinished = unfinishedOf(session);
  const undecided = unfinished.find(({ kind }) => kind === 'undecided');
  const isVoting = session.openRound !== null;
  const tick = (one: string, is: boolean) =>
    setTicked(is ? [...ticked, one] : ticked.filter((other) => other !== one));
  return (
    <section class="card">
      <h2>{t.adjourn}</h2>
      {undecided !== undefined && (
        <Notice kind="warn">{t.unfinished.undecided(undecided.names.length)}</Notice>
      )}
      {isVoting && <p class="secondary">{t.adjournAfterRound}</p>}
      <div class="row">
        <CommandButton
          label={t.adjourn}
          kind="danger"
          disabled={isVoting}
          onAsk={() => setTicked([])}
          ask={{
            title: t.adjournTitle,
            body: (
              <>
                <p>{t.adjournBody}</p>
                {isVoting && <Notice kind="warn">{t.adjournAfterRound}</Notice>}
                {unfinished.length > 0 && <p>{t.adjournTick}</p>}
                {unfinished.map((one) => (
                  <Named
                    key={one.kind}
                    label={t.unfinished[one.kind](one.names.length)}
                    names={one.names}
                    ticked={ticked.includes(tickOf(one))}
                    onTicked={(is) => tick(tickOf(one), is)}
                  />
                ))}
              </>
            ),
            ready: !isVoting && unfinished.every((one) => ticked.includes(tickOf(one))),
          }}
          run={(commandId) => send(connection, AdjournSessionDocument, { commandId, sessionId: session.id })}
        />
      </div>
    </section>
  );
}

interface NamedProps {
  readonly label: string;
  readonly names: readonly string[];
  readonly ticked: boolean;
  readonly onTicked: (ticked: boolean) => void;
}

function Named({ label, names, ticked, onTicked }: NamedProps) {
  return (
    <div class="stack tight">
      <Check label={label} checked={ticked} onChecked={onTicked} />
      <Scroll label={label} low>
        <ul class="named">
          {names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      </Scroll>
    </div>
  );
}
