import type { ResultRowFragment } from '../../../schema/operations/typed.ts';
import { Scroll } from '../kit/scroll.tsx';
import { say } from '../words.ts';
import { periodName, shortPeriodName } from './periods.ts';
import { ratingMark, ratingName, ratingOf, ratings } from './ratings.ts';
import { historyWords } from './words.ts';

/** These are in user units of the drawing, which are CSS pixels. */
const left = 56;
const stepWidth = 84;
const rowHeight = 38;
const bottom = 34;
/** Levels always have their row, the best on top. Ratings without a level have one only where they occur. */
const alwaysShown = 4;

/** Shows the levels of one subject over the periods, as steps. A period without a level interrupts them. */
export function LevelSteps({ label, rows }: { label: string; rows: readonly ResultRowFragment[] }) {
  const t = say(historyWords);
  const lines = ratings.filter(
    (rating, at) => at < alwaysShown || rows.some((row) => ratingOf(row) === rating),
  );
  const points = rows.map((row, at) => {
    const rating = ratingOf(row);
    return {
      row,
      rating,
      rated: row.level !== null,
      x: left + at * stepWidth,
      y: (lines.indexOf(rating) + 0.5) * rowHeight,
    };
  });
  const width = left + rows.length * stepWidth;
  const height = lines.length * rowHeight + bottom;
  const path = points
    .map(({ x, y, rated }, at) => {
      if (!rated) return '';
      const joined = points[at - 1]?.rated === true;
      return `${joined ? `L${x} ${y}` : `M${x} ${y}`}H${x + stepWidth}`;
    })
    .join('');
  const told = rows.map((row) => t.stepAt(periodName(row.period), ratingName(ratingOf(row)))).join('; ');
  return (
    <Scroll label={label}>
      <svg
        class="history-chart"
        role="img"
        aria-label={t.stepsFigure(told)}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
      >
        {lines.map((rating, at) => (
          <g key={rating}>
            <line
              class="history-grid"
              x1={left}
              x2={width}
              y1={(at + 0.5) * rowHeight}
              y2={(at + 0.5) * rowHeight}
            />
            <text class="history-mark start" x={0} y={(at + 0.5) * rowHeight + 5}>
              {ratingMark(rating)}
            </text>
          </g>
        ))}
        <path class="history-steps" d={path} />
        {points.map(({ row, rating, x, y }) => (
          <g key={row.id} data-level={rating}>
            <rect
              class="history-step"
              x={x + (stepWidth - 46) / 2}
              y={y - 13}
              width="46"
              height="26"
              rx="6"
            />
            <text class="history-step-mark" x={x + stepWidth / 2} y={y + 5}>
              {ratingMark(rating)}
            </text>
            <text class="history-year" x={x + stepWidth / 2} y={height - 10}>
              {shortPeriodName(row.period)}
            </text>
          </g>
        ))}
      </svg>
    </Scroll>
  );
}
