import { StatisticsDocument } from '../../../schema/operations/typed.ts';
import { capitalised } from '../format.ts';
import { Button } from '../kit/button.tsx';
import { Scroll } from '../kit/scroll.tsx';
import { useAnswer } from '../live/answers.ts';
import type { Connection } from '../live/connection.ts';
import { say } from '../words.ts';
import { address, filterOf } from './address.ts';
import { countsByYear, type YearCounts } from './counts.ts';
import { countsCsv, download } from './csv.ts';
import { useFormer } from './former.ts';
import { imports } from './importing.ts';
import { type Standing, standingMark, standingName, standings } from './results.ts';
import { historyWords } from './words.ts';

/** In user units of the drawing, which are CSS pixels. */
const columnWidth = 34;
const gap = 4;
const yearGap = 28;
const tallest = 130;
const above = 22;
const below = 50;

/** What the results that fit amount to, year by year. */
export function Counts({ connection }: { connection: Connection }) {
  const t = say(historyWords);
  const asked = useAnswer(
    connection,
    StatisticsDocument,
    {
      by: ['YEAR', 'LEVEL', 'STATUS'],
      base: 'GOOD',
      filter: filterOf(address.value),
    },
    imports.value,
  ).value;
  const years = countsByYear(useFormer(asked)?.statistics ?? []);
  if (years.length === 0) return null;
  const occurring = standings.filter((standing) =>
    years.some(({ counts }) => counts[standing] !== undefined),
  );
  return (
    <section class="card">
      <h2>{t.counts}</h2>
      <Scroll label={t.counts}>
        <Columns years={years} occurring={occurring} />
      </Scroll>
      <ul class="history-legend">
        {occurring.map((standing) => (
          <li key={standing} class="level" data-level={standing}>
            <span class="level-mark">{standingMark(standing)}</span> {capitalised(standingName(standing))}
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

interface CountsProps {
  readonly years: readonly YearCounts[];
  readonly occurring: readonly Standing[];
}

/** Each column says its count above it and its mark below it: the colour only repeats the mark. */
function Columns({ years, occurring }: CountsProps) {
  const t = say(historyWords);
  const most = Math.max(...years.flatMap(({ counts }) => Object.values(counts)));
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
          {occurring.map((standing, column) => {
            const count = counts[standing] ?? 0;
            const tall = (count / most) * tallest;
            const middle = column * (columnWidth + gap) + columnWidth / 2;
            return (
              <g key={standing} data-level={standing} data-count={count}>
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
                  {standingMark(standing)}
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

function CountsTable({ years, occurring }: CountsProps) {
  const t = say(historyWords);
  return (
    <Scroll label={t.countsTable}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.year}</th>
            {occurring.map((standing) => (
              <th key={standing} scope="col" class="number">
                {capitalised(standingName(standing))}
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
              {occurring.map((standing) => (
                <td key={standing} class="number">
                  {counts[standing] ?? 0}
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
