import { useState } from 'preact/hooks';
import { held, hold } from './device.ts';

/**
 * Like useState, and kept in this tab under a name until it is `initial` again: what somebody writes survives a reload, and a
 * sign-in that ended. Whoever signs in as somebody else finds nothing of it.
 */
export function useHeld<Value>(name: string, initial: Value): readonly [Value, (value: Value) => void] {
  const [state, setState] = useState(() => ({ name, value: held<Value>(name) ?? initial }));
  // Under another name it is another one.
  const { value } = state.name === name ? state : { value: held<Value>(name) ?? initial };
  return [
    value,
    (changed) => {
      setState({ name, value: changed });
      hold(name, JSON.stringify(changed) === JSON.stringify(initial) ? null : changed);
    },
  ];
}
