import { GraphiQL } from 'graphiql';
import { type FormEvent, useEffect, useMemo, useState } from 'react';
import { deviceStorage, tabStorage } from '../pages/browser-storage.ts';
import { explorer as english } from '../words/en/pages/explorer.ts';
import { explorer as vietnamese } from '../words/vi/pages/explorer.ts';
import { cookbook, cookbookPlugin, wide } from './cookbook.tsx';
import { fetcherOf, type Spent, viewerOf } from './fetcher.ts';
import { keptTab, tabs } from './tabs.ts';

const words = { vi: vietnamese, en: english };
type Language = keyof typeof words;

/**
 * What the server said of the token that was entered: the viewer's kind, 'unknown' where it is nobody's, 'unreached' where no answer came, null before an
 * answer.
 */
type TokenStatus = keyof typeof vietnamese.viewers | 'unknown' | 'unreached' | null;

/** The query that is in the editors at first: the one before a reload, else the first documented one. */
const opening = keptTab() ?? cookbook[0];
const dark = matchMedia('(prefers-color-scheme: dark)');

/** Returns the theme that was chosen on another page of this device, else that of the device. */
function useTheme(): 'light' | 'dark' {
  const chosen = deviceStorage.get('theme');
  const [prefersDark, setPrefersDark] = useState(dark.matches);
  useEffect(() => {
    const changed = ({ matches }: MediaQueryListEvent) => setPrefersDark(matches);
    dark.addEventListener('change', changed);
    return () => dark.removeEventListener('change', changed);
  }, []);
  return chosen === 'light' || chosen === 'dark' ? chosen : prefersDark ? 'dark' : 'light';
}

/** GraphiQL with the documented queries, a field for a token or an API key, and the cost of the last answer. */
export function Explorer() {
  const [language, setLanguage] = useState<Language>(() =>
    deviceStorage.get('language') === 'en' ? 'en' : 'vi',
  );
  // The token of a person who is signed in in this tab is used, where no other one was entered.
  const [token, setToken] = useState(
    () => tabStorage.get<string>('explorer-token') ?? tabStorage.get<string>('token') ?? '',
  );
  const [spent, setSpent] = useState<Spent | null>(null);
  const theme = useTheme();
  const t = words[language];
  const { fetcher, close } = useMemo(
    () => fetcherOf({ token, language, onSpent: setSpent }),
    [token, language],
  );
  useEffect(() => close, [close]);
  const plugin = useMemo(() => cookbookPlugin(t), [t]);
  const plugins = useMemo(() => [plugin], [plugin]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = theme;
    document.title = t.title;
  }, [language, theme, t]);
  const chooseLanguage = (chosen: Language) => {
    deviceStorage.set('language', chosen);
    setLanguage(chosen);
  };
  const enter = (entered: string) => {
    tabStorage.set('explorer-token', entered);
    setToken(entered);
    setSpent(null);
  };
  return (
    <>
      <header className="explorer-head">
        <h1>{t.title}</h1>
        <TokenForm t={t} language={language} token={token} onToken={enter} />
        <p className="explorer-spent" role="status">
          {spent?.cost != null && t.cost(spent.cost)}
          {spent?.remaining != null &&
            spent.limit !== null &&
            ` ${t.remaining(spent.remaining, spent.limit)}`}
        </p>
        <button type="button" onClick={() => chooseLanguage(language === 'vi' ? 'en' : 'vi')}>
          {t.otherLanguage}
        </button>
      </header>
      <main className="explorer-main">
        <GraphiQL
          fetcher={fetcher}
          storage={tabs}
          plugins={plugins}
          {...(wide.matches && { visiblePlugin: plugin })}
          forcedTheme={theme}
          {...(opening && { initialQuery: opening.query, initialVariables: opening.variables })}
          defaultEditorToolsVisibility="variables"
          isHeadersEditorEnabled={false}
          showPersistHeadersSettings={false}
          inputValueDeprecation
          schemaDescription
        >
          <GraphiQL.Logo>{t.byGraphiql}</GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}

interface TokenFormProps {
  readonly t: typeof vietnamese;
  readonly language: Language;
  readonly token: string;
  readonly onToken: (token: string) => void;
}

function TokenForm({ t, language, token, onToken }: TokenFormProps) {
  const [typed, setTyped] = useState(token);
  const [status, setStatus] = useState<TokenStatus>(null);
  useEffect(() => {
    if (token === '') return;
    let asked = true;
    viewerOf(token, language).then(
      (kind) => asked && setStatus((kind as TokenStatus) ?? 'unknown'),
      () => asked && setStatus('unreached'),
    );
    return () => {
      asked = false;
    };
  }, [token, language]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setStatus(null);
    onToken(typed.trim());
  };
  return (
    <form className="explorer-token" onSubmit={submit}>
      <label>
        {t.token}
        <input
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <button type="submit">{t.enter}</button>
      <span role="status">{told(t, status)}</span>
    </form>
  );
}

function told(t: typeof vietnamese, status: TokenStatus): string {
  if (status === null) return '';
  if (status === 'unknown') return t.unknown;
  return status === 'unreached' ? t.unreached : t.viewers[status];
}
