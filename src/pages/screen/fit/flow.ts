/** The place of an item of a list: its page and the column on it, both from 0, its distance from the top and its height, both in pixels. */
export interface Placement {
  readonly page: number;
  readonly column: number;
  readonly top: number;
  readonly height: number;
}

/** The room on one page of a list. */
export interface PageArea {
  readonly columns: number;
  /** The height of a column, in pixels. */
  readonly room: number;
}

/** How much an item may grow, as a part of the lowest item's height, where a page has room left. */
const maxSpread = 0.6;

/** Returns how many pages items of these heights need, one below another, column after column; Infinity where one is higher than a column. */
export function pagesFor(heights: readonly number[], area: PageArea): number {
  if (heights.some((height) => height > area.room)) return Number.POSITIVE_INFINITY;
  return (placed(heights, area).at(-1)?.page ?? 0) + 1;
}

/** Returns the places of the items. Items that fit one page fill its columns evenly, and the room that is left is divided among them. */
export function flow(heights: readonly number[], area: PageArea): readonly Placement[] {
  const places = placed(heights, area);
  if (places.some(({ page }) => page > 0)) return places;
  const even = placed(heights, { ...area, room: evenRoom(heights, area) });
  const inColumn = (column: number) => even.filter((place) => place.column === column);
  const columns = Array.from({ length: area.columns }, (_, column) => inColumn(column));
  const spare = columns.map((items) => {
    const used = items.reduce((sum, { height }) => sum + height, 0);
    return items.length === 0 ? Number.POSITIVE_INFINITY : (area.room - used) / items.length;
  });
  const spread = Math.max(0, Math.min(...spare, maxSpread * Math.min(...heights)));
  return columns.flatMap((items) =>
    items.map((place, at) => ({ ...place, top: place.top + at * spread, height: place.height + spread })),
  );
}

function placed(heights: readonly number[], { columns, room }: PageArea): readonly Placement[] {
  let column = 0;
  let top = 0;
  return heights.map((height) => {
    if (top > 0 && top + height > room) {
      column += 1;
      top = 0;
    }
    const place = { page: Math.floor(column / columns), column: column % columns, top, height };
    top += height;
    return place;
  });
}

/** Returns the least height of columns in which items that fit one page still fit it. */
function evenRoom(heights: readonly number[], { columns, room }: PageArea): number {
  const sum = heights.reduce((total, height) => total + height, 0);
  let tooLittle = Math.max(sum / columns - 1, ...heights.map((height) => height - 1));
  let enough = room;
  while (enough - tooLittle > 1) {
    const middle = (tooLittle + enough) / 2;
    if (pagesFor(heights, { columns, room: middle }) === 1) enough = middle;
    else tooLittle = middle;
  }
  return enough;
}
