import type { Page } from 'playwright-core';

/**
 * The texts on a page of which a part is hidden: behind an ellipsis, by a clamp, beyond the edge of what clips it, or beyond what
 * can be scrolled to. What is for screen readers alone is hidden wholly and on purpose, and what is folded has a button that
 * unfolds it.
 */
export function cutTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const slackPx = 1.5;
    const cut = new Set<string>();
    const clips = (value: string) => value === 'hidden' || value === 'clip';
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode as Text;
      const parent = text.parentElement;
      if (parent === null || text.data.trim() === '' || !parent.checkVisibility()) continue;
      if (parent.closest('.visually-hidden, .skip, .folded, option, script, style') !== null) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
      for (let box: Element | null = parent; box !== null; box = box.parentElement) {
        const style = getComputedStyle(box);
        if (box === document.documentElement) break;
        const edge = box.getBoundingClientRect();
        const beyondX = ({ left, right }: DOMRect) =>
          left < edge.left - slackPx || right > edge.right + slackPx;
        const beyondY = ({ top, bottom }: DOMRect) =>
          top < edge.top - slackPx || bottom > edge.bottom + slackPx;
        if (clips(style.overflowX) && rects.some(beyondX)) cut.add(text.data.trim());
        if (clips(style.overflowY) && rects.some(beyondY)) cut.add(text.data.trim());
        // Its own scrollbar leads to what is beyond.
        if (!clips(style.overflowX) && style.overflowX !== 'visible') break;
      }
    }
    return [...cut];
  });
}
