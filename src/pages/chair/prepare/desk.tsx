import '../prepare.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Shell } from '../../kit/shell.tsx';
import { held, hold } from '../../live/device.ts';
import type { Visit } from '../../live/visit.ts';
import { FormPage } from './form-page.tsx';
import { SessionList } from './session-list.tsx';
import { SessionPage } from './session-page.tsx';
import type { SlipsToPrint } from './slip.tsx';
import { SlipsPage } from './slips-page.tsx';

/** Where on the desk somebody is. Codes are in memory alone: a reload leads away from them. */
export type Place =
  | { readonly is: 'list' }
  | { readonly is: 'session'; readonly id: string; readonly revised?: boolean }
  | { readonly is: 'form'; readonly sessionId: string | null }
  | { readonly is: 'slips'; readonly slips: SlipsToPrint };

export type Go = (place: Place) => void;

const start: Place = { is: 'list' };

/** The administrator's part of the page. */
export function Desk({ visit }: { visit: Visit }) {
  const [place, setPlace] = useState<Place>(() => held<Place>('desk') ?? start);
  const first = useRef(true);
  const go: Go = (next) => {
    const rests: Place = next.is === 'slips' ? { is: 'session', id: next.slips.sessionId } : next;
    hold('desk', rests.is === 'session' ? { is: 'session', id: rests.id } : rests);
    setPlace(next);
  };
  useEffect(() => {
    if (!first.current) {
      window.scrollTo(0, 0);
      document.getElementById('main')?.focus();
    }
    first.current = false;
  }, [place]);
  return (
    <Shell page="chair" visit={visit}>
      <Room place={place} visit={visit} go={go} />
    </Shell>
  );
}

function Room({ place, visit, go }: { place: Place; visit: Visit; go: Go }) {
  const { connection } = visit;
  switch (place.is) {
    case 'list':
      return <SessionList connection={connection} go={go} />;
    case 'session':
      return (
        <SessionPage
          key={place.id}
          connection={connection}
          id={place.id}
          revised={place.revised ?? false}
          go={go}
        />
      );
    case 'form':
      return <FormPage key={place.sessionId} connection={connection} sessionId={place.sessionId} go={go} />;
    case 'slips':
      return <SlipsPage slips={place.slips} go={go} />;
    default:
      return place satisfies never;
  }
}
