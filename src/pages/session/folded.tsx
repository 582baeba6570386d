import { useState } from 'preact/hooks';
import { say } from '../words.ts';
import { sessionWords } from './words.ts';

const mostLetters = 400;
const mostLines = 8;
/** What is left out is worth a button: so many letters or so many lines. */
const leastHidden = 100;
const leastLinesHidden = 4;

/** What a person wrote; a long text begins folded. */
export function Folded({ text }: { readonly text: string }) {
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
  const lines = all.slice(0, mostLines).join('\n');
  const hiddenLetters = text.length - Math.min(lines.length, mostLetters);
  if (hiddenLetters < leastHidden && all.length - mostLines < leastLinesHidden) return text;
  const cut = lines.slice(0, mostLetters);
  const space = cut.search(/\s\S*$/);
  // Half of a character that takes two is none.
  return (lines.length > mostLetters && space > 0 ? cut.slice(0, space) : cut).replace(
    /[\ud800-\udbff]$/,
    '',
  );
}
