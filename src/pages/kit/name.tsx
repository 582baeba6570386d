import type { Distinct } from '../../words/names.ts';

/** Shows a whole name, and what tells it from others of the same name. */
export function Name({ of: { name, detail } }: { readonly of: Distinct }) {
  return (
    <span class="name">
      {name}
      {detail !== null && <small class="name-detail"> ({detail})</small>}
    </span>
  );
}
