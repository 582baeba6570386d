import { Notice } from '../kit/notice.tsx';
import { Scroll } from '../kit/scroll.tsx';
import { say } from '../words.ts';
import type { ImportReport } from './result-import.ts';
import { historyWords } from './words.ts';

interface ResultImportErrorsProps {
  readonly name: string;
  readonly report: ImportReport;
}

/** Lists what is wrong with a file, by row and column. */
export function ResultImportErrors({ name, report: { errors, errorCount } }: ResultImportErrorsProps) {
  const t = say(historyWords).import;
  return (
    <div class="stack tight import-errors">
      <Notice kind="bad">
        {t.wrong(name, errorCount)} {errorCount > errors.length && t.wrongMore(errors.length)}
      </Notice>
      <Scroll label={t.errors}>
        <table>
          <thead>
            <tr>
              <th scope="col" class="number">
                {t.row}
              </th>
              <th scope="col">{t.column}</th>
              <th scope="col">{t.problem}</th>
            </tr>
          </thead>
          <tbody>
            {errors.map(({ row, column, message }, at) => (
              <tr key={at}>
                <td class="number">{row ?? t.wholeFile}</td>
                <td>{column !== null && <code>{column}</code>}</td>
                <td class="written">{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="hint">{t.rowHint}</p>
    </div>
  );
}
