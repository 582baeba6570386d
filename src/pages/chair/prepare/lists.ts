/** Returns a list in which one element is changed. */
export function changed<One>(list: readonly One[], index: number, change: Partial<One>): readonly One[] {
  return list.map((one, at) => (at === index ? { ...one, ...change } : one));
}

/** Returns a list in which one element is moved by one place. */
export function moved<One>(list: readonly One[], index: number, by: -1 | 1): readonly One[] {
  const to = index + by;
  if (to < 0 || to >= list.length) return list;
  const next = [...list];
  next.splice(to, 0, ...next.splice(index, 1));
  return next;
}
