import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Notice } from '../kit/notice.tsx';
import { Shell } from '../kit/shell.tsx';
import type { Visit } from '../visit.ts';
import { commonWords, say } from '../words.ts';

type Part = FunctionComponent<{ visit: Visit }>;

/** The administrator prepares, and the chair and the secretary conduct. Each loads only their own part. */
const prepare = () => import('./prepare/prepare.tsx').then(({ Prepare }): Part => Prepare);
const conduct = () => import('./conduct/conduct.tsx').then(({ Conduct }): Part => Conduct);

export function ChairPage({ visit }: { visit: Visit }) {
  const t = say(commonWords);
  const [loaded, setLoaded] = useState<{ readonly Part: Part } | 'not yet' | 'failed'>('not yet');
  const load = visit.viewer.kind === 'ADMIN' ? prepare : conduct;
  useEffect(() => {
    load().then(
      (Part) => setLoaded({ Part }),
      () => setLoaded('failed'),
    );
  }, [load]);
  if (typeof loaded === 'object') return <loaded.Part visit={visit} />;
  return (
    <Shell page="chair" visit={visit}>
      <h1>{t.pages.chair}</h1>
      {loaded === 'failed' ? (
        <Notice kind="bad">
          <div class="row">
            {t.neverReached} <Button onClick={() => location.reload()}>{t.retry}</Button>
          </div>
        </Notice>
      ) : (
        <p>{t.loading}</p>
      )}
    </Shell>
  );
}
