import './prepare.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { tabStorage } from '../../browser-storage.ts';
import { Shell } from '../../kit/shell.tsx';
import type { Visit } from '../../visit.ts';
import { FormPage } from './form-page.tsx';
import type { Go, Place } from './place.ts';
import { SessionList } from './session-list.tsx';
import { SessionPage } from './session-page.tsx';
import { SlipsPage } from './slips-page.tsx';

const start: Place = { is: 'list' };
/** The name in the tab's storage. It is the page's former name, and does not change, because open tabs have a place under it. */
const storedAs = 'desk';

/** The administrator's part of the page. */
export function Prepare({ visit }: { visit: Visit }) {
  const [place, setPlace] = useState<Place>(() => tabStorage.get<Place>(storedAs) ?? start);
  const first = useRef(true);
  const go: Go = (next) => {
    const rests: Place = next.is === 'slips' ? { is: 'session', id: next.slips.sessionId } : next;
    tabStorage.set(storedAs, rests.is === 'session' ? { is: 'session', id: rests.id } : rests);
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
