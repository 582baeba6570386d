import { useEffect, useState } from 'preact/hooks';
import { HistoryRecordDocument, type ResultRowFragment } from '../../../schema/operations/typed.ts';
import { dayOf } from '../days.ts';
import { Button } from '../kit/button.tsx';
import { OutcomeLevel } from '../kit/level.tsx';
import { Notice } from '../kit/notice.tsx';
import { Scroll } from '../kit/scroll.tsx';
import { AskError, type Connection } from '../live/connection.ts';
import { commonWords, language, say } from '../words.ts';
import { download, resultsCsv } from './csv-files.ts';
import { LevelSteps } from './level-steps.tsx';
import { Link } from './link.tsx';
import { comparePeriods, periodName } from './periods.ts';
import { everyResult } from './result-pages.ts';
import { Title } from './title.tsx';
import { closed, unconditional } from './url-state.ts';
import { historyWords } from './words.ts';

interface SubjectResults {
  readonly name: string;
  readonly superior: string | null;
  /** The results about the subject itself, the earliest period first. */
  readonly rows: readonly ResultRowFragment[];
}

type RecordState =
  | { readonly is: 'waiting'; readonly done: number; readonly total: number }
  | { readonly is: 'there'; readonly found: SubjectResults | null }
  | { readonly is: 'failed'; readonly message: string };

interface RecordProps {
  readonly connection: Connection;
  readonly id: string;
  readonly of: 'person' | 'organization';
}

/** Shows the levels of one person or organisation over the periods. */
export function SubjectRecord({ connection, id, of }: RecordProps) {
  const t = say(historyWords);
  const known = useRecord(connection, id, of);
  if (known.is === 'waiting') {
    return <p>{known.total === 0 ? say(commonWords).loading : t.downloading(known.done, known.total)}</p>;
  }
  if (known.is === 'failed') return <Notice kind="bad">{say(commonWords).failed(known.message)}</Notice>;
  if (known.found === null) {
    return (
      <>
        <Title text={t.record} />
        <p>{t.noSuchRecord}</p>
      </>
    );
  }
  const { name, superior, rows } = known.found;
  return (
    <>
      <div>
        <Title text={name} />
        {superior !== null && <p class="secondary">{superior}</p>}
      </div>
      {rows.length === 0 && <p>{t.noRecord}</p>}
      {groupsOf(rows).map(({ label, rows: group }) => (
        <section key={label} class="card">
          <h2>{label}</h2>
          <LevelSteps label={label} rows={group} />
        </section>
      ))}
      {rows.length > 0 && (
        <section class="card">
          <div class="row spread">
            <h2>{t.record}</h2>
            <Button onClick={() => download(t.csv.file, resultsCsv(rows))}>{t.download}</Button>
          </div>
          <RecordTable rows={rows} />
        </section>
      )}
      {of === 'organization' && (
        <p>
          <Link to={{ ...closed, ...unconditional, of: id }}>{t.rates}</Link>
        </p>
      )}
    </>
  );
}

/** Returns everything that the API has about the subject. It asks again when the language changes. */
function useRecord(connection: Connection, id: string, of: RecordProps['of']): RecordState {
  const [known, setKnown] = useState<RecordState>({ is: 'waiting', done: 0, total: 0 });
  const spoken = language.value;
  useEffect(() => {
    let outdated = false;
    readRecord(connection, id, of, (done, total) => {
      if (!outdated) setKnown((former) => (former.is === 'there' ? former : { is: 'waiting', done, total }));
      return !outdated;
    }).then(
      (found) => {
        if (!outdated) setKnown({ is: 'there', found });
      },
      (error: unknown) => {
        if (!(error instanceof AskError)) throw error;
        if (!outdated) setKnown({ is: 'failed', message: error.message });
      },
    );
    return () => {
      outdated = true;
    };
  }, [connection, id, of, spoken]);
  return known;
}

async function readRecord(
  connection: Connection,
  id: string,
  of: RecordProps['of'],
  progress: (done: number, total: number) => boolean,
): Promise<SubjectResults | null> {
  let name = '';
  let superior: string | null = null;
  // An organisation's results are also those of its people. They are left out as far as the API can do that.
  const filter =
    of === 'person'
      ? {}
      : { kinds: ['PARTY_ORGANIZATION' as const, 'PARTY_CELL' as const, 'LEADERSHIP_COLLECTIVE' as const] };
  const results = await everyResult(async (page) => {
    const { node } = await connection.ask(HistoryRecordDocument, { id, ...page, filter });
    if (node?.__typename === 'Person' && of === 'person') {
      name = node.fullName;
      return node.results;
    }
    if (node?.__typename === 'Organization' && of === 'organization') {
      name = node.name;
      superior = node.superior?.name ?? null;
      return node.results;
    }
    return null;
  }, progress);
  if (results === null) return null;
  const rows = results
    .filter(({ subject }) => of === 'person' || (subject.person === null && subject.organization?.id === id))
    .sort((one, other) => comparePeriods(one.period, other.period));
  return { name, superior, rows };
}

/** Returns a group for each kind as which the subject was rated and each kind of period, because these are not comparable. */
function groupsOf(
  rows: readonly ResultRowFragment[],
): readonly { readonly label: string; readonly rows: readonly ResultRowFragment[] }[] {
  const { stepsOf, periodKinds } = say(historyWords);
  const { kinds } = say(commonWords);
  const groups = new Map<string, ResultRowFragment[]>();
  for (const row of rows) {
    const label = stepsOf(kinds[row.subject.kind], periodKinds[row.period.kind]);
    groups.set(label, [...(groups.get(label) ?? []), row]);
  }
  return [...groups].map(([label, group]) => ({ label, rows: group }));
}

/** Lists the results, the newest first. */
function RecordTable({ rows }: { rows: readonly ResultRowFragment[] }) {
  const t = say(historyWords);
  const { kinds } = say(commonWords);
  return (
    <Scroll label={t.record}>
      <table class="history-table">
        <thead>
          <tr>
            <th scope="col">{t.period}</th>
            <th scope="col">{t.level}</th>
            <th scope="col">{t.kind}</th>
            <th scope="col">{t.ratedBy}</th>
          </tr>
        </thead>
        <tbody>
          {[...rows].reverse().map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <Link to={{ ...closed, result: row.id }}>{periodName(row.period)}</Link>
              </th>
              <td>
                <OutcomeLevel outcome={row} />
              </td>
              <td class="written">
                {kinds[row.subject.kind]}
                {row.subject.position !== null && <span class="history-under">{row.subject.position}</span>}
              </td>
              <td class="written">
                {row.organization.name}
                {row.session !== null && <span class="history-under">{dayOf(row.session.heldOn)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
