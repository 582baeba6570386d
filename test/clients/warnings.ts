import { afterEach, beforeEach, expect, vi } from 'vitest';

/** What clients have said on the console since the test began. */
export const warnings = (): unknown[] =>
  [console.warn, console.error].flatMap((said) => vi.mocked(said).mock.calls);

export const forgetWarnings = (): void => {
  vi.mocked(console.warn).mockClear();
};

/** In each test of the file no client has anything to warn of, but where a test looked at the warnings and forgot them. */
export function noWarnings(): void {
  beforeEach(() => {
    for (const name of ['warn', 'error'] as const) vi.spyOn(console, name).mockImplementation(() => {});
  });
  afterEach(() => {
    const said = warnings();
    vi.restoreAllMocks();
    expect(said).toEqual([]);
  });
}
