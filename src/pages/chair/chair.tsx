import type { Visit } from '../live/visit.ts';
import { Conduct } from './conduct/conduct.tsx';
import { Desk } from './prepare/desk.tsx';

/** The administrator prepares; the chair and the secretary conduct. */
export function ChairPage({ visit }: { visit: Visit }) {
  return visit.viewer.kind === 'ADMIN' ? <Desk visit={visit} /> : <Conduct visit={visit} />;
}
