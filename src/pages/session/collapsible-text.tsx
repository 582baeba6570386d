import { useState } from 'preact/hooks';
import { say } from '../words.ts';
import { sessionWords } from './words.ts';

const maxLetters = 400;
const maxLines = 8;
/** What is left out is worth a button: so many letters or so many lines. */
const minHiddenLetters = 100;
const minHiddenLines = 4;

/** What a person wrote; a long text begins folded. */
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

/** Up to the end of a word, where there are words; the whole text where little more would come. */
function beginningOf(text: string): string {
  const all = text.split('\n');
  const lines = all.slice(0, maxLines).join('\n');
  const hiddenLetters = text.length - Math.min(lines.length, maxLetters);
  if (hiddenLetters < minHiddenLetters && all.length - maxLines < minHiddenLines) return text;
  const cut = lines.slice(0, maxLetters);
  const space = cut.search(/\s\S*$/);
  // Half of a character that takes two is none.
  return (lines.length > maxLetters && space > 0 ? cut.slice(0, space) : cut).replace(/[\ud800-\udbff]$/, '');
}
