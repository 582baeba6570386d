/** What is wrong with a text on a page that never scrolls, and which text. */
export interface Fault {
  readonly kind:
    | 'overlap' // two texts on one another
    | 'covered' // a bar, a badge or a card on a text, or a text over the edge of its own
    | 'cut' // by what contains it
    | 'outside' // the window
    | 'ellipsis' // ended by the browser
    | 'tight' // lines too near for two marks on one letter
    | 'small' // not to be read from the back of the room
    | 'strip' // the quotas take more than their share
    | 'ragged'; // bars of one tally that begin at different edges
  readonly text: string;
}

export interface Look {
  readonly faults: readonly Fault[];
  /** The texts that are to be seen, in the page's order, each whole. */
  readonly seen: readonly string[];
  /** At least so many turns show all that the page has to show. */
  readonly turns: number;
}

export interface Demands {
  /** Of the window's height: the smallest letters that the room reads. */
  readonly smallest: number;
  /** Line height by letter height where letters carry two marks. */
  readonly tightest: number;
  /** Of the window's height: the most that the strip of quotas takes. */
  readonly strip: number;
  /** What is for whoever stands at the machine: may be smaller. */
  readonly exempt: string;
  /** What turns its pages: what it does not show now, it shows later. */
  readonly turning: string;
}

/**
 * Measures every text of the page as it is now: the ink of each line, from the line's box and the letters' own heights, against all
 * others, against what is painted, against what cuts, and against the window. Runs in the page: it uses nothing from outside.
 */
export function lookAtTexts({ smallest, tightest, strip, exempt, turning }: Demands): Look {
  interface Box {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  }
  interface Line extends Box {
    readonly text: string;
    readonly owner: Element;
  }
  /** Pixels that rounding takes. */
  const slack = 1;
  const stacked = /[ấầẩẫậắằẳẵặếềểễệốồổỗộ]/i;
  const faults: Fault[] = [];
  const pen = document.createElement('canvas').getContext('2d');
  const short = (text: string) => (text.length > 60 ? `${text.slice(0, 40)}…${text.slice(-16)}` : text);
  const told = new Set<string>();
  const note = (kind: Fault['kind'], text: string) => {
    if (told.has(`${kind} ${text}`)) return;
    told.add(`${kind} ${text}`);
    faults.push({ kind, text });
  };
  const meet = (one: Box, other: Box): Box => ({
    left: Math.max(one.left, other.left),
    top: Math.max(one.top, other.top),
    right: Math.min(one.right, other.right),
    bottom: Math.min(one.bottom, other.bottom),
  });
  const isEmpty = ({ left, top, right, bottom }: Box, by = slack) => right - left <= by || bottom - top <= by;
  const window_: Box = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };

  const styles = new Map<Element, CSSStyleDeclaration>();
  const styleOf = (element: Element): CSSStyleDeclaration => {
    const known = styles.get(element) ?? getComputedStyle(element);
    styles.set(element, known);
    return known;
  };
  const isClear = (colour: string) => colour === 'transparent' || /^rgba.*,\s*0\)$/.test(colour);
  const isPainted = (element: Element) => {
    const style = styleOf(element);
    return (
      !isClear(style.backgroundColor) ||
      (Number.parseFloat(style.borderTopWidth) > 0 && Number.parseFloat(style.borderBottomWidth) > 0)
    );
  };
  const clips = new Map<Element, Box>();
  /** What of the page is to be seen of the inside of an element. */
  const clipOf = (element: Element | null): Box => {
    if (element === null || element === document.documentElement) return window_;
    const known = clips.get(element);
    if (known !== undefined) return known;
    const outer = clipOf(element.parentElement);
    const style = styleOf(element);
    const box = element.getBoundingClientRect();
    const isCutting = style.overflowX !== 'visible' && element !== document.body;
    const clip = isCutting ? meet(outer, box) : outer;
    clips.set(element, clip);
    return clip;
  };
  const isHidden = (element: Element): boolean => {
    const style = styleOf(element);
    return style.visibility === 'hidden' || style.clipPath !== 'none' || Number(style.opacity) === 0;
  };
  const hidden = new Map<Element, boolean>();
  const isOutOfSight = (element: Element | null): boolean => {
    if (element === null) return false;
    const known = hidden.get(element) ?? (isHidden(element) || isOutOfSight(element.parentElement));
    hidden.set(element, known);
    return known;
  };
  const inks = new Map<string, { over: number; under: number; font: number }>();
  /** How far the letters reach from the base line, and how high the font's own box stands above it, in pixels of the style. */
  const inkOf = (text: string, style: CSSStyleDeclaration) => {
    const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const key = `${font} ${text}`;
    const known = inks.get(key);
    if (known !== undefined || pen === null) return known ?? { over: 0, under: 0, font: 0 };
    pen.font = font;
    const { actualBoundingBoxAscent, actualBoundingBoxDescent, fontBoundingBoxAscent } =
      pen.measureText(text);
    const ink = {
      over: actualBoundingBoxAscent,
      under: actualBoundingBoxDescent,
      font: fontBoundingBoxAscent,
    };
    inks.set(key, ink);
    return ink;
  };

  const lines: Line[] = [];
  const seen: string[] = [];
  /** On a page that is not turned to. */
  const isTurnedAway = (element: Element) =>
    element.parentElement?.parentElement?.matches(turning) === true &&
    isEmpty(meet(element.getBoundingClientRect(), clipOf(element.parentElement)));
  const walker = document.createTreeWalker(
    document.body,
    NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
    (node) =>
      node instanceof Element
        ? isTurnedAway(node)
          ? NodeFilter.FILTER_REJECT
          : NodeFilter.FILTER_SKIP
        : NodeFilter.FILTER_ACCEPT,
  );
  const range = document.createRange();
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = (node.nodeValue ?? '').replace(/\s+/g, ' ');
    const owner = node.parentElement;
    if (text.trim() === '' || owner === null || isOutOfSight(owner)) continue;
    range.selectNodeContents(node);
    const style = styleOf(owner);
    const ink = inkOf(text.trim(), style);
    const isDrawing = owner instanceof SVGElement;
    const clip = clipOf(owner);
    const boxes = [...range.getClientRects()].filter(({ width }) => width > 0);
    let isWhole = boxes.length > 0;
    for (const box of boxes) {
      const base = box.top + ink.font;
      const line = {
        left: box.left,
        right: box.right,
        top: isDrawing ? box.top : base - ink.over,
        bottom: isDrawing ? box.bottom : base + ink.under,
        text: text.trim(),
        owner,
      };
      if (isEmpty(meet(line, clip), 0)) {
        if (owner.closest(turning) === null)
          note(isEmpty(meet(line, window_), 0) ? 'outside' : 'cut', short(line.text));
        isWhole = false;
        continue;
      }
      const isPartly =
        line.left < clip.left - slack ||
        line.right > clip.right + slack ||
        line.top < clip.top - slack ||
        line.bottom > clip.bottom + slack;
      if (isPartly) {
        note(isEmpty(meet(line, window_), 0) ? 'outside' : 'cut', short(line.text));
        isWhole = false;
      }
      lines.push(line);
    }
    if (!isWhole) continue;
    seen.push(text);
    if (owner.closest(exempt) !== null || isDrawing) continue;
    const letters = Number.parseFloat(style.fontSize);
    if (letters < smallest * innerHeight - 0.05)
      note('small', `${((letters / innerHeight) * 100).toFixed(2)} %: ${short(text)}`);
    const lineHeight = Number.parseFloat(style.lineHeight);
    if (stacked.test(text) && lineHeight < tightest * letters - 0.05)
      note('tight', `${(lineHeight / letters).toFixed(2)}: ${short(text)}`);
  }

  lines.sort((one, other) => one.top - other.top);
  for (const [at, one] of lines.entries()) {
    for (let next = at + 1; next < lines.length; next += 1) {
      const other = lines[next];
      if (other === undefined || other.top >= one.bottom) break;
      if (!isEmpty(meet(one, other))) note('overlap', `${short(one.text)} | ${short(other.text)}`);
    }
  }

  const painted: { readonly element: Element; readonly box: Box }[] = [];
  const turnedAway = [...document.querySelectorAll(`${turning} > * > *`)].filter(isTurnedAway);
  for (const element of document.body.querySelectorAll('*')) {
    if (isOutOfSight(element) || turnedAway.some((item) => item.contains(element))) continue;
    const style = styleOf(element);
    const isEnded =
      (style.textOverflow === 'ellipsis' && element.scrollWidth > element.clientWidth) ||
      (style.webkitLineClamp !== 'none' && element.scrollHeight > element.clientHeight + slack);
    if (isEnded) note('ellipsis', short((element.textContent ?? '').trim()));
    if (element instanceof SVGElement || !isPainted(element)) continue;
    const own = element.getBoundingClientRect();
    const box = meet(own, clipOf(element.parentElement));
    if (!isEmpty(box, 0)) painted.push({ element, box });
  }
  for (const line of lines) {
    for (const { element, box } of painted) {
      const common = meet(line, box);
      if (isEmpty(common)) continue;
      if (!element.contains(line.owner)) {
        note('covered', `${short(line.text)} | ${element.className}`);
      } else if (
        line.top < box.top - slack ||
        line.bottom > box.bottom + slack ||
        line.left < box.left - slack ||
        line.right > box.right + slack
      ) {
        note('covered', `${short(line.text)} | edge of ${element.className || element.tagName}`);
      }
    }
  }

  for (const ring of document.querySelectorAll('.ring')) {
    const box = ring.getBoundingClientRect();
    const text = ring.querySelector('text')?.getBoundingClientRect();
    // The ring's inner edge is 46 of 120 from its middle.
    if (text !== undefined && Math.hypot(text.width, text.height * 0.6) / 2 > (box.width * 44) / 120)
      note('covered', `${ring.textContent} | ring`);
  }
  for (const bars of document.querySelectorAll('.bars')) {
    const tracks = [...bars.querySelectorAll('.bar-track')].map((track) => track.getBoundingClientRect());
    const below = tracks.filter(({ width }) => width > 0);
    const isColumn = below.every((box, at) => at === 0 || box.top >= (below[at - 1]?.bottom ?? 0));
    const lefts = below.map(({ left }) => left);
    const rights = below.map(({ right }) => right);
    const spread = (edges: readonly number[]) => Math.max(...edges) - Math.min(...edges);
    if (isColumn && below.length > 1 && (spread(lefts) > slack || spread(rights) > slack))
      note('ragged', short((bars.textContent ?? '').trim()));
  }
  const foot = document.querySelector('.screen-foot')?.getBoundingClientRect();
  if (foot !== undefined && foot.height > strip * innerHeight + slack)
    note('strip', `${((foot.height / innerHeight) * 100).toFixed(0)} %`);
  if (document.documentElement.scrollHeight > innerHeight + slack) note('outside', 'the page scrolls');
  const pages = [...document.querySelectorAll('.screen-page')].map(({ textContent }) =>
    Number(/\d+$/.exec(textContent ?? '')?.[0] ?? 1),
  );
  const lit = document.querySelectorAll('.screen-lit').length;
  return { faults, seen, turns: Math.max(1 + lit, ...pages) };
}
