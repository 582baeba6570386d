import {
  LinkPaperDocument,
  type LinkPaperInput,
  type PaperKind,
  type RoundHeadFragment,
  type SeatRole,
  type SessionStatus,
  type ViewerPartsFragment,
} from '../../../schema/operations/typed.ts';
import { announce } from '../kit/announce.tsx';
import { send } from '../live/command.ts';
import type { Connection } from '../live/connection.ts';
import { fileAt } from '../live/http.ts';
import { commonWords, say } from '../words.ts';
import { FileButton } from './file-button.tsx';
import { FileRow } from './file-row.tsx';
import { saveFile } from './save.ts';
import { filesWords } from './words.ts';

export type PaperReader = 'ADMIN' | SeatRole;

/** Returns in which role somebody reads a session; null where it is not his or hers. */
export function readerOf(
  { kind, seat, session }: ViewerPartsFragment,
  sessionId: string,
): PaperReader | null {
  if (kind === 'ADMIN') return kind;
  return session?.id === sessionId ? (seat?.role ?? null) : null;
}

const conductors: readonly PaperReader[] = ['ADMIN', 'CHAIR', 'SECRETARY'];

/** Who is offered which paper. The server decides when somebody asks for one. */
const readers: Readonly<Record<PaperKind, readonly PaperReader[]>> = {
  SESSION_MINUTES: conductors,
  SUMMARY: [...conductors, 'DELEGATE'],
  BALLOTS: conductors,
  COUNT_MINUTES: [...conductors, 'TELLER'],
};
const ofSession = ['SESSION_MINUTES', 'SUMMARY', 'BALLOTS'] as const;

interface PapersProps {
  readonly connection: Connection;
  readonly session: {
    readonly id: string;
    readonly status: SessionStatus;
    readonly rounds: readonly RoundHeadFragment[];
  };
  readonly reader: PaperReader;
}

/** Shows which papers of a session can be had, and why others cannot be had yet. */
export function Papers({ connection, session, reader }: PapersProps) {
  const t = say(filesWords);
  const { id: sessionId, status, rounds } = session;
  const over = status === 'ADJOURNED';
  const offered = ofSession.filter((kind) => readers[kind].includes(reader) && !(kind === 'BALLOTS' && over));
  const counts = readers.COUNT_MINUTES.includes(reader);
  if (offered.length === 0 && !counts) return null;
  return (
    <section class="card" aria-labelledby="papers">
      <div>
        <h2 id="papers">{t.papers}</h2>
        <p class="hint">{t.papersLead}</p>
      </div>
      {offered.length > 0 && (
        <ul class="files">
          {offered.map((kind) => (
            <FileRow
              key={kind}
              name={<PaperName kind={kind} status={status} />}
              hint={hintOf(kind, status, reader)}
            >
              {isThere(kind, status, reader) && (
                <PaperButton
                  connection={connection}
                  label={t.pdf}
                  of={t.paperNames[kind]}
                  input={{ kind, sessionId }}
                />
              )}
            </FileRow>
          ))}
        </ul>
      )}
      {counts && <RoundPapers connection={connection} sessionId={sessionId} rounds={rounds} />}
    </section>
  );
}

type SessionPaperKind = (typeof ofSession)[number];

function PaperName({ kind, status }: { kind: SessionPaperKind; status: SessionStatus }) {
  const t = say(filesWords);
  return (
    <>
      {t.paperNames[kind]}
      {kind !== 'BALLOTS' && status === 'CONVENED' && <span class="tag">{t.draft}</span>}
    </>
  );
}

function isThere(kind: SessionPaperKind, status: SessionStatus, reader: PaperReader): boolean {
  if (kind === 'BALLOTS' || status === 'ADJOURNED') return true;
  return status === 'CONVENED' && reader !== 'DELEGATE';
}

/** Returns what a paper is, or from when on it can be had. */
function hintOf(kind: SessionPaperKind, status: SessionStatus, reader: PaperReader): string {
  const t = say(filesWords);
  if (status === 'ADJOURNED' || isThere(kind, status, reader)) return t.paperHints[kind];
  return t.notYet[reader === 'DELEGATE' ? 'CONVENED' : status];
}

interface RoundPapersProps {
  readonly connection: Connection;
  readonly sessionId: string;
  readonly rounds: readonly RoundHeadFragment[];
}

/** Shows every round, with the minutes of its count where it was counted. */
function RoundPapers({ connection, sessionId, rounds }: RoundPapersProps) {
  const t = say(filesWords);
  const { methods } = say(commonWords);
  return (
    <div class="stack tight">
      <h3>{t.rounds}</h3>
      {rounds.length === 0 && <p class="hint">{t.noRounds}</p>}
      {rounds.length > 0 && (
        <ol class="files">
          {rounds.map((round, at) => (
            <FileRow
              key={round.id}
              name={
                <>
                  {at + 1}. {methods[round.method]}
                  <span class="tag">{t.roundStatuses[round.status]}</span>
                </>
              }
              hint={<RoundHint round={round} />}
            >
              {round.status === 'CLOSED' && (
                <PaperButton
                  connection={connection}
                  label={t.countPdf}
                  of={t.countMinutesOf(at + 1)}
                  input={{ kind: 'COUNT_MINUTES', sessionId, roundId: round.id }}
                />
              )}
            </FileRow>
          ))}
        </ol>
      )}
    </div>
  );
}

function RoundHint({
  round: { reviews, turnout, electorate, status, voidReason },
}: {
  round: RoundHeadFragment;
}) {
  const t = say(filesWords);
  return (
    <>
      {t.roundLine(reviews.length, turnout, electorate)}
      {voidReason !== null && (
        <>
          {' · '}
          <span>{voidReason}</span>
        </>
      )}
      {status !== 'CLOSED' && (
        <>
          <br />
          {t.roundPapers[status]}
        </>
      )}
    </>
  );
}

interface PaperButtonProps {
  readonly connection: Connection;
  readonly label: string;
  readonly of: string;
  readonly input: LinkPaperInput;
}

function PaperButton({ connection, label, of, input }: PaperButtonProps) {
  const take = async () => {
    const answer = await send(connection, LinkPaperDocument, input);
    if (answer.__typename === 'DownloadLink') {
      const paper = await fileAt(answer.path);
      saveFile(paper);
      announce(say(filesWords).saved(paper.name));
    }
    return answer;
  };
  return <FileButton label={label} of={of} take={take} />;
}
