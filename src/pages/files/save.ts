/** How long the file stays in memory, because Firefox reads it after the click. */
const heldMs = 60_000;

/** Gives a file to the browser, which saves it among the downloads. */
export function saveFile(file: File): void {
  const url = URL.createObjectURL(file);
  click(url, file.name);
  setTimeout(() => URL.revokeObjectURL(url), heldMs);
}

/** Downloads what a link opens. The browser writes it while it comes, so that a large file is never whole in memory. */
export function followLink(path: string): void {
  click(path, '');
}

/** Where `name` is empty, the file gets the server's name for it. */
function click(href: string, name: string): void {
  const anchor = document.createElement('a');
  anchor.href = href;
  anchor.download = name;
  anchor.click();
}
