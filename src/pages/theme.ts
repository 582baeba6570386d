import { computed, effect, signal } from '@preact/signals';
import { deviceStorage } from './browser-storage.ts';

export type Theme = 'auto' | 'light' | 'dark';
const themes: readonly Theme[] = ['auto', 'light', 'dark'];

/** The device's theme, until somebody chooses another one on it. */
export const theme = signal<Theme>(themes.find((one) => one === deviceStorage.get('theme')) ?? 'auto');

export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'auto';
  deviceStorage.set('theme', theme.value);
}

const preference = matchMedia('(prefers-color-scheme: dark)');
const prefersDark = signal(preference.matches);
preference.addEventListener('change', ({ matches }) => {
  prefersDark.value = matches;
});

const shown = computed(() => (theme.value === 'auto' ? (prefersDark.value ? 'dark' : 'light') : theme.value));

effect(() => {
  document.documentElement.dataset.theme = shown.value;
});
