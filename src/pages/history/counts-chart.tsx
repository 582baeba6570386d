import { StatisticsDocument } from '../../../schema/operations/typed.ts';
import { capitalised } from '../format.ts';
import { Button } from '../kit/button.tsx';
import { Scroll } from '../kit/scroll.tsx';
import { useAnswer } from '../live/answers.ts';
import type { Connection } from '../live/connection.ts';
import { say } from '../words.ts';
import { countsByYear, type YearCounts } from './counts.ts';
import { countsCsv, download } from './csv-files.ts';
import { usePreviousData } from './previous-data.ts';
import { type Rating, ratingMark, ratingName, ratings } from './ratings.ts';
import { imports } from './result-import.ts';
import { filterOf, urlState } from './url-state.ts';
import { historyWords } from './words.ts';

/** These are in user units of the drawing, which are CSS pixels. */
const columnWidth = 34;
const gap = 4;
const yearGap = 28;
const tallest = 130;
const above = 22;
const below = 50;

/** Shows how many of the results that fit have each level, year by year. */
export function CountsChart({ connection }: { connection: Connection }) {
  const t = say(historyWords);
  const asked = useAnswer(
    connection,
    StatisticsDocument,
    {
      by: ['YEAR', 'LEVEL', 'STATUS'],
      base: 'GOOD',
      filter: filterOf(urlState.value),
    },
    imports.value,
  ).value;
  const years = countsByYear(usePreviousData(asked)?.statistics ?? []);
  if (years.length === 0) return null;
  const occurring = ratings.filter((rating) => years.some(({ counts }) => counts[rating] !== undefined));
  return (
    <section class="card">
      <h2>{t.counts}</h2>
      <Scroll label={t.counts}>
        <Columns years={years} occurring={occurring} />
      </Scroll>
      <ul class="history-legend">
        {occurring.map((rating) => (
          <li key={rating} class="level" data-level={rating}>
            <span class="level-mark">{ratingMark(rating)}</span> {capitalised(ratingName(rating))}
          </li>
        ))}
      </ul>
      <details>
        <summary>{t.countsTable}</summary>
        <div class="stack tight">
          <CountsTable years={years} occurring={occurring} />
          <div>
            <Button onClick={() => download(t.csv.countsFile, countsCsv(years))}>{t.countsDownload}</Button>
          </div>
        </div>
      </details>
    </section>
  );
}

interface CountsChartProps {
  readonly years: readonly YearCounts[];
  readonly occurring: readonly Rating[];
}

/** Each column has its count above it and its mark below it. The colour only repeats the mark. */
function Columns({ years, occurring }: CountsChartProps) {
  const t = say(historyWords);
  const max = Math.max(...years.flatMap(({ counts }) => Object.values(counts)));
  const yearWidth = occurring.length * (columnWidth + gap) + yearGap;
  const width = years.length * yearWidth;
  const height = above + tallest + below;
  const ground = above + tallest;
  const label = t.countsFigure(years[0]?.year ?? 0, years.at(-1)?.year ?? 0);
  return (
    <svg
      class="history-chart"
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      {years.map(({ year, counts }, place) => (
        <g key={year} data-year={year} transform={`translate(${place * yearWidth + yearGap / 2} 0)`}>
          {occurring.map((rating, column) => {
            const count = counts[rating] ?? 0;
            const tall = (count / max) * tallest;
            const middle = column * (columnWidth + gap) + columnWidth / 2;
            return (
              <g key={rating} data-level={rating} data-count={count}>
                <rect
                  class="history-column"
                  x={column * (columnWidth + gap)}
                  y={ground - tall}
                  width={columnWidth}
                  height={tall}
                  rx="3"
                />
                <text class="history-count" x={middle} y={ground - tall - 6}>
                  {count}
                </text>
                <text class="history-mark" x={middle} y={ground + 17}>
                  {ratingMark(rating)}
                </text>
              </g>
            );
          })}
          <line class="history-ground" x1={-gap} x2={yearWidth - yearGap} y1={ground} y2={ground} />
          <text class="history-year" x={(yearWidth - yearGap - gap) / 2} y={ground + 42}>
            {year}
          </text>
        </g>
      ))}
    </svg>
  );
}

function CountsTable({ years, occurring }: CountsChartProps) {
  const t = say(historyWords);
  return (
    <Scroll label={t.countsTable}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.year}</th>
            {occurring.map((rating) => (
              <th key={rating} scope="col" class="number">
                {capitalised(ratingName(rating))}
              </th>
            ))}
            <th scope="col" class="number">
              {t.total}
            </th>
          </tr>
        </thead>
        <tbody>
          {years.map(({ year, counts, total }) => (
            <tr key={year}>
              <th scope="row">{year}</th>
              {occurring.map((rating) => (
                <td key={rating} class="number">
                  {counts[rating] ?? 0}
                </td>
              ))}
              <td class="number">{total}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
