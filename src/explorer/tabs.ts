// What GraphiQL keeps: its tabs and how it is laid out. In this tab of the browser and no longer, as with everything that people
// type here; and no tab at all as long as a ballot stands in one of them.

const prefix = 'hoinghi.explorer.';
const tabState = 'graphiql:tabState';

/** GraphiQL keeps what is in the editors by itself too, where it cannot be told what it belongs to. */
const beside = ['graphiql:query', 'graphiql:variables', 'graphiql:headers'];

const own = () => Object.keys(sessionStorage).filter((name) => name.startsWith(prefix));

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

/** What stood in the editors before a reload; null where nothing is kept. */
export function keptTab(): { readonly query: string; readonly variables: string } | null {
  const kept = tabs.getItem(tabState);
  if (kept === null) return null;
  const { tabs: all, activeTabIndex } = JSON.parse(kept) as Kept;
  const active = all[activeTabIndex];
  return active === undefined ? null : { query: active.query ?? '', variables: active.variables ?? '' };
}
