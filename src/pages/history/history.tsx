import { readerOf } from '../files/papers.tsx';
import { SessionPapers } from '../files/session-papers.tsx';
import { Shell } from '../kit/shell.tsx';
import type { Visit } from '../visit.ts';
import { say } from '../words.ts';
import { CountsChart } from './counts-chart.tsx';
import { Filters } from './filters.tsx';
import { Link } from './link.tsx';
import { ResultView } from './result.tsx';
import { ResultImportPanel } from './result-import-panel.tsx';
import { ResultList } from './result-list.tsx';
import { SubjectRecord } from './subject-record.tsx';
import { Title } from './title.tsx';
import { urlState } from './url-state.ts';
import { historyWords } from './words.ts';

/** Shows history: a list of results with its conditions, or the result or subject that is opened. */
export function HistoryPage({ visit }: { visit: Visit }) {
  return (
    <Shell page="history" visit={visit} wide>
      <Opened visit={visit} />
    </Shell>
  );
}

function Opened({ visit }: { visit: Visit }) {
  const t = say(historyWords);
  const { connection } = visit;
  const { result, person, organization } = urlState.value;
  const subject = person ?? organization;
  if (result === undefined && subject === undefined) {
    return (
      <>
        <Title text={t.title} />
        <Filters connection={connection} />
        <CountsChart connection={connection} />
        <ResultList visit={visit} />
        <OwnPapers visit={visit} />
        {visit.viewer.kind === 'ADMIN' && <ResultImportPanel />}
      </>
    );
  }
  return (
    <>
      <p class="no-print">
        <Link to={{ result: null, person: null, organization: null }}>{t.back}</Link>
      </p>
      {result !== undefined ? (
        <ResultView key={result} visit={visit} id={result} />
      ) : (
        <SubjectRecord
          key={subject}
          connection={connection}
          id={subject ?? ''}
          of={person === undefined ? 'organization' : 'person'}
        />
      )}
    </>
  );
}

/** Shows the papers of the session in which the viewer has a seat. */
function OwnPapers({ visit: { connection, viewer } }: { visit: Visit }) {
  const { session } = viewer;
  const reader = session && readerOf(viewer, session.id);
  if (session === null || reader === null) return null;
  return <SessionPapers connection={connection} sessionId={session.id} reader={reader} />;
}
