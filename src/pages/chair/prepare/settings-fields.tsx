import type { PolicyPartsFragment, RatioInput } from '../../../../schema/operations/typed.ts';
import { Select, TextField } from '../../kit/fields.tsx';
import { say } from '../../words.ts';
import { CollapsibleSection } from './collapsible-section.tsx';
import type { DraftSettings } from './draft.ts';
import type { Editor } from './editor.ts';
import { faultAt } from './faults.ts';
import { type PrepareWords, prepareWords } from './words.ts';

type Settings = PolicyPartsFragment['settings'];
type ChosenName = 'inclusive' | 'base' | 'selfVote' | 'quotaBase' | 'quotaRounding' | 'quotaAction';

const ratioText = ({ numerator, denominator }: RatioInput): string => `${numerator}/${denominator}`;

/** The settings that committees change. One that is left empty is the policy's. */
export function SettingsFields({ editor, policy }: { editor: Editor; policy: PolicyPartsFragment }) {
  const t = say(prepareWords);
  const { settings } = editor.draft.value;
  const faults = editor.faults.value;
  const own = policy.settings;
  const put = (name: keyof DraftSettings, value: string) =>
    editor.edit(pathOf(name), (now) => ({ ...now, settings: { ...now.settings, [name]: value } }));
  const ratio = (name: 'quorum' | 'threshold' | 'quotaRatio', value: RatioInput) => (
    <div data-path={pathOf(name)}>
      <TextField
        label={t[name]}
        hint={t.asPolicy(ratioText(value))}
        error={faultAt(faults, pathOf(name))}
        value={settings[name]}
        onValue={(text) => put(name, text)}
      />
    </div>
  );
  const choice = (name: ChosenName) => {
    const [options, value] = chosenOf(t, own, name);
    return (
      <Select
        label={t[name]}
        value={settings[name]}
        options={[['', t.asPolicy(options[value] ?? value)], ...Object.entries(options)]}
        onValue={(one) => put(name, one)}
      />
    );
  };
  const isSet = Object.values(settings).some((value) => value !== '');
  const isFaulty = faultAt(faults, 'settings') !== undefined;
  return (
    <CollapsibleSection title={t.settings} opened={isSet} faulty={isFaulty}>
      <p class="secondary">{t.settingsLead}</p>
      <div class="fields level-ends">
        {ratio('quorum', own.quorum)}
        {ratio('threshold', own.threshold.share)}
        {choice('inclusive')}
        {choice('base')}
        {choice('selfVote')}
      </div>
      <div class="fields level-ends">
        {ratio('quotaRatio', own.quotaRatio)}
        {choice('quotaBase')}
        {choice('quotaRounding')}
        {choice('quotaAction')}
      </div>
    </CollapsibleSection>
  );
}

const pathOf = (name: keyof DraftSettings): string =>
  name === 'inclusive' ? 'settings.threshold' : `settings.${name}`;

/** Returns the choices of a setting, and which of them is the policy's. */
function chosenOf(
  t: PrepareWords,
  own: Settings,
  name: ChosenName,
): [Readonly<Record<string, string>>, string] {
  switch (name) {
    case 'inclusive':
      return [t.inclusives, own.threshold.inclusive ? 'yes' : 'no'];
    case 'base':
      return [t.bases, own.base];
    case 'selfVote':
      return [t.selfVotes, own.selfVote];
    case 'quotaBase':
      return [t.quotaBases, own.quotaBase];
    case 'quotaRounding':
      return [t.roundings, own.quotaRounding];
    case 'quotaAction':
      return [t.quotaActions, own.quotaAction];
    default:
      return name satisfies never;
  }
}
