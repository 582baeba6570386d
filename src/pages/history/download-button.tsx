import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../kit/announce.tsx';
import { Button } from '../kit/button.tsx';
import { Notice } from '../kit/notice.tsx';
import { AskError } from '../live/connection.ts';
import { commonWords, say } from '../words.ts';
import { download, resultsCsv } from './csv-files.ts';
import { everyResult } from './result-pages.ts';
import { historyWords } from './words.ts';

type Fetching =
  | { readonly is: 'idle' }
  | { readonly is: 'fetching'; readonly done: number; readonly total: number }
  | { readonly is: 'failed'; readonly message: string };

interface DownloadButtonProps {
  readonly askPage: Parameters<typeof everyResult>[0];

  readonly total: number;
}

/** Fetches every page of the list and saves it as one file. Leaving this part of the page ends it. */
export function DownloadButton({ askPage, total }: DownloadButtonProps) {
  const t = say(historyWords);
  const [state, setState] = useState<Fetching>({ is: 'idle' });
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);
  const fetchAll = async () => {
    setState({ is: 'fetching', done: 0, total });
    try {
      const results = await everyResult(askPage, (done, all) => {
        if (!left.current) setState({ is: 'fetching', done, total: all });
        return !left.current;
      });
      if (left.current || results === null) return;
      download(say(historyWords).csv.file, resultsCsv(results));
      announce(say(historyWords).downloaded(results.length));
      setState({ is: 'idle' });
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      if (!left.current) setState({ is: 'failed', message: error.message });
    }
  };
  return (
    <>
      <Button busy={state.is === 'fetching'} onClick={() => void fetchAll()}>
        {state.is === 'fetching' ? t.downloading(state.done, state.total) : t.download}
      </Button>
      {state.is === 'failed' && <Notice kind="bad">{say(commonWords).failed(state.message)}</Notice>}
    </>
  );
}
