import { useEffect, useRef, useState } from 'preact/hooks';
import type { RefusalPartsFragment } from '../../../schema/operations/typed.ts';
import { FileError, type FileProblem } from '../files/read.ts';
import { announce } from '../kit/announce.tsx';
import { CommandButton } from '../kit/command-button.tsx';
import { FileField } from '../kit/fields.tsx';
import { AttemptNotice, Notice } from '../kit/notice.tsx';
import { isRefusal } from '../live/command.ts';
import { AskError } from '../live/connection.ts';
import { say } from '../words.ts';
import { download, templateCsv } from './csv-files.ts';
import {
  commitImport,
  endings,
  type ImportReport,
  type ResultFile,
  readResults,
  tryImport,
} from './result-import.ts';
import { ResultImportErrors } from './result-import-errors.tsx';
import { historyWords } from './words.ts';

type ImportState =
  | { readonly is: 'trying'; readonly name: string }
  | { readonly is: 'unreadable'; readonly name: string; readonly problem: FileProblem }
  | { readonly is: 'failed'; readonly refusal: RefusalPartsFragment | null; readonly error: AskError | null }
  | { readonly is: 'wrong'; readonly name: string; readonly report: ImportReport }
  | { readonly is: 'ready'; readonly file: ResultFile; readonly report: ImportReport }
  | { readonly is: 'done'; readonly report: ImportReport };

/** Imports results of earlier years, for the administrator. A file is tried as soon as it is chosen, and imported when the person says so. */
export function ResultImportPanel() {
  const t = say(historyWords).import;
  const [state, setState] = useState<ImportState | null>(null);
  const newest = useRef<File | undefined>(undefined);
  const field = useRef<HTMLInputElement | null>(null);
  /** Empties the field, so that a file that was imported or must be corrected can be chosen again. */
  const settle = (next: ImportState) => {
    if (next.is !== 'ready' && field.current !== null) field.current.value = '';
    setState(next);
  };
  const choose = async (file: File | undefined, input: HTMLInputElement) => {
    newest.current = file;
    field.current = input;
    if (file === undefined) return setState(null);
    setState({ is: 'trying', name: file.name });
    const tried = await tryFile(file);
    if (newest.current !== file) return;
    if (tried.is === 'ready') announce(readyWords(tried));
    settle(tried);
  };
  return (
    <section class="card" aria-labelledby="import">
      <div>
        <h2 id="import">{t.title}</h2>
        <p class="secondary">{t.lead}</p>
      </div>
      <FileField
        label={t.file}
        hint={t.fileHint}
        endings={endings}
        onFile={(file, input) => void choose(file, input)}
      >
        <button type="button" class="link" onClick={() => download(t.templateName, templateCsv())}>
          {t.template}
        </button>
      </FileField>
      {state !== null && <StateView state={state} onState={settle} />}
    </section>
  );
}

async function tryFile(file: File): Promise<Exclude<ImportState, { is: 'trying' | 'done' }>> {
  try {
    const read = await readResults(file);
    const answer = await tryImport(read);
    if (isRefusal(answer)) return { is: 'failed', refusal: answer, error: null };
    if (answer.errorCount > 0) return { is: 'wrong', name: file.name, report: answer };
    return { is: 'ready', file: read, report: answer };
  } catch (error) {
    if (error instanceof FileError) return { is: 'unreadable', name: file.name, problem: error.problem };
    if (error instanceof AskError) return { is: 'failed', refusal: null, error };
    throw error;
  }
}

interface StateViewProps {
  readonly state: ImportState;
  readonly onState: (state: ImportState) => void;
}

function StateView({ state, onState }: StateViewProps) {
  const t = say(historyWords).import;
  switch (state.is) {
    case 'trying':
      return <p role="status">{t.trying(state.name)}</p>;
    case 'unreadable':
      return <Unreadable name={state.name} problem={state.problem} />;
    case 'failed':
      return <AttemptNotice attempt={state} />;
    case 'wrong':
      return <ResultImportErrors name={state.name} report={state.report} />;
    case 'ready':
      return <Ready file={state.file} report={state.report} onState={onState} />;
    case 'done':
      return <Done report={state.report} />;
    default:
      return state satisfies never;
  }
}

function Unreadable({ name, problem }: { name: string; problem: FileProblem }) {
  const t = say(historyWords).import;
  return (
    <Notice kind="bad">
      <p>{t.problems[problem](name)}</p>
      {problem === 'TOO_LARGE' && (
        <>
          <p>{t.byCommand}</p>
          <code>{t.command(name)}</code>
        </>
      )}
    </Notice>
  );
}

interface ReadyProps {
  readonly file: ResultFile;
  readonly report: ImportReport;
  readonly onState: StateViewProps['onState'];
}

/** Says what the import would do. */
function readyWords({ file: { name }, report: { created, rows } }: Omit<ReadyProps, 'onState'>): string {
  const t = say(historyWords).import;
  return created === 0 ? t.nothingNew(name, rows) : t.ready(name);
}

function Ready({ file, report, onState }: ReadyProps) {
  const t = say(historyWords).import;
  const { created, rows, superseding, unchanged } = report;
  if (created === 0) return <Notice kind="info">{readyWords({ file, report })}</Notice>;
  const figures = [
    [rows, t.rows],
    [created, t.created],
    [superseding, t.superseding],
    [unchanged, t.unchanged],
  ] as const;
  const commit = async (commandId: string) => {
    const answer = await commitImport(file, commandId);
    if (!isRefusal(answer)) {
      onState(
        answer.committed ? { is: 'done', report: answer } : { is: 'wrong', name: file.name, report: answer },
      );
    }
    return answer;
  };
  return (
    <>
      <Notice kind="info">{readyWords({ file, report })}</Notice>
      <dl class="figures">
        {figures.map(([number, name]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{number}</dd>
          </div>
        ))}
      </dl>
      <div class="row">
        <CommandButton
          label={t.act(created)}
          kind="primary"
          ask={{ title: t.askTitle(created), body: <p>{t.askBody}</p> }}
          run={commit}
        />
      </div>
    </>
  );
}

/** Says what was imported. It takes the focus, because the button that had it is gone. */
function Done({ report: { created, unchanged } }: { report: ImportReport }) {
  const t = say(historyWords).import;
  const told = useRef<HTMLDivElement>(null);
  useEffect(() => told.current?.focus(), []);
  return (
    <div ref={told} tabIndex={-1}>
      <Notice kind="good">{t.done(created, unchanged)}</Notice>
    </div>
  );
}
