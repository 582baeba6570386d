import { useEffect, useState } from 'preact/hooks';
import { OrganizationNameDocument, OrganizationsDocument } from '../../../schema/operations/typed.ts';
import { Check, Select, TextField } from '../kit/fields.tsx';
import { useAnswer } from '../live/answers.ts';
import type { Connection } from '../live/connection.ts';
import { say } from '../words.ts';
import { usePreviousData } from './previous-data.ts';
import { imports } from './result-import.ts';
import { closed, go, urlState } from './url-state.ts';
import { historyWords } from './words.ts';

interface OrganizationHead {
  readonly name: string;
  readonly superior: { readonly name: string } | null;
}

/** With fewer organisations than this there is no search. */
const searchFrom = 20;
const offered = 100;
const pauseMs = 250;

/** Returns the organisation's name and its superior's, because cells of two communes may have one name. */
function labelOf({ name, superior }: OrganizationHead): string {
  return superior === null ? name : say(historyWords).organizationUnder(name, superior.name);
}

/** Chooses the organisation whose results are shown, and whether those below it count. */
export function OrganizationFilter({ connection }: { connection: Connection }) {
  const t = say(historyWords);
  const { of, below } = urlState.value;
  const [search, setSearch] = useSettled('');
  const [needsSearch, setNeedsSearch] = useState(false);
  const asked = useAnswer(
    connection,
    OrganizationsDocument,
    {
      first: offered,
      ...(search.settled !== '' && { search: search.settled }),
    },
    imports.value,
  ).value;
  const found = usePreviousData(asked)?.organizations;
  const chosen = useAnswer(connection, OrganizationNameDocument, of === undefined ? null : { id: of }).value
    .data?.node;
  useEffect(() => {
    if ((found?.totalCount ?? 0) > searchFrom) setNeedsSearch(true);
  }, [found]);
  const options = new Map<string, string>([['', t.anyOrganization]]);
  // The chosen organisation is offered, even if it does not fit the search.
  if (of !== undefined) options.set(of, chosen?.__typename === 'Organization' ? labelOf(chosen) : '…');
  for (const { node } of found?.edges ?? []) options.set(node.id, labelOf(node));
  const more = found !== undefined && found.totalCount > found.edges.length;
  return (
    <>
      {needsSearch && (
        <TextField label={t.organizationSearch} type="search" value={search.typed} onValue={setSearch} />
      )}
      <div class="stack tight">
        <Select
          label={t.organization}
          hint={more ? t.organizationMore(found.edges.length, found.totalCount) : undefined}
          value={of ?? ''}
          options={[...options]}
          named
          onValue={(id) => go({ ...closed, of: id, ...(id === '' && { below: null }) })}
        />
        {of !== undefined && (
          <Check
            label={t.below}
            checked={below === '1'}
            onChecked={(checked) => go({ ...closed, below: checked ? '1' : null })}
          />
        )}
      </div>
    </>
  );
}

/** Returns what is typed, and what was typed when the typing paused. */
function useSettled(
  first: string,
): [{ readonly typed: string; readonly settled: string }, (typed: string) => void] {
  const [typed, setTyped] = useState(first);
  const [settled, setSettled] = useState(first);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return [{ typed, settled }, setTyped];
}
