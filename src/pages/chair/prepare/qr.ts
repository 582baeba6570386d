import { encode } from 'uqr';

export interface QrCode {
  /** Modules along one side, the quiet zone included. */
  readonly size: number;
  /** The dark modules, as one SVG path. */
  readonly path: string;
}

/** Medium correction: paper gets folded. Four modules around it, as the standard asks. */
export function qrCode(text: string): QrCode {
  const { size, data } = encode(text, { ecc: 'M', border: 4 });
  const runs = data.flatMap((row, y) => {
    const found: string[] = [];
    for (let x = 0; x < size; x += 1) {
      if (row[x] !== true) continue;
      const from = x;
      while (row[x + 1] === true) x += 1;
      const width = x - from + 1;
      found.push(`M${from} ${y}h${width}v1h-${width}z`);
    }
    return found;
  });
  return { size, path: runs.join('') };
}
