import { useEffect, useRef, useState } from 'preact/hooks';
import type { RefusalPartsFragment } from '../../../schema/operations/typed.ts';
import { FileError, type FileProblem } from '../files/read.ts';
import { Act } from '../kit/act.tsx';
import { announce } from '../kit/announce.tsx';
import { FileField } from '../kit/fields.tsx';
import { AttemptNotice, Notice } from '../kit/notice.tsx';
import { isRefusal } from '../live/command.ts';
import { AskError } from '../live/connection.ts';
import { say } from '../words.ts';
import { download, templateCsv } from './csv.ts';
import { ImportErrors } from './import-errors.tsx';
import {
  commitImport,
  endings,
  type ImportReport,
  type ResultFile,
  readResults,
  tryImport,
} from './importing.ts';
import { historyWords } from './words.ts';

type Outcome =
  | { readonly is: 'trying'; readonly name: string }
  | { readonly is: 'unreadable'; readonly name: string; readonly problem: FileProblem }
  | { readonly is: 'failed'; readonly refusal: RefusalPartsFragment | null; readonly error: AskError | null }
  | { readonly is: 'wrong'; readonly name: string; readonly report: ImportReport }
  | { readonly is: 'ready'; readonly file: ResultFile; readonly report: ImportReport }
  | { readonly is: 'done'; readonly report: ImportReport };

/** The administrator takes in results of earlier years: a file is tried as soon as it is chosen, and imported when told to. */
export function ImportPanel() {
  const t = say(historyWords).import;
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const newest = useRef<File | undefined>(undefined);
  const field = useRef<HTMLInputElement | null>(null);
  /** What was imported or is to be mended can be chosen again. */
  const settle = (next: Outcome) => {
    if (next.is !== 'ready' && field.current !== null) field.current.value = '';
    setOutcome(next);
  };
  const choose = async (file: File | undefined, input: HTMLInputElement) => {
    newest.current = file;
    field.current = input;
    if (file === undefined) return setOutcome(null);
    setOutcome({ is: 'trying', name: file.name });
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
      {outcome !== null && <Found outcome={outcome} onOutcome={settle} />}
    </section>
  );
}

async function tryFile(file: File): Promise<Exclude<Outcome, { is: 'trying' | 'done' }>> {
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

interface FoundProps {
  readonly outcome: Outcome;
  readonly onOutcome: (outcome: Outcome) => void;
}

function Found({ outcome, onOutcome }: FoundProps) {
  const t = say(historyWords).import;
  switch (outcome.is) {
    case 'trying':
      return <p role="status">{t.trying(outcome.name)}</p>;
    case 'unreadable':
      return <Unreadable name={outcome.name} problem={outcome.problem} />;
    case 'failed':
      return <AttemptNotice attempt={outcome} />;
    case 'wrong':
      return <ImportErrors name={outcome.name} report={outcome.report} />;
    case 'ready':
      return <Ready file={outcome.file} report={outcome.report} onOutcome={onOutcome} />;
    case 'done':
      return <Done report={outcome.report} />;
    default:
      return outcome satisfies never;
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
  readonly onOutcome: FoundProps['onOutcome'];
}

/** In words what the import would do. */
function readyWords({ file: { name }, report: { created, rows } }: Omit<ReadyProps, 'onOutcome'>): string {
  const t = say(historyWords).import;
  return created === 0 ? t.nothingNew(name, rows) : t.ready(name);
}

function Ready({ file, report, onOutcome }: ReadyProps) {
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
      onOutcome(
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
        <Act
          label={t.act(created)}
          kind="primary"
          ask={{ title: t.askTitle(created), body: <p>{t.askBody}</p> }}
          run={commit}
        />
      </div>
    </>
  );
}

/** Takes the focus: the button that did it is gone. */
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
