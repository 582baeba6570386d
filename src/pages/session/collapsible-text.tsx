import { useState } from 'preact/hooks';
import { say } from '../words.ts';
import { sessionWords } from './words.ts';

const maxLetters = 400;
const maxLines = 8;
/** A text is folded where that hides at least so many letters or so many lines. */
const minHiddenLetters = 100;
const minHiddenLines = 4;

/** Shows a text that a person wrote. A long one is folded at first. */
export function CollapsibleText({ text }: { readonly text: string }) {
  const t = say(sessionWords);
  const [unfolded, setUnfolded] = useState(false);
  const beginning = beginningOf(text);
  if (beginning === text) return <p class="prewrap">{text}</p>;
  return (
    <div>
      <p class="prewrap">{unfolded ? text : `${beginning} …`}</p>
      <button type="button" class="link" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
        {unfolded ? t.readLess : t.readMore}
      </button>
    </div>
  );
}

/** Returns the beginning of a text up to the end of a word, where there are words; the whole text where little would be hidden. */
function beginningOf(text: string): string {
  const all = text.split('\n');
  const lines = all.slice(0, maxLines).join('\n');
  const hiddenLetters = text.length - Math.min(lines.length, maxLetters);
  if (hiddenLetters < minHiddenLetters && all.length - maxLines < minHiddenLines) return text;
  const cut = lines.slice(0, maxLetters);
  const space = cut.search(/\s\S*$/);
  // This removes the first half of a surrogate pair, which would show nothing by itself.
  return (lines.length > maxLetters && space > 0 ? cut.slice(0, space) : cut).replace(/[\ud800-\udbff]$/, '');
}
