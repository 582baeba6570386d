import { effect, signal } from '@preact/signals';
import { type FunctionComponent, render } from 'preact';
import './style/style.css';
import { SignOutDocument, type ViewerPartsFragment, WhoAmIDocument } from '../../schema/operations/typed.ts';
import { tabStorage } from './browser-storage.ts';
import { LiveRegion } from './kit/announce.tsx';
import { Shell } from './kit/shell.tsx';
import { AskError, Connection, isReached } from './live/connection.ts';
import { type PageName, pagesFor, pathOf } from './page-access.ts';
import { SignIn, type SignInNotice } from './sign-in/sign-in.tsx';
import type { Visit } from './visit.ts';
import { commonWords, language, say } from './words.ts';

type State =
  | { readonly is: 'entering'; readonly connection: Connection | null }
  | { readonly is: 'outside'; readonly notice: SignInNotice | null; readonly code: string | null }
  | { readonly is: 'inside'; readonly visit: Visit };

const state = signal<State>({ is: 'entering', connection: null });
/** The token of the person who uses this page. */
let entered: string | null = null;
const codeInFragment = /^#code=(.{1,100})$/;

/** Shows a page to those whom it is for, and the sign-in form to everybody who has not signed in. */
export function openPage(page: PageName, View: FunctionComponent<{ visit: Visit }>): void {
  const enter = (viewer: ViewerPartsFragment, connection: Connection) => {
    keepOnlyOf(viewer);
    const [own] = pagesFor(viewer);
    if (page === 'index' && own !== undefined) return location.replace(pathOf(own));
    onceEnded(connection);
    state.value = { is: 'inside', visit: { connection, viewer, signOut: () => void signOut(connection) } };
  };
  const signedIn = (token: string) => {
    tabStorage.set('token', token);
    void enterWith(token, enter, () => {});
  };
  const begin = () => {
    const code = takeCode();
    const token = tabStorage.get<string>('token');
    former?.();
    entered = null;
    // Another code is for another person, or for the same one again, so the old token is not wanted.
    if (code !== null) tabStorage.remove('token');
    if (code !== null || token === null) state.value = { is: 'outside', notice: takeNotice(), code };
    else void enterWith(token, enter, () => leave(null, 'ended'));
  };
  window.addEventListener('hashchange', () => {
    if (codeInFragment.test(location.hash)) begin();
  });
  // The back-forward cache brings back what was shown to the person who was signed in then.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted && tabStorage.get<string>('token') !== entered) location.reload();
  });
  begin();

  function Page() {
    const now = state.value;
    const { pages, loading } = say(commonWords);
    document.title = pages[page];
    if (now.is === 'entering')
      return (
        <Shell page={page} connection={now.connection}>
          <h1>{loading}</h1>
        </Shell>
      );
    if (now.is === 'outside') {
      return (
        <Shell page={page}>
          <SignIn key={now.code} notice={now.notice} code={now.code} onToken={signedIn} />
        </Shell>
      );
    }
    const { visit } = now;
    if (!pagesFor(visit.viewer).includes(page)) return <Elsewhere page={page} visit={visit} />;
    return <View visit={visit} />;
  }

  const root = document.getElementById('page');
  if (root === null) throw new Error('the page has no place');
  render(
    <>
      <Page />
      <LiveRegion />
    </>,
    root,
  );
}

function Elsewhere({ page, visit }: { page: PageName; visit: Visit }) {
  const t = say(commonWords);
  const [own] = pagesFor(visit.viewer);
  return (
    <Shell page={page} visit={visit}>
      <h1>{t.pages[page]}</h1>
      <p>{t.notForYou}</p>
      {own !== undefined && (
        <p>
          <a class="button" href={pathOf(own)}>
            {t.toYourPage}
          </a>
        </p>
      )}
    </Shell>
  );
}

/** Removes the code of a QR link from the address at once, so that it is neither seen nor in the browser's history. */
function takeCode(): string | null {
  const found = codeInFragment.exec(location.hash)?.[1];
  if (found === undefined) return null;
  history.replaceState(null, '', location.pathname + location.search);
  try {
    return decodeURIComponent(found);
  } catch {
    return found;
  }
}

function takeNotice(): SignInNotice | null {
  const notice = tabStorage.get<SignInNotice>('notice');
  tabStorage.remove('notice');
  return notice;
}

async function enterWith(
  token: string,
  enter: (viewer: ViewerPartsFragment, connection: Connection) => void,
  failed: () => void,
): Promise<void> {
  entered = token;
  const connection = new Connection({ token, language: () => language.value });
  state.value = { is: 'entering', connection };
  let spoken = language.value;
  const dispose = effect(() => {
    if (language.value === spoken) return;
    spoken = language.value;
    connection.renew();
  });
  former = () => {
    dispose();
    connection.close();
    former = null;
  };
  try {
    const { viewer } = await connection.ask(WhoAmIDocument, {});
    enter(viewer, connection);
  } catch (error) {
    connection.close();
    if (!(error instanceof AskError)) throw error;
    failed();
  }
}

async function signOut(connection: Connection): Promise<void> {
  // A server that is away must not keep the person here. This device forgets the token, which ends by itself within a day.
  await Promise.race([
    connection.ask(SignOutDocument, {}).catch(() => false),
    new Promise((resolve) => setTimeout(resolve, 3_000)),
  ]);
  leave(connection, 'signedOut');
}

/** Closes the former person's connection, and what depends on it. */
let former: (() => void) | null = null;

function onceEnded(connection: Connection): void {
  const dispose = effect(() => {
    if (connection.reach.value.is === 'ended') leave(connection, 'ended');
  });
  const closing = former;
  former = () => {
    dispose();
    closing?.();
    former = null;
  };
}

/**
 * Removes what another person left in this tab. The same person, who comes back with a new code after the access ended, finds a half-filled ballot as it was.
 */
function keepOnlyOf(viewer: ViewerPartsFragment): void {
  const token = tabStorage.get<string>('token');
  const holder = viewer.seat?.id ?? viewer.kind;
  if (tabStorage.get('holder') !== holder) tabStorage.clear();
  if (token !== null) tabStorage.set('token', token);
  tabStorage.set('holder', holder);
}

/** Leaves the page. After signing out nothing of the person stays in the tab or in the page's memory. */
function leave(connection: Connection | null, notice: SignInNotice): void {
  connection?.close();
  entered = null;
  if (notice === 'signedOut') tabStorage.clear();
  else tabStorage.remove('token');
  // A server that is away gives no other page, so what the person saw is removed in place.
  if (notice === 'signedOut' && !isReached.value) {
    former?.();
    state.value = { is: 'outside', notice, code: null };
    return;
  }
  tabStorage.set('notice', notice);
  location.replace('/');
}
