import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import type { explorer as english } from '../words/en/pages/explorer.ts';
import { explorer as vietnamese } from '../words/vi/pages/explorer.ts';

// The queries of schema/cookbook, which docs/api.md documents.

const texts = import.meta.glob<string>('../../schema/cookbook/*.graphql', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const examples = import.meta.glob<string>('../../schema/cookbook/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Matches a window that has room for the list beside the editors. */
export const wide = matchMedia('(min-width: 60rem)');

type Name = keyof typeof vietnamese.documents;

interface Documented {
  readonly name: Name;
  readonly query: string;
  readonly variables: string;
}

/** The documented queries in the order of the words' catalogue, which is that of docs/api.md. */
export const cookbook: readonly Documented[] = (Object.keys(vietnamese.documents) as Name[]).map((name) => ({
  name,
  query: texts[`../../schema/cookbook/${name}.graphql`] ?? '',
  variables: JSON.stringify(JSON.parse(examples[`../../schema/cookbook/${name}.json`] ?? '{}'), null, 2),
}));

/** Returns a pane of GraphiQL that lists the queries. A query opens in the current tab where that is empty, else in a new one. */
export function cookbookPlugin(t: typeof vietnamese | typeof english): GraphiQLPlugin {
  return {
    title: t.cookbook,
    icon: ListIcon,
    content: () => <Cookbook t={t} />,
  };
}

/** An icon of four lines with a dot before each. It has no accessible name, because GraphiQL names the button that it is in. */
function ListIcon() {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      {[2.5, 6.2, 9.8, 13.5].map((y) => (
        <path key={y} d={`M1 ${y}h1.5M5 ${y}h10`} />
      ))}
    </svg>
  );
}

function Cookbook({ t }: { readonly t: typeof vietnamese }) {
  const { addTab } = useGraphiQLActions();
  const { queryEditor, variableEditor } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));
  const open = ({ query, variables }: Documented) => {
    if (queryEditor?.getValue().trim() !== '') addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
    if (!wide.matches) queryEditor?.getDomNode()?.closest('.graphiql-sessions')?.scrollIntoView();
  };
  return (
    <section className="cookbook" aria-label={t.cookbook}>
      <h2>{t.cookbook}</h2>
      <p>{t.cookbookLead}</p>
      <ul>
        {cookbook.map((documented) => (
          <li key={documented.name}>
            <button type="button" onClick={() => open(documented)}>
              {t.documents[documented.name]}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
