/** Firefox reads it after the click. */
const heldMs = 60_000;

/** Hands a file to the browser, which puts it where it puts what is downloaded. */
export function saveFile(file: File): void {
  const url = URL.createObjectURL(file);
  click(url, file.name);
  setTimeout(() => URL.revokeObjectURL(url), heldMs);
}

/** What a link opens, written where downloads go as it comes: however large, it is never in memory whole. */
export function followLink(path: string): void {
  click(path, '');
}

/** An empty name: the server's. */
function click(href: string, name: string): void {
  const anchor = document.createElement('a');
  anchor.href = href;
  anchor.download = name;
  anchor.click();
}
