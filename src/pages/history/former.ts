import { useRef } from 'preact/hooks';
import type { Asked } from '../live/answers.ts';

/** The answer; while it is awaited, the one before it: a list does not vanish while it is being narrowed. */
export function useFormer<Data>(asked: Asked<Data>): Data | null {
  const former = useRef<Data | null>(null);
  if (asked.is === 'there') former.current = asked.data;
  if (asked.is === 'failed') former.current = null;
  return asked.data ?? former.current;
}
