import { useRef } from 'preact/hooks';
import type { Asked } from '../live/answers.ts';

/** Returns the answer, or the one before it while this one is awaited, so that a list does not vanish while a condition changes. */
export function usePreviousData<Data>(asked: Asked<Data>): Data | null {
  const former = useRef<Data | null>(null);
  if (asked.is === 'there') former.current = asked.data;
  if (asked.is === 'failed') former.current = null;
  return asked.data ?? former.current;
}
