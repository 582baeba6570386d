import { useState } from 'preact/hooks';
import {
  PresentReportDocument,
  type QualityLevel,
  type ReportPartsFragment,
} from '../../../schema/operations/typed.ts';
import { capitalised } from '../format.ts';
import { Button } from '../kit/button.tsx';
import { Check, Select, TextArea, TextField } from '../kit/fields.tsx';
import { AttemptNotice } from '../kit/notice.tsx';
import { send, useAttempt } from '../live/command.ts';
import type { Connection } from '../live/connection.ts';
import { held, hold } from '../live/device.ts';
import { commonWords, say } from '../words.ts';
import { sessionWords } from './words.ts';

const texts = ['achievements', 'shortcomings', 'causes', 'remedies'] as const;
const levels: readonly QualityLevel[] = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED'];

interface Target {
  readonly name: string;
  readonly planned: string;
  readonly achieved: string;
  readonly exceeded: boolean;
}

interface Draft extends Record<(typeof texts)[number], string> {
  readonly presentedBy: string;
  readonly targets: readonly Target[];
  readonly selfLevel: QualityLevel | '';
}

interface ReportFormProps {
  readonly connection: Connection;
  readonly sessionId: string;
  readonly review: {
    readonly id: string;
    readonly report: ReportPartsFragment | null;
    readonly selfLevel: QualityLevel | null;
  };
  readonly onDone: () => void;
}

function draftOf({ report, selfLevel }: ReportFormProps['review']): Draft {
  return {
    presentedBy: report?.presentedBy ?? '',
    achievements: report?.achievements ?? '',
    shortcomings: report?.shortcomings ?? '',
    causes: report?.causes ?? '',
    remedies: report?.remedies ?? '',
    targets: (report?.targets ?? []).map(({ planned, achieved, ...rest }) => ({
      ...rest,
      planned: String(planned),
      achieved: String(achieved),
    })),
    selfLevel: selfLevel ?? '',
  };
}

/** Presents a self-review, or presents it anew. */
export function ReportForm({ connection, sessionId, review, onDone }: ReportFormProps) {
  const t = say(sessionWords);
  const common = say(commonWords);
  const name = `report.${review.id}`;
  const [draft, setDraft] = useState(() => held<Draft>(name) ?? draftOf(review));
  const attempt = useAttempt();
  const change = (changed: Partial<Draft>) => {
    setDraft({ ...draft, ...changed });
    hold(name, { ...draft, ...changed });
  };
  const leave = () => {
    hold(name, null);
    onDone();
  };
  const present = async () => {
    const { targets, selfLevel, ...rest } = draft;
    const report = {
      ...Object.fromEntries(Object.entries(rest).filter(([, text]) => text.trim() !== '')),
      targets: targets.map((target) => ({
        ...target,
        planned: Number(target.planned),
        achieved: Number(target.achieved),
      })),
    };
    const level = selfLevel === '' ? {} : { selfLevel };
    const done = await attempt.run((commandId) =>
      send(connection, PresentReportDocument, {
        commandId,
        sessionId,
        reviewId: review.id,
        report,
        ...level,
      }),
    );
    if (done) leave();
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void present();
      }}
    >
      <TextField
        label={t.presentedBy}
        value={draft.presentedBy}
        onValue={(presentedBy) => change({ presentedBy })}
      />
      {texts.map((name) => (
        <TextArea
          key={name}
          label={t[name]}
          value={draft[name]}
          onValue={(text) => change({ [name]: text })}
        />
      ))}
      <TargetFields targets={draft.targets} onTargets={(targets) => change({ targets })} />
      <Select
        label={t.selfLevel}
        value={draft.selfLevel}
        options={[['', '–'], ...levels.map((level) => [level, capitalised(common.levels[level])] as const)]}
        onValue={(selfLevel) => change({ selfLevel })}
      />
      <AttemptNotice attempt={attempt} />
      <div class="row">
        <Button type="submit" kind="primary" busy={attempt.busy}>
          {t.presentReport}
        </Button>
        <Button onClick={leave}>{common.cancel}</Button>
      </div>
    </form>
  );
}

interface TargetFieldsProps {
  readonly targets: readonly Target[];
  readonly onTargets: (targets: readonly Target[]) => void;
}

function TargetFields({ targets, onTargets }: TargetFieldsProps) {
  const t = say(sessionWords);
  const change = (at: number, changed: Partial<Target>) =>
    onTargets(targets.map((target, place) => (place === at ? { ...target, ...changed } : target)));
  return (
    <fieldset class="target-fields">
      <legend>{t.targets}</legend>
      {targets.map((target, at) => (
        <div key={at} class="fields">
          <TextField
            label={t.targetName(at + 1)}
            value={target.name}
            onValue={(name) => change(at, { name })}
          />
          <TextField
            label={t.planned}
            type="number"
            min={0}
            value={target.planned}
            onValue={(planned) => change(at, { planned })}
          />
          <TextField
            label={t.achieved}
            type="number"
            min={0}
            value={target.achieved}
            onValue={(achieved) => change(at, { achieved })}
          />
          <Check
            label={t.targetExceeded}
            checked={target.exceeded}
            onChecked={(exceeded) => change(at, { exceeded })}
          />
          <Button onClick={() => onTargets(targets.filter((_, place) => place !== at))}>
            {t.removeTarget}
          </Button>
        </div>
      ))}
      <Button
        onClick={() => onTargets([...targets, { name: '', planned: '', achieved: '', exceeded: false }])}
      >
        {t.addTarget}
      </Button>
    </fieldset>
  );
}
