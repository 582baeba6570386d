import { useState } from 'preact/hooks';
import { announce } from '../../kit/announce.tsx';
import { Button } from '../../kit/button.tsx';
import { Confirm } from '../../kit/confirm.tsx';
import { FileField } from '../../kit/fields.tsx';
import { Notice } from '../../kit/notice.tsx';
import { commonWords, say } from '../../words.ts';
import { isUntouched, newKey, withoutLostItems, withoutLostSeats } from './draft.ts';
import type { Editor } from './editor.ts';
import type { ImportedTables } from './spreadsheet/read-tables.ts';
import type { TableName } from './spreadsheet/recognise.ts';
import type { TableImportOutcome } from './spreadsheet/table-import.ts';
import { TableImportErrors } from './table-import-errors.tsx';
import { TemplateButton } from './template-button.tsx';
import { prepareWords } from './words.ts';

const tables = ['seats', 'agenda'] as const;

/**
 * Loads the code that reads files when a file is chosen, because it weighs a quarter of the form, which many fill in by hand. Null where the server is away.
 */
const readers = () => import('./spreadsheet/table-import.ts').catch(() => null);

type Shown = TableImportOutcome | 'reading' | 'notLoaded' | 'taken' | null;

type Files = Readonly<Partial<Record<TableName, File>>>;

/** Reads files, shows what they would change, and changes it when the person says so. */
export function TableImportPanel({ editor }: { editor: Editor }) {
  const t = say(prepareWords);
  const [files, setFiles] = useState<Files>({});
  const [outcome, setOutcome] = useState<Shown>(null);
  /** Another number makes a new pair of empty file fields. */
  const [turn, setTurn] = useState(0);
  const choose = async (table: TableName, file: File | undefined) => {
    const { [table]: _, ...others } = files;
    const chosen: Files = file === undefined ? others : { ...others, [table]: file };
    setFiles(chosen);
    if (Object.keys(chosen).length === 0) return setOutcome(null);
    setOutcome('reading');
    const loaded = await readers();
    setOutcome(loaded === null ? 'notLoaded' : await loaded.importTables(chosen, editor.draft.value, newKey));
  };
  const take = (imported: ImportedTables) => {
    const { seats, agenda } = imported;
    editor.rearrange((now) => {
      const next = { ...now, ...(seats && { seats }), ...(agenda && { agenda }) };
      return { ...next, agenda: withoutLostItems(withoutLostSeats(next.agenda, next.seats).agenda) };
    });
    setFiles({});
    setTurn(turn + 1);
    setOutcome('taken');
    announce(t.takenOver);
  };
  return (
    <section class="card" aria-labelledby="import">
      <h2 id="import">{t.importTitle}</h2>
      <p class="secondary">{t.importLead}</p>
      <div class="fields">
        {tables.map((table) => (
          <FileField
            key={`${table} ${turn}`}
            label={table === 'seats' ? t.seatsFile : t.agendaFile}
            endings={['.csv', '.xlsx']}
            onFile={(file) => void choose(table, file)}
          >
            <TemplateButton table={table} />
          </FileField>
        ))}
      </div>
      <Found outcome={outcome} editor={editor} onTake={take} />
    </section>
  );
}

interface FoundProps {
  readonly outcome: Shown;
  readonly editor: Editor;
  readonly onTake: (imported: ImportedTables) => void;
}

function Found({ outcome, editor, onTake }: FoundProps) {
  const t = say(prepareWords);
  if (outcome === null) return null;
  if (outcome === 'reading') return <p role="status">{t.reading}</p>;
  if (outcome === 'notLoaded') {
    return (
      <Notice kind="bad">
        <div class="row">
          {t.readersNotLoaded} <Button onClick={() => location.reload()}>{say(commonWords).retry}</Button>
        </div>
      </Notice>
    );
  }
  if (outcome === 'taken') return <Notice kind="good">{t.takenOver}</Notice>;
  if (outcome.is === 'unreadable') {
    return (
      <Notice kind="bad">
        {outcome.name}: {t.fileProblems[outcome.problem]}
      </Notice>
    );
  }
  if (outcome.is === 'wrong') return <TableImportErrors errors={outcome.errors} />;
  return <Preview imported={outcome} editor={editor} onTake={onTake} />;
}

interface PreviewProps {
  readonly imported: ImportedTables;
  readonly editor: Editor;
  readonly onTake: (imported: ImportedTables) => void;
}

/** Shows in numbers what would change. It asks first where something would be replaced. */
function Preview({ imported, editor, onTake }: PreviewProps) {
  const t = say(prepareWords);
  const [asking, setAsking] = useState(false);
  const { seats, agenda, kept } = imported;
  const now = editor.draft.value;
  const { lost } = withoutLostSeats(agenda ?? now.agenda, seats ?? now.seats);
  const replaces = !isUntouched(seats === null ? [] : now.seats, agenda === null ? [] : now.agenda);
  const counts = [
    seats && t.willReplace(t.seats, now.seats.length, seats.length),
    seats && kept > 0 && t.keptSeats(kept),
    agenda && t.willReplace(t.agenda, now.agenda.length, agenda.length),
    lost > 0 && t.lostLinks(lost),
  ].filter((line) => typeof line === 'string');
  return (
    <Notice kind="info">
      <div class="stack tight" role="status">
        <p>{t.importReady}</p>
        <ul>
          {counts.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <div>
          <Button kind="primary" onClick={() => (replaces ? setAsking(true) : onTake(imported))}>
            {t.takeOver}
          </Button>
        </div>
      </div>
      {asking && (
        <Confirm
          title={t.takeOverTitle}
          confirmLabel={t.takeOver}
          kind="danger"
          onCancel={() => setAsking(false)}
          onConfirm={() => onTake(imported)}
        >
          <p>{t.takeOverLead}</p>
        </Confirm>
      )}
    </Notice>
  );
}
