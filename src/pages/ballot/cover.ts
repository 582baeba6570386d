import { useEffect } from 'preact/hooks';

/**
 * What stays in view at an edge of the window, as the CSS selector says, covers what is scrolled under it. Its height goes into the
 * pages' styles (`--covered-top`, `--covered-bottom`), so that what gets the focus or is scrolled to stops short of it; and where it
 * grows over what has the focus, as a bar that appears while somebody writes, the page makes room.
 */
export function useCover(edge: 'top' | 'bottom', selector: string): void {
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
 * The top of what can be seen (`--seen-top`): with its keyboard out or zoomed in, a phone shows less than the window, and what stays
 * at the window's top would be out of sight.
 */
export function useSeenTop(): void {
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
