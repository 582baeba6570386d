import type { QualityLevel, ReportPartsFragment } from '../../../schema/operations/typed.ts';
import { Level } from '../kit/level.tsx';
import { say } from '../words.ts';
import { sessionWords } from './words.ts';

type Target = ReportPartsFragment['targets'][number];

/** Shows the report's targets, as achieved/planned. */
export function Targets({ targets }: { readonly targets: readonly Target[] }) {
  return (
    <ul class="targets">
      {targets.map((target) => (
        <li key={target.name}>
          <TargetLine target={target} />
        </li>
      ))}
    </ul>
  );
}

/** Shows one target, and how far it was met. */
export function TargetLine({ target }: { readonly target: Target }) {
  const t = say(sessionWords);
  const { name, achieved, planned, exceeded } = target;
  return (
    <>
      <span class="target-name">{name}</span>
      <span class="target-figures number">
        {achieved}/{planned}{' '}
        {exceeded || achieved > planned
          ? t.targetExceeded
          : achieved === planned
            ? t.targetMet
            : t.targetMissed}
      </span>
    </>
  );
}

interface ReportViewProps {
  readonly report: ReportPartsFragment | null;
  readonly selfLevel: QualityLevel | null;
}

/** Shows a whole report. */
export function ReportView({ report, selfLevel }: ReportViewProps) {
  const t = say(sessionWords);
  const texts = ['achievements', 'shortcomings', 'causes', 'remedies'] as const;
  return (
    <div class="report stack">
      {selfLevel !== null && (
        <p>
          {t.selfLevel}: <Level level={selfLevel} />
        </p>
      )}
      {report === null && <p class="secondary">{t.noReport}</p>}
      {report?.presentedBy && (
        <p>
          {t.presentedBy}: <strong>{report.presentedBy}</strong>
        </p>
      )}
      {report !== null && report.targets.length > 0 && (
        <section>
          <h3>{t.targets}</h3>
          <Targets targets={report.targets} />
        </section>
      )}
      {texts.map((name) => {
        const text = report?.[name];
        return text ? (
          <section key={name}>
            <h3>{t[name]}</h3>
            <p class="prewrap">{text}</p>
          </section>
        ) : null;
      })}
    </div>
  );
}
