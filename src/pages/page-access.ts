import type { ViewerPartsFragment } from '../../schema/operations/typed.ts';

export type PageName = 'index' | 'screen' | 'ballot' | 'chair' | 'history';

export const pathOf = (page: PageName): string => (page === 'index' ? '/' : `/${page}`);

/** Returns the pages that are for a viewer. Signing in leads to the first. */
export function pagesFor({ kind, seat }: ViewerPartsFragment): readonly PageName[] {
  switch (kind) {
    case 'ADMIN':
      return ['chair', 'history'];
    case 'CLIENT':
      return ['history'];
    case 'SCREEN':
      return ['screen'];
    case 'SEAT':
      return seat?.role === 'CHAIR' || seat?.role === 'SECRETARY'
        ? ['chair', 'ballot', 'screen', 'history']
        : ['ballot', 'screen', 'history'];
    case 'ANONYMOUS':
      return [];
    default:
      return kind satisfies never;
  }
}
