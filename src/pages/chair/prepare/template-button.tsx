import { saveFile } from '../../files/save.ts';
import { say } from '../../words.ts';
import type { TableName } from './spreadsheet/recognise.ts';
import { templateRows, writeCsv } from './spreadsheet/template.ts';
import { type PrepareWords, prepareWords } from './words.ts';

/** Saves a file with the headings of a table. */
export function TemplateButton({ table }: { readonly table: TableName }) {
  const t = say(prepareWords);
  return (
    <button type="button" class="link" onClick={() => download(table, t)}>
      {t.template[table]}
    </button>
  );
}

function download(table: TableName, t: PrepareWords): void {
  saveFile(new File([writeCsv(templateRows(table, t))], t.templateName[table], { type: 'text/csv' }));
}
