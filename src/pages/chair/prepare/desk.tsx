import { Shell } from '../../kit/shell.tsx';
import type { Visit } from '../../live/visit.ts';

/** The administrator's part of the page. */
export function Desk({ visit }: { visit: Visit }) {
  return (
    <Shell page="chair" visit={visit}>
      <p />
    </Shell>
  );
}
