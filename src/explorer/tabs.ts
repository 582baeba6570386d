// The storage for GraphiQL's tabs and layout. It is the session storage, so everything is gone once the tab of the browser is closed. While castBallot is
// written in one of GraphiQL's tabs, no tab is stored.

const prefix = 'hoinghi.explorer.';
const tabState = 'graphiql:tabState';

/**
 * Under these names GraphiQL also stores each editor's text by itself. They are not stored, because a stored text of variables does not tell whether it is of a
 * ballot.
 */
const beside = ['graphiql:query', 'graphiql:variables', 'graphiql:headers'];

const own = () => Object.keys(sessionStorage).filter((name) => name.startsWith(prefix));

/** A storage as GraphiQL asks for one. Its names have a prefix of their own in the session storage. */
export const tabs = {
  getItem: (name: string) => sessionStorage.getItem(prefix + name),
  setItem(name: string, value: string) {
    if (beside.includes(name)) return;
    if (name === tabState && /castBallot/.test(value)) sessionStorage.removeItem(prefix + name);
    else sessionStorage.setItem(prefix + name, value);
  },
  removeItem: (name: string) => sessionStorage.removeItem(prefix + name),
  clear() {
    for (const name of own()) sessionStorage.removeItem(name);
  },
  get length() {
    return own().length;
  },
};

interface Kept {
  readonly tabs: readonly { readonly query: string | null; readonly variables: string | null }[];
  readonly activeTabIndex: number;
}

/** Returns the query and the variables of the active tab before a reload; null where none are stored. */
export function keptTab(): { readonly query: string; readonly variables: string } | null {
  const kept = tabs.getItem(tabState);
  if (kept === null) return null;
  const { tabs: all, activeTabIndex } = JSON.parse(kept) as Kept;
  const active = all[activeTabIndex];
  return active === undefined ? null : { query: active.query ?? '', variables: active.variables ?? '' };
}
