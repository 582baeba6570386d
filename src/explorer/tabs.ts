// What GraphiQL keeps: its tabs and how it is laid out. In this tab of the browser and no longer, as with everything that people
// type here; and nothing at all as long as a ballot stands in one of the editors.

const prefix = 'hoinghi.explorer.';

const own = () => Object.keys(sessionStorage).filter((name) => name.startsWith(prefix));

export const tabs = {
  getItem: (name: string) => sessionStorage.getItem(prefix + name),
  setItem(name: string, value: string) {
    if (/castBallot/.test(value)) sessionStorage.removeItem(prefix + name);
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
