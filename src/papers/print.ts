import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';

// Tinos has every letter of Vietnamese, and the widths of the typeface in which Vietnamese documents are set.

const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/tinos/package.json'));
const fontFile = (style: string) => join(fonts, style, `Tinos_${style}.ttf`);

pdfmake.setFonts({
  Tinos: {
    normal: fontFile('400Regular'),
    bold: fontFile('700Bold'),
    italics: fontFile('400Regular_Italic'),
    bolditalics: fontFile('700Bold_Italic'),
  },
});
// A paper has texts that people wrote. They must not make it read a file or fetch an address.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path.startsWith(fonts));

/** Returns the bytes of the PDF. The same definition gives the same bytes. */
export function print(definition: TDocumentDefinitions): Promise<Buffer> {
  return pdfmake.createPdf(definition).getBuffer();
}
