import type { OutcomePartsFragment } from '../../../schema/operations/typed.ts';
import { capitalised } from '../format.ts';
import { Icon } from '../kit/icon.tsx';
import { OutcomeLevel } from '../kit/level.tsx';
import { commonWords, say } from '../words.ts';
import { sessionWords } from './words.ts';

type TraceStep = OutcomePartsFragment['trace'][number];

/**
 * Returns the step of the rule that gave the level: the last one that changed it. Where none did, it is the last one that was applied, except the authority's.
 */
export function decidingStep(trace: readonly TraceStep[]): TraceStep | undefined {
  const applied = trace.filter((step) => step.applied);
  const changing = applied.findLast(({ before, after }) => before !== after);
  return changing ?? applied.findLast(({ rule }) => !rule.id.endsWith('authority'));
}

/** Shows an outcome with every rule that was looked at, and what each did. */
export function OutcomeView({
  outcome,
  open = false,
}: {
  readonly outcome: OutcomePartsFragment;
  readonly open?: boolean;
}) {
  const t = say(sessionWords);
  const { levels, outcomeStatuses } = say(commonWords);
  const { ruledLevel, ruledStatus, settledReason, trace } = outcome;
  return (
    <div class="stack tight">
      <OutcomeLevel outcome={outcome} />
      {!outcome.final && <p class="secondary">{t.notFinal}</p>}
      {settledReason !== null && (
        <>
          <p>{t.settled(settledReason)}</p>
          <p class="secondary">
            {t.ruled(
              ruledLevel !== null
                ? levels[ruledLevel]
                : ruledStatus !== null
                  ? outcomeStatuses[ruledStatus]
                  : '–',
            )}
          </p>
        </>
      )}
      {trace.length > 0 && (
        <details open={open}>
          <summary>{t.trace}</summary>
          <Trace trace={trace} />
        </details>
      )}
    </div>
  );
}

function Trace({ trace }: { readonly trace: readonly TraceStep[] }) {
  const t = say(sessionWords);
  return (
    <ol class="trace">
      {trace.map(({ rule, applied, explanation }, at) => (
        <li key={`${rule.id}-${at}`} class={applied ? undefined : 'idle'}>
          <span role="img" aria-label={applied ? t.ruleApplied : t.ruleIdle}>
            <Icon name={applied ? 'dot' : 'ring'} />
          </span>
          <span>
            {capitalised(explanation)}{' '}
            <small class="secondary">
              {rule.id} · {t.certainties[rule.certainty]}
              {rule.source !== null && ` · ${t.source}: ${rule.source}`}
            </small>
          </span>
        </li>
      ))}
    </ol>
  );
}
