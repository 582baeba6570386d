// Texts that may be shown in part. They end after a word, at the end of a line, with a sign that more follows.

/** Pixels that rounding may add. */
const slack = 1;

/** The texts that were cut, as they are shown and as they were. */
const cuts = new WeakMap<Text, { readonly whole: string; readonly shown: string }>();

function* textsIn(box: Element): Iterable<Text> {
  for (const { firstChild } of box.querySelectorAll('.excerpt'))
    if (firstChild instanceof Text) yield firstChild;
}

/** Makes every excerpt of a box whole again, unless its text has changed since. */
export function restoreExcerpts(box: Element): void {
  for (const node of textsIn(box)) {
    const cut = cuts.get(node);
    if (cut !== undefined && cut.shown === node.data) node.data = cut.whole;
    cuts.delete(node);
  }
}

/** Cuts excerpts that are longer than the lines that they have. The element's `data-more` is the sign that more follows. */
export function cutExcerpts(box: Element): void {
  for (const node of textsIn(box)) {
    const { parentElement: owner, data: whole } = node;
    if (owner === null) continue;
    const fits = () => owner.scrollHeight <= owner.clientHeight + slack;
    if (fits()) continue;
    const more = owner.dataset.more ?? '';
    const beginning = beginningOf(whole, (text) => {
      node.data = text + more;
      return fits();
    });
    node.data = beginning + more;
    cuts.set(node, { whole, shown: node.data });
  }
}

/** Returns the longest beginning of a text that fits, up to the end of a word; the first word where none fits. */
export function beginningOf(text: string, fits: (beginning: string) => boolean): string {
  const ends = [...text.matchAll(/\S(?=\s|$)/g)].map(({ index }) => index + 1);
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(text.slice(0, ends[middle]))) low = middle;
    else high = middle - 1;
  }
  return text.slice(0, ends[low]);
}
