import type { Page } from 'playwright-core';

/**
 * Looks at every change of the page from now on, reloads included: keeps, by round, review and choice, the counts that were to be
 * seen, and notes each that ever fell.
 */
export async function watchCounts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const kept = globalThis as unknown as { seen: Record<string, number>; falls: string[]; steps: number };
    kept.seen = {};
    kept.falls = [];
    kept.steps = 0;
    const note = (key: string, count: number) => {
      const former = kept.seen[key] ?? 0;
      if (count < former) kept.falls.push(`${key}: ${former} → ${count}`);
      if (count !== former) kept.steps += 1;
      kept.seen[key] = count;
    };
    const look = () => {
      for (const panel of document.querySelectorAll<HTMLElement>('[data-round]')) {
        const round = panel.dataset.round ?? '';
        const turnout = panel.querySelector('.ring text')?.textContent?.split('/')[0];
        if (turnout !== undefined) note(`${round} turnout`, Number(turnout));
        for (const bar of panel.querySelectorAll<HTMLElement>('[data-review] [data-count]')) {
          const review = bar.closest<HTMLElement>('[data-review]')?.dataset.review;
          note(`${round} ${review} ${bar.dataset.level}`, Number(bar.dataset.count));
        }
      }
    };
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
}

export function countsSeen(page: Page): Promise<{
  readonly seen: Readonly<Record<string, number>>;
  readonly falls: readonly string[];
  readonly steps: number;
}> {
  return page.evaluate(() => {
    const { seen, falls, steps } = globalThis as unknown as {
      seen: Record<string, number>;
      falls: string[];
      steps: number;
    };
    return { seen, falls, steps };
  });
}
