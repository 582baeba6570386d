import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';

export const samples = join(packageRoot(), 'docs', 'setup');

/**
 * A sample as it stands in docs/setup, with ports and paths of this place. Throws where something that is to be put elsewhere is not in it:
 * the sample says it in other words now, and this would play another one.
 */
export function sample(name: string, places: Readonly<Record<string, string>>): string {
  let text = readFileSync(join(samples, name), 'utf8');
  for (const [there, here] of Object.entries(places)) {
    if (!text.includes(there)) throw new Error(`docs/setup/${name} has no “${there}”`);
    text = text.replaceAll(there, here);
  }
  return text;
}
