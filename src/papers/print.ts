import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';

// Tinos has every letter of Vietnamese, with the widths of the typeface that Vietnamese documents are set in.

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
// A paper's texts come from people: nothing in them can make it read a file or fetch an address.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path.startsWith(fonts));

/** The bytes of the PDF: the same for the same definition. */
export function print(definition: TDocumentDefinitions): Promise<Buffer> {
  return pdfmake.createPdf(definition).getBuffer();
}
