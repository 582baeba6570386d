import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Returns the text of every page as a reader would copy it, with plain spaces. Text above or below the sheet is left out, because nobody sees it. */
export async function pagesOf(bytes: Uint8Array): Promise<readonly string[]> {
  const loading = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const pdf = await loading.promise;
  const pages: string[] = [];
  for (let page = 1; page <= pdf.numPages; page += 1) {
    const sheet = await pdf.getPage(page);
    const [, bottom = 0, , top = 0] = sheet.view;
    const { items } = await sheet.getTextContent();
    const text = items
      .map((item) => ('str' in item && item.transform[5] > bottom && item.transform[5] < top ? item.str : ''))
      .join(' ');
    pages.push(text.replace(/\s+/g, ' '));
  }
  await loading.destroy();
  return pages;
}

export async function textOf(bytes: Uint8Array): Promise<string> {
  return (await pagesOf(bytes)).join(' ');
}
