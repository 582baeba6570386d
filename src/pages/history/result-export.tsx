import {
  type ExportFormat,
  LinkExportDocument,
  type ResultFilter,
} from '../../../schema/operations/typed.ts';
import { FileButton } from '../files/file-button.tsx';
import { FileRow } from '../files/file-row.tsx';
import { followLink } from '../files/save.ts';
import { announce } from '../kit/announce.tsx';
import { send } from '../live/command.ts';
import type { Connection } from '../live/connection.ts';
import { say } from '../words.ts';
import { historyWords } from './words.ts';

const formats: readonly ExportFormat[] = ['CSV', 'JSON_LINES', 'POPOLO'];

interface ResultExportProps {
  readonly connection: Connection;
  readonly filter: ResultFilter;
  readonly count: number;
}

/** Saves the results that fit, in the formats that programs read. */
export function ResultExport({ connection, filter, count }: ResultExportProps) {
  const t = say(historyWords);
  const take = async (format: ExportFormat, name: string) => {
    const answer = await send(connection, LinkExportDocument, { format, filter });
    if (answer.__typename === 'DownloadLink') {
      followLink(answer.path);
      announce(say(historyWords).exporting(name));
    }
    return answer;
  };
  return (
    <section class="stack tight" aria-labelledby="export">
      <div>
        <h3 id="export">{t.export}</h3>
        <p class="hint">{t.exportLead(count)}</p>
      </div>
      <ul class="files across">
        {formats.map((format) => {
          const [name = '', hint = ''] = t.exports[format];
          return (
            <FileRow key={format} name={name} hint={hint}>
              <FileButton label={t.exportGet} of={name} take={() => take(format, name)} />
            </FileRow>
          );
        })}
      </ul>
    </section>
  );
}
