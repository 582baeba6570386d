import { WatchPapersDocument } from '../../../schema/operations/typed.ts';
import type { Connection } from '../live/connection.ts';
import { useFrames } from '../live/frames.ts';
import { type PaperReader, Papers } from './papers.tsx';

interface SessionPapersProps {
  readonly connection: Connection;
  readonly sessionId: string;
  readonly reader: PaperReader;
}

/** Shows the papers of a session of which the page knows the id alone. */
export function SessionPapers({ connection, sessionId, reader }: SessionPapersProps) {
  const session = useFrames(connection, WatchPapersDocument, sessionId).value;
  if (session === null) return null;
  return <Papers connection={connection} session={session} reader={reader} />;
}
