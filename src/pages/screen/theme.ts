import { effect, signal } from '@preact/signals';
import { keep, kept } from '../live/device.ts';

export type Theme = 'auto' | 'light' | 'dark';
const themes: readonly Theme[] = ['auto', 'light', 'dark'];

/** As the device has it, until a person chose otherwise. */
export const theme = signal<Theme>(themes.find((one) => one === kept('theme')) ?? 'auto');

export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'auto';
  keep('theme', theme.value);
}

effect(() => {
  if (theme.value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
