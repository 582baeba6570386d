import { useState } from 'preact/hooks';
import { tabStorage } from './browser-storage.ts';

/**
 * Does the same as useState, and stores the value in this tab under a name until it is `initial` again, so that what somebody writes survives a reload and a
 * sign-in that ended. Another person who signs in finds nothing of it.
 */
export function useTabState<Value extends NonNullable<unknown>>(
  name: string,
  initial: Value,
): readonly [Value, (value: Value) => void] {
  const [state, setState] = useState(() => ({ name, value: tabStorage.get<Value>(name) ?? initial }));
  // Another name has another value.
  const { value } = state.name === name ? state : { value: tabStorage.get<Value>(name) ?? initial };
  return [
    value,
    (changed) => {
      setState({ name, value: changed });
      if (JSON.stringify(changed) === JSON.stringify(initial)) tabStorage.remove(name);
      else tabStorage.set(name, changed);
    },
  ];
}
