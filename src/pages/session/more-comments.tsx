import { Button } from '../kit/button.tsx';
import { say } from '../words.ts';
import type { Comments } from './comments.ts';
import { sessionWords } from './words.ts';

/** Shows how many of the comments are shown, and a button for earlier ones; nothing where all are shown. */
export function MoreComments({ comments: { shown, total, more, busy } }: { readonly comments: Comments }) {
  const t = say(sessionWords);
  if (more === null) return null;
  return (
    <div class="row">
      <p class="secondary">{t.newestOf(shown.length, total)}</p>
      <Button class="small" busy={busy} onClick={more}>
        {t.earlierComments}
      </Button>
    </div>
  );
}
