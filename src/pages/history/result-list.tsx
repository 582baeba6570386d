import { useEffect, useRef } from 'preact/hooks';
import { HistoryResultsDocument, type ResultRowFragment } from '../../../schema/operations/typed.ts';
import { dayOf } from '../days.ts';
import { announce } from '../kit/announce.tsx';
import { Button } from '../kit/button.tsx';
import { OutcomeLevel } from '../kit/level.tsx';
import { Notice } from '../kit/notice.tsx';
import { Scroll } from '../kit/scroll.tsx';
import { useAnswer } from '../live/answers.ts';
import type { Visit } from '../visit.ts';
import { commonWords, say } from '../words.ts';
import { DownloadButton } from './download-button.tsx';
import { Link } from './link.tsx';
import { periodName } from './periods.ts';
import { usePreviousData } from './previous-data.ts';
import { ResultExport } from './result-export.tsx';
import { imports } from './result-import.ts';
import { askResults, pageSize } from './result-pages.ts';
import { type Change, closed, filterOf, go, narrows, unconditional, urlState } from './url-state.ts';
import { historyWords } from './words.ts';

/** Shows a page of the results that fit. */
export function ResultList({ visit }: { visit: Visit }) {
  const t = say(historyWords);
  const { connection } = visit;
  const { after, before } = urlState.value;
  const filter = filterOf(urlState.value);
  const asked = useAnswer(
    connection,
    HistoryResultsDocument,
    {
      ...(before === undefined ? { first: pageSize, after } : { last: pageSize, before }),
      filter,
    },
    imports.value,
  ).value;
  const found = usePreviousData(asked)?.results;
  useCountAnnouncements(asked.is === 'there' ? asked.data.results.totalCount : null);
  if (asked.is === 'failed') {
    return (
      <Notice kind="bad">
        <p>{say(commonWords).failed(asked.error.message)}</p>
        {(after ?? before) !== undefined && (
          <p>
            <Link to={closed}>{t.firstPage}</Link>
          </p>
        )}
      </Notice>
    );
  }
  if (found === undefined) return <p>{say(commonWords).loading}</p>;
  if (found.totalCount === 0) return <Nothing visit={visit} />;
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = found.pageInfo;
  const previous = hasPreviousPage ? { ...closed, before: startCursor } : null;
  const next = hasNextPage ? { ...closed, after: endCursor } : null;
  return (
    <section class="card" aria-busy={asked.is === 'waiting'}>
      <div class="row spread">
        <div class="row">
          <h2>{t.results}</h2>
          <p class="secondary number">{t.totalCount(found.totalCount)}</p>
        </div>
        <DownloadButton askPage={askResults(connection, filter)} total={found.totalCount} />
      </div>
      <Rows rows={found.edges.map(({ node }) => node)} />
      {(previous !== null || next !== null) && (
        <nav class="row spread" aria-label={t.pages}>
          <Turn to={previous} label={t.previous} />
          <Turn to={next} label={t.next} />
        </nav>
      )}
      <ResultExport connection={connection} filter={filter} count={found.totalCount} />
    </section>
  );
}

/** Announces how many results fit when the number changes, but not the first number, because the first list is read out anyway. */
function useCountAnnouncements(count: number | null): void {
  const known = useRef<number | null>(null);
  useEffect(() => {
    if (count === null) return;
    if (known.current !== null && known.current !== count) announce(say(historyWords).totalCount(count));
    known.current = count;
  }, [count]);
}

function Turn({ to, label }: { to: Change | null; label: string }) {
  return (
    <Button disabled={to === null} {...(to !== null && { onClick: () => go(to) })}>
      {label}
    </Button>
  );
}

function Nothing({ visit }: { visit: Visit }) {
  const t = say(historyWords);
  if (narrows(urlState.value)) {
    return (
      <section class="card">
        <h2>{t.results}</h2>
        <p>{t.noneFits}</p>
        <div>
          <Button onClick={() => go({ ...closed, ...unconditional })}>{t.clear}</Button>
        </div>
      </section>
    );
  }
  return (
    <section class="card">
      <h2>{t.results}</h2>
      <p>{t.none}</p>
      <p class="secondary">{visit.viewer.kind === 'SEAT' ? t.noneSeat : t.noneElse}</p>
    </section>
  );
}

/** Returns what opens a subject's results over the years: the person, else the organisation; null where there is neither. */
export function recordOf({ person, organization }: ResultRowFragment['subject']): Change | null {
  if (person !== null) return { ...closed, person: person.id };
  return organization === null ? null : { ...closed, organization: organization.id };
}

function Rows({ rows }: { rows: readonly ResultRowFragment[] }) {
  const t = say(historyWords);
  return (
    <Scroll label={t.results}>
      <table class="history-table">
        <thead>
          <tr>
            <th scope="col">{t.subject}</th>
            <th scope="col">{t.level}</th>
            <th scope="col">{t.period}</th>
            <th scope="col">{t.ratedBy}</th>
            <th scope="col">{t.recordShort}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((result) => (
            <Row key={result.id} result={result} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Row({ result }: { result: ResultRowFragment }) {
  const t = say(historyWords);
  const { id, subject, organization, session, period } = result;
  const record = recordOf(subject);
  return (
    <tr>
      <th scope="row" class="written">
        <Link to={{ result: id }}>{subject.name}</Link>
        <span class="history-under">{subject.position ?? say(commonWords).kinds[subject.kind]}</span>
      </th>
      <td>
        <OutcomeLevel outcome={result} />
      </td>
      <td class="history-short">{periodName(period)}</td>
      <td class="written">
        {organization.name}
        {session !== null && <span class="history-under">{dayOf(session.heldOn)}</span>}
      </td>
      <td class="history-short">
        {record !== null && (
          <Link to={record}>
            {t.recordShort} <span class="visually-hidden">{subject.name}</span>
          </Link>
        )}
      </td>
    </tr>
  );
}
