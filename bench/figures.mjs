/**
 * @typedef {{ median: number, min: number, max: number }} Spread
 */

/** @param {number[]} values @param {number} share 0 to 1; nearest rank, so that every answer was really measured */
export const quantile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

/** @param {number[]} values @returns {Spread} */
export const spread = (values) => ({
  median: quantile(values, 0.5),
  min: Math.min(...values),
  max: Math.max(...values),
});

/**
 * Returns the ratios of figures that were measured in pairs, one right after the other, because what slows the machine for a while then slows both.
 * @param {number[]} ours @param {number[]} theirs
 */
export const ratios = (ours, theirs) =>
  spread(ours.map((value, i) => value / /** @type {number} */ (theirs[i])));

/** @param {number} value three significant digits and more, thousands separated */
export const plain = (value) => {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
};

/** @param {Spread} figure @param {string} [unit] */
export const told = (figure, unit = '') =>
  `${plain(figure.median)}${unit} (${plain(figure.min)} – ${plain(figure.max)})`;

/**
 * A line of the closing table.
 * @typedef {{ what: string, figure: string, target?: string, met?: boolean }} Line
 */

/** @param {Line[]} lines */
export const table = (lines) =>
  [
    '| what | median (min – max) | target | |',
    '|---|---|---|---|',
    ...lines.map(({ what, figure, target, met }) => {
      const verdict = met === undefined ? '' : met ? 'met' : 'missed';
      return `| ${what} | ${figure} | ${target ?? ''} | ${verdict} |`;
    }),
  ].join('\n');
