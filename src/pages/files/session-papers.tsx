import { SessionPapersDocument } from '../../../schema/operations/typed.ts';
import { Notice } from '../kit/notice.tsx';
import { useAnswer } from '../live/answers.ts';
import type { Connection } from '../live/connection.ts';
import { commonWords, say } from '../words.ts';
import { Papers, type Reader } from './papers.tsx';

interface SessionPapersProps {
  readonly connection: Connection;
  readonly sessionId: string;
  readonly reader: Reader;
}

/** The papers of a session that the page knows no more of than its id. */
export function SessionPapers({ connection, sessionId, reader }: SessionPapersProps) {
  const asked = useAnswer(connection, SessionPapersDocument, { id: sessionId }).value;
  if (asked.is === 'failed') {
    return <Notice kind="bad">{say(commonWords).failed(asked.error.message)}</Notice>;
  }
  const session = asked.data?.session;
  if (!session) return null;
  return <Papers connection={connection} session={session} reader={reader} />;
}
