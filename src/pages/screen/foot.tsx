import type { QuotaPartsFragment } from '../../../schema/operations/typed.ts';
import { peerGroupName } from '../names.ts';
import { QuotaHead } from '../session/quotas.tsx';
import { sessionWords } from '../session/words.ts';
import type { Visit } from '../visit.ts';
import { say } from '../words.ts';
import { PagedList, PageNumber, useListPages } from './fit/fitted.tsx';
import { quotaLadder } from './ladders.ts';
import { ScreenTools } from './tools.tsx';
import { screenWords } from './words.ts';

const pageMs = 10_000;

interface ScreenFootProps {
  readonly quotas: readonly QuotaPartsFragment[];
  readonly visit: Visit;
}

/** Shows how the peer groups stand to their quotas, and the tools for the person at the machine. */
export function ScreenFoot({ quotas, visit }: ScreenFootProps) {
  return (
    <footer class="screen-foot">
      {quotas.length > 0 && <QuotaStrip quotas={quotas} />}
      <ScreenTools visit={visit} />
    </footer>
  );
}

/** Shows the quotas. Groups whose standing is not known yet share one line. */
function QuotaStrip({ quotas }: { readonly quotas: readonly QuotaPartsFragment[] }) {
  const listPages = useListPages(quotaLadder, { turnMs: pageMs });
  const open = quotas.filter(({ status }) => status === 'INDETERMINATE');
  return (
    <section class="screen-quotas">
      <div class="row spread">
        <h2 class="screen-label">{say(sessionWords).quotas}</h2>
        <PageNumber listPages={listPages} />
      </div>
      <PagedList listPages={listPages} class="quotas">
        {quotas
          .filter((quota) => !open.includes(quota))
          .map((quota) => (
            <li key={quota.peerGroup} class="quota" data-status={quota.status}>
              <QuotaHead quota={quota} />
            </li>
          ))}
        {open.length > 0 && (
          <li class="quota-open">
            {say(screenWords).undetermined}:{' '}
            {open.map(({ peerGroup }) => peerGroupName(peerGroup)).join(' · ')}
          </li>
        )}
      </PagedList>
    </section>
  );
}
