import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { deviceStorage } from '../../browser-storage.ts';
import type { Draft } from './draft.ts';
import { type Faults, faultAt, isWithin } from './faults.ts';

/** A draft that is being typed. Every change is stored on the device, and each fault is shown at its place. */
export interface Editor {
  readonly draft: ReadonlySignal<Draft>;
  readonly faults: Signal<Faults>;
  /** Changes one place, and removes the faults there. */
  edit(path: string, update: (draft: Draft) => Draft): void;
  /** Adds, removes or moves rows, and removes the faults of rows, because these have the rows' numbers. */
  rearrange(update: (draft: Draft) => Draft): void;
}

const none: Faults = new Map();

export function openEditor(name: string, first: Draft): Editor {
  const draft = signal(first);
  const faults = signal(none);
  const put = (update: (draft: Draft) => Draft) => {
    draft.value = update(draft.value);
    deviceStorage.set(name, draft.value);
  };
  return {
    draft,
    faults,
    edit(path, update) {
      put(update);
      if (faultAt(faults.value, path) === undefined) return;
      faults.value = new Map([...faults.value].filter(([at]) => !isWithin(at, path)));
    },
    rearrange(update) {
      put(update);
      if (faults.value.size > 0) faults.value = none;
    },
  };
}
