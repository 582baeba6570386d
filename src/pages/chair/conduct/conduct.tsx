import { Shell } from '../../kit/shell.tsx';
import type { Visit } from '../../live/visit.ts';

export function Conduct({ visit }: { visit: Visit }) {
  return (
    <Shell page="chair" visit={visit}>
      <p />
    </Shell>
  );
}
