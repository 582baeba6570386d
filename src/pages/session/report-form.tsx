import { useEffect, useState } from 'preact/hooks';
import {
  PresentReportDocument,
  type QualityLevel,
  type ReportPartsFragment,
  type ReviewInFocusFragment,
  type SeatPartsFragment,
} from '../../../schema/operations/typed.ts';
import { type Distinct, nameInLine } from '../../words/names.ts';
import { capitalised, timeOf } from '../format.ts';
import { announce } from '../kit/announce.tsx';
import { Button } from '../kit/button.tsx';
import { Confirm } from '../kit/confirm.tsx';
import { Select, TextArea, TextField } from '../kit/fields.tsx';
import { Notice } from '../kit/notice.tsx';
import { send, useAttempt } from '../live/command.ts';
import type { Connection } from '../live/connection.ts';
import { useTabState } from '../tab-state.ts';
import { commonWords, say } from '../words.ts';
import { FormFooter, type Taking } from './form-footer.tsx';
import { ReportConflict } from './report-conflict.tsx';
import { begin, differing, draftOf, merged, passages, type ReportDraft, revisionOf } from './report-draft.ts';
import { TargetFields } from './target-fields.tsx';
import { sessionWords } from './words.ts';

const levels: readonly QualityLevel[] = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED'];

export const begunReportName = (reviewId: string): string => `begun-report.${reviewId}`;

interface ReportFormProps {
  readonly connection: Connection;
  readonly sessionId: string;
  readonly review: ReviewInFocusFragment;
  readonly taking: Taking;
  readonly nameOf: (seat: SeatPartsFragment) => Distinct;
  readonly onDone: () => void;
}

/** Presents a report, or presents it again. A report that others presented meanwhile is shown beside it, and is replaced only where the person chooses so. */
export function ReportForm({ connection, sessionId, review, taking, nameOf, onDone }: ReportFormProps) {
  const t = say(sessionWords);
  const common = say(commonWords);
  const [begun, write] = useTabState(begunReportName(review.id), begin(review));
  const [choosing, setChoosing] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const attempt = useAttempt();
  const isRefused = attempt.refusal?.code === 'REPORT_CHANGED';
  const { mine, base } = begun;
  const change = (changed: Partial<ReportDraft>) => write({ ...begun, mine: { ...mine, ...changed } });
  const leave = () => {
    write(begin(review));
    onDone();
  };
  const isOther = revisionOf(review) !== begun.basedOnRevision && !attempt.busy;
  const differs = isOther && differing(mine, draftOf(review)).length > 0;
  const changedBy = useChange(differs ? review.report : null, nameOf);
  useEffect(() => {
    // The newest report is the same as the one that was written here, as it is after an answer was lost.
    if (isOther && !differs) write(merged(begun, review, {}));
  }, [isOther && !differs]);
  const present = async () => {
    if (taking !== 'OPEN') return;
    if (differs) return setChoosing(true);
    const done = await attempt.run((commandId) =>
      send(connection, PresentReportDocument, {
        commandId,
        sessionId,
        reviewId: review.id,
        basedOnRevision: begun.basedOnRevision,
        ...inputOf(mine),
      }),
    );
    if (done) leave();
  };
  if ((choosing || isRefused) && differs) {
    return (
      <ReportConflict
        key={revisionOf(review)}
        begun={begun}
        newest={draftOf(review)}
        told={changedBy}
        onChosen={(picks) => {
          attempt.clear();
          write(merged(begun, review, picks));
          setChoosing(false);
        }}
        onBack={() => {
          attempt.clear();
          setChoosing(false);
        }}
      />
    );
  }
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void present();
      }}
    >
      {differs && (
        <div class="report-changed">
          <Notice kind="warn">
            <div class="row">
              {changedBy} <Button onClick={() => setChoosing(true)}>{t.compareReports}</Button>
            </div>
          </Notice>
        </div>
      )}
      <TextField
        label={t.presentedBy}
        value={mine.presentedBy}
        onValue={(presentedBy) => change({ presentedBy })}
      />
      {passages.map((field) => (
        <TextArea
          key={field}
          label={t[field]}
          value={mine[field]}
          onValue={(text) => change({ [field]: text })}
        />
      ))}
      <TargetFields targets={mine.targets} onTargets={(targets) => change({ targets })} />
      <Select
        label={t.selfLevel}
        value={mine.selfLevel}
        options={[['', '–'], ...levels.map((level) => [level, capitalised(common.levels[level])] as const)]}
        onValue={(selfLevel) => change({ selfLevel })}
      />
      <FormFooter taking={taking} label={t.presentReport} attempt={attempt} onDrop={() => setLeaving(true)}>
        {taking === 'OPEN' && (
          <Button onClick={() => (differing(mine, base).length > 0 ? setLeaving(true) : leave())}>
            {common.cancel}
          </Button>
        )}
      </FormFooter>
      {leaving && (
        <Confirm
          title={t.dropReport}
          confirmLabel={t.drop}
          kind="danger"
          onConfirm={leave}
          onCancel={() => setLeaving(false)}
        />
      )}
    </form>
  );
}

/** Returns by whom and when the report was changed, and announces it once. */
function useChange(
  report: ReportPartsFragment | null,
  nameOf: (seat: SeatPartsFragment) => Distinct,
): string {
  const t = say(sessionWords);
  const told =
    report === null
      ? ''
      : report.presentedAt === null || report.author === null
        ? t.reportChanged
        : t.reportChangedBy(timeOf(report.presentedAt), nameInLine(nameOf(report.author)));
  useEffect(() => {
    if (told !== '') announce(told);
  }, [told]);
  return told;
}

function inputOf({ targets, selfLevel, ...texts }: ReportDraft) {
  return {
    report: {
      ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== '')),
      targets: targets.map((target) => ({
        ...target,
        planned: Number(target.planned),
        achieved: Number(target.achieved),
      })),
    },
    ...(selfLevel !== '' && { selfLevel }),
  };
}
