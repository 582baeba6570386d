import { encode } from 'uqr';

export interface QrCode {
  /** How many modules are along one side, with the quiet zone. */
  readonly size: number;
  /** The dark modules, as one SVG path. */
  readonly path: string;
}

/** Returns the QR code of a text, with medium correction, because paper is folded, and with four empty modules around it, as the standard says. */
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
