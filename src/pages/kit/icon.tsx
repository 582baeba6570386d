/** Signs as drawings, because a font may lack them. Their meaning is said beside them. */
const paths = {
  check: 'M4 13l5 5L20 6',
  cross: 'M5 5l14 14M19 5L5 19',
  warn: 'M12 3v11M12 19v2',
  ask: 'M7 8a5 5 0 1 1 7 4.6c-1.4.7-2 1.5-2 3.1M12 20v1',
  info: 'M12 3v2M12 9v12',
  dot: 'M12 12h.01',
  ring: 'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
