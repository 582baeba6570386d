import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import {
  type OutcomeStatus,
  StatisticsDocument,
  type SubjectKind,
} from '../../../schema/operations/typed.ts';
import { capitalised } from '../format.ts';
import { Button } from '../kit/button.tsx';
import { Check, Select, TextField } from '../kit/fields.tsx';
import { useAnswer } from '../live/answers.ts';
import type { Connection } from '../live/connection.ts';
import { commonWords, say } from '../words.ts';
import { OrganizationFilter } from './organization-filter.tsx';
import { imports } from './result-import.ts';
import {
  among,
  closed,
  go,
  kindNames,
  levelNames,
  statusNames,
  unconditional,
  urlState,
} from './url-state.ts';
import { historyWords } from './words.ts';

const pauseMs = 300;

/** The conditions on what is shown. Each applies as soon as it is chosen. */
export function Filters({ connection }: { connection: Connection }) {
  const t = say(historyWords);
  // They are folded on a phone, whose first screen is needed for the results.
  const [open] = useState(() => matchMedia('(min-width: 48rem)').matches);
  const anything = Object.keys(unconditional).some((name) => name in urlState.value);
  return (
    <details class="card history-filters" open={open}>
      <summary>
        <h2>{t.filters}</h2>
      </summary>
      <form class="stack" onSubmit={(event) => event.preventDefault()}>
        <div class="fields">
          <SearchField />
          <YearFields connection={connection} />
          <OrganizationFilter connection={connection} />
          <KindField />
          <StatusField />
        </div>
        <div class="row spread">
          <LevelChecks />
          <Check
            label={t.superseded}
            checked={urlState.value.superseded === '1'}
            onChecked={(checked) => go({ ...closed, superseded: checked ? '1' : null })}
          />
        </div>
        <div class="row spread">
          <p class="hint">{t.linkHint}</p>
          {anything && <Button onClick={() => go({ ...closed, ...unconditional })}>{t.clear}</Button>}
        </div>
      </form>
    </details>
  );
}

/** The search applies when the person pauses typing. */
function SearchField() {
  const t = say(historyWords);
  const wanted = urlState.value.search ?? '';
  const [typed, setTyped] = useState(wanted);
  // This is what the field itself put into the URL. Any other value there comes from the browser's buttons.
  const put = useRef(wanted);
  useLayoutEffect(() => {
    if (wanted === put.current) return;
    put.current = wanted;
    setTyped(wanted);
  }, [wanted]);
  useEffect(() => {
    if (typed === put.current) return;
    const timer = setTimeout(() => {
      const replace = put.current !== '';
      put.current = typed;
      go({ ...closed, search: typed }, { replace });
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return <TextField label={t.search} type="search" value={typed} onValue={setTyped} />;
}

/** The fields for the years. They offer the years that have results, and those that the URL names. */
function YearFields({ connection }: { connection: Connection }) {
  const t = say(historyWords);
  const { from, to } = urlState.value;
  const rows = useAnswer(connection, StatisticsDocument, { by: ['YEAR'], base: 'GOOD' }, imports.value).value
    .data?.statistics;
  const years = new Set(rows?.map(({ year }) => String(year)));
  for (const year of [from, to]) if (year !== undefined) years.add(year);
  const options = [
    ['', t.anyYear] as const,
    ...[...years]
      .sort()
      .reverse()
      .map((year) => [year, year] as const),
  ];
  return (
    <>
      <Select
        label={t.fromYear}
        value={from ?? ''}
        options={options}
        onValue={(year) => go({ ...closed, from: year })}
      />
      <Select
        label={t.toYear}
        value={to ?? ''}
        options={options}
        onValue={(year) => go({ ...closed, to: year })}
      />
    </>
  );
}

function KindField() {
  const t = say(historyWords);
  const { kinds } = say(commonWords);
  const [chosen] = among(kindNames, urlState.value.kind);
  return (
    <Select<SubjectKind | ''>
      label={t.kind}
      value={chosen ?? ''}
      options={[['', t.anyKind], ...kindNames.map((name) => [name, kinds[name]] as const)]}
      onValue={(kind) => go({ ...closed, kind })}
    />
  );
}

function StatusField() {
  const t = say(historyWords);
  const { outcomeStatuses } = say(commonWords);
  const [chosen] = among(statusNames, urlState.value.status);
  return (
    <Select<OutcomeStatus | ''>
      label={t.status}
      value={chosen ?? ''}
      options={[
        ['', t.anyStatus],
        ...statusNames.map((name) => [name, capitalised(outcomeStatuses[name])] as const),
      ]}
      onValue={(status) => go({ ...closed, status })}
    />
  );
}

/** The boxes for the levels. Results with any of the checked levels are shown; all where none is checked. */
function LevelChecks() {
  const { levels } = say(commonWords);
  const chosen = among(levelNames, urlState.value.level);
  return (
    <fieldset class="history-levels">
      <legend>{say(historyWords).levels}</legend>
      {levelNames.map((name) => (
        <Check
          key={name}
          label={capitalised(levels[name])}
          checked={chosen.includes(name)}
          onChecked={(checked) => {
            const wanted = levelNames.filter((one) => (one === name ? checked : chosen.includes(one)));
            go({ ...closed, level: wanted.join(',') });
          }}
        />
      ))}
    </fieldset>
  );
}
