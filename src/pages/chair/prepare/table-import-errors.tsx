import { Notice } from '../../kit/notice.tsx';
import { commonWords, say } from '../../words.ts';
import { columnLetter } from './spreadsheet/column-letter.ts';
import type { CellError } from './spreadsheet/table.ts';
import { prepareWords } from './words.ts';

const maxShown = 100;
/** How many characters of a heading or a value are shown. */
const maxShownLetters = 80;

/** Lists what is wrong with the tables of a preparation, by table, row and column. */
export function TableImportErrors({ errors }: { errors: readonly CellError[] }) {
  const t = say(prepareWords);
  const common = say(commonWords);
  const choiceNames = {
    role: common.roles,
    kind: t.kinds,
    level: common.levels,
    authority: t.authorities,
    grade: t.grades,
    discipline: t.disciplines,
  };
  const line = ({ table, row, column, heading, problem, value, choice, number }: CellError) => {
    const letter = column === null ? '' : columnLetter(column);
    const place = t.where(t.sheets[table], row, letter, heading.slice(0, maxShownLetters));
    const named =
      problem === 'MISSING_COLUMN' ? (t.columns[value as keyof typeof t.columns] ?? value) : value;
    const options =
      choice &&
      Object.entries(choiceNames[choice])
        .filter(([one]) => one !== 'NOT_RATED')
        .map(([, label]) => label)
        .join(', ');
    return `${place}: ${t.importProblems[problem](named.slice(0, maxShownLetters), options ?? String(number ?? ''))}`;
  };
  return (
    <Notice kind="bad">
      <p>
        {t.importErrors(errors.length)} {errors.length > maxShown && t.importShown(maxShown)}
      </p>
      <ul>
        {errors.slice(0, maxShown).map((error, index) => (
          <li key={index}>{line(error)}</li>
        ))}
      </ul>
    </Notice>
  );
}
