import { say } from '../../words.ts';
import { prepareWords } from './words.ts';

interface RowToolsProps {
  readonly name: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

/** Moves or removes a row. A button that can move it no further keeps the focus and does nothing. */
export function RowTools({ name, isFirst, isLast, onMove, onRemove }: RowToolsProps) {
  const t = say(prepareWords);
  return (
    <div class="row-tools">
      <button
        type="button"
        class="button plain small"
        aria-label={t.moveUp(name)}
        aria-disabled={isFirst || undefined}
        onClick={() => !isFirst && onMove(-1)}
      >
        {t.up}
      </button>
      <button
        type="button"
        class="button plain small"
        aria-label={t.moveDown(name)}
        aria-disabled={isLast || undefined}
        onClick={() => !isLast && onMove(1)}
      >
        {t.down}
      </button>
      <button type="button" class="button danger small" aria-label={t.removeOne(name)} onClick={onRemove}>
        {t.remove}
      </button>
    </div>
  );
}
