import { Shell } from '../kit/shell.tsx';
import type { Visit } from '../live/visit.ts';

export function HistoryPage({ visit }: { visit: Visit }) {
  return (
    <Shell page="history" visit={visit}>
      <p />
    </Shell>
  );
}
