import { useEffect } from 'preact/hooks';

/**
 * Tells the pages' styles (`--covered-top`, `--covered-bottom`) the height of the element that sticks at an edge of the window and covers what is scrolled
 * under it, so that a focused element stops beside it. Where the element grows over the focus, as a bar does that appears while somebody writes, the page
 * scrolls. `selector` is a CSS selector of the element.
 */
export function useStickyInset(edge: 'top' | 'bottom', selector: string): void {
  useEffect(() => {
    const cover = document.querySelector<HTMLElement>(selector);
    if (cover === null) return;
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => {
      style.setProperty(`--covered-${edge}`, `${cover.offsetHeight}px`);
      uncoverFocus(cover);
    });
    observer.observe(cover);
    return () => {
      observer.disconnect();
      style.removeProperty(`--covered-${edge}`);
    };
  }, [edge, selector]);
}

function uncoverFocus(cover: HTMLElement): void {
  const focused = document.activeElement;
  if (focused === null || focused === document.body || cover.contains(focused)) return;
  const one = cover.getBoundingClientRect();
  const other = focused.getBoundingClientRect();
  if (other.top < one.bottom && other.bottom > one.top) focused.scrollIntoView({ block: 'nearest' });
}

/**
 * Tells the pages' styles where the visible part begins (`--seen-top`). A phone that is zoomed in or shows its keyboard shows less than the window, and what
 * sticks at the window's top would be out of sight.
 */
export function useVisualViewportTop(): void {
  useEffect(() => {
    const { visualViewport: seen } = window;
    if (seen === null) return;
    const { style } = document.documentElement;
    const follow = () => style.setProperty('--seen-top', `${Math.round(seen.offsetTop)}px`);
    seen.addEventListener('scroll', follow);
    seen.addEventListener('resize', follow);
    return () => {
      seen.removeEventListener('scroll', follow);
      seen.removeEventListener('resize', follow);
      style.removeProperty('--seen-top');
    };
  }, []);
}
