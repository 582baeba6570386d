import { capitalised } from '../../format.ts';
import { Scroll } from '../../kit/scroll.tsx';
import { peerGroupName } from '../../names.ts';
import { commonWords, say } from '../../words.ts';
import { sentGroups } from './api-input.ts';
import { CollapsibleSection } from './collapsible-section.tsx';
import { type DraftGroup, groupCounts, groupsOf, noGroup } from './draft.ts';
import type { Editor } from './editor.ts';
import { faultAt } from './faults.ts';
import { prepareWords } from './words.ts';

const columns = ['size', ...groupCounts, 'notRated'] as const;

/** The fields for what is known of each peer group beside the agenda. */
export function GroupFields({ editor }: { editor: Editor }) {
  const t = say(prepareWords);
  const { levels } = say(commonWords);
  const draft = editor.draft.value;
  const groups = groupsOf(draft);
  const labels: Readonly<Record<keyof DraftGroup, string>> = {
    size: t.size,
    EXCELLENT: capitalised(levels.EXCELLENT),
    GOOD: capitalised(levels.GOOD),
    COMPLETED: capitalised(levels.COMPLETED),
    NOT_COMPLETED: capitalised(levels.NOT_COMPLETED),
    notRated: t.notRated,
  };
  const isSet = sentGroups(draft).length > 0;
  const isFaulty = faultAt(editor.faults.value, 'peerGroups') !== undefined;
  return (
    <CollapsibleSection title={t.peerGroups} opened={isSet} faulty={isFaulty}>
      <p class="secondary">{t.peerGroupsLead}</p>
      {groups.length === 0 ? (
        <p>{t.noGroups}</p>
      ) : (
        <Scroll roomy label={t.peerGroups}>
          <table class="editing counts">
            <thead>
              <tr>
                <th scope="col">{t.group}</th>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column === 'size' ? t.size : t.outside(labels[column])}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {groups.map((name) => (
                <GroupRow key={name} name={name} labels={labels} editor={editor} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </CollapsibleSection>
  );
}

interface GroupRowProps {
  readonly name: string;
  readonly labels: Readonly<Record<keyof DraftGroup, string>>;
  readonly editor: Editor;
}

function GroupRow({ name, labels, editor }: GroupRowProps) {
  const t = say(prepareWords);
  const draft = editor.draft.value;
  const group = draft.peerGroups[name] ?? noGroup;
  const shown = peerGroupName(name, t.kinds);
  const at = `peerGroups.${sentGroups(draft).indexOf(name)}`;
  const fault = faultAt(editor.faults.value, at);
  const put = (column: keyof DraftGroup, value: string) =>
    editor.edit(at, (now) => ({
      ...now,
      peerGroups: { ...now.peerGroups, [name]: { ...(now.peerGroups[name] ?? noGroup), [column]: value } },
    }));
  return (
    <tr data-path={at}>
      <th scope="row" class="written">
        {shown}
        {fault !== undefined && <p class="field-error">{fault}</p>}
      </th>
      {columns.map((column) => (
        <td key={column}>
          <input
            class="input"
            type="number"
            min={0}
            autocomplete="off"
            aria-label={`${shown}: ${labels[column]}`}
            value={group[column]}
            onInput={(event) => put(column, event.currentTarget.value)}
          />
        </td>
      ))}
    </tr>
  );
}
