import { Notice } from '../../kit/notice.tsx';
import { commonWords, say } from '../../words.ts';
import { columnLetter } from './lists.ts';
import type { ImportError } from './table.ts';
import { prepareWords } from './words.ts';

const most = 100;
/** Characters of a heading or a value. */
const mostShown = 80;

/** Everything that is wrong with the files, by table, row and column. */
export function ImportErrors({ errors }: { errors: readonly ImportError[] }) {
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
  const line = ({ table, row, column, heading, problem, value, choice, number }: ImportError) => {
    const letter = column === null ? '' : columnLetter(column);
    const place = t.where(t.sheets[table], row, letter, heading.slice(0, mostShown));
    const named =
      problem === 'MISSING_COLUMN' ? (t.columns[value as keyof typeof t.columns] ?? value) : value;
    const options =
      choice &&
      Object.entries(choiceNames[choice])
        .filter(([one]) => one !== 'NOT_RATED')
        .map(([, label]) => label)
        .join(', ');
    return `${place}: ${t.importProblems[problem](named.slice(0, mostShown), options ?? String(number ?? ''))}`;
  };
  return (
    <Notice kind="bad">
      <p>
        {t.importErrors(errors.length)} {errors.length > most && t.importShown(most)}
      </p>
      <ul>
        {errors.slice(0, most).map((error, index) => (
          <li key={index}>{line(error)}</li>
        ))}
      </ul>
    </Notice>
  );
}
