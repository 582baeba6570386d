import type { ComponentChildren, FunctionComponent } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { ViewerPartsFragment } from '../../../schema/operations/typed.ts';
import { tabStorage } from '../browser-storage.ts';
import type { Connection } from '../live/connection.ts';
import { type PageName, pagesFor, pathOf } from '../page-access.ts';
import { nextTheme, theme } from '../theme.ts';
import type { Visit } from '../visit.ts';
import { chooseLanguage, commonWords, language, say } from '../words.ts';
import { Confirm } from './confirm.tsx';
import { Icon } from './icon.tsx';
import { Notice } from './notice.tsx';
import { StaleNotice } from './stale-notice.tsx';

type ViewerSeat = NonNullable<ViewerPartsFragment['seat']>;

interface ShellProps {
  readonly page: PageName;
  readonly visit?: Visit;
  /** The visit's connection, or that of somebody who is entering. */
  readonly connection?: Connection | null;
  /** The text in the place of the product's name. */
  readonly title?: string | undefined;
  /** Whether the page has two columns where the window is wide enough. */
  readonly wide?: boolean;
  /** The head for pages on which everybody has a seat. */
  readonly head?: FunctionComponent<SeatHeadProps>;
  /** A round is open on this page, so nothing but the ballot asks for attention. */
  readonly voting?: boolean;
  /** What stays in view while the page is scrolled. */
  readonly bar?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** What surrounds every page but the screen: its title, links to the other pages, the language, signing out. */
export function Shell({
  page,
  visit,
  connection = visit?.connection,
  title,
  wide = false,
  head: SeatHead,
  voting = false,
  bar,
  children,
}: ShellProps) {
  const t = say(commonWords);
  return (
    <>
      <a class="skip" href="#main">
        {t.skipToContent}
      </a>
      {visit !== undefined && SeatHead !== undefined ? (
        <SeatHead page={page} visit={visit} title={title ?? t.product} voting={voting} />
      ) : (
        <Head page={page} visit={visit} title={title ?? t.product} />
      )}
      <div class="in-view">
        {connection && <StaleNotice connection={connection} />}
        {bar}
      </div>
      {visit !== undefined && page !== 'ballot' && tabStorage.names('outgoing.').length > 0 && (
        <Notice kind="warn">
          <a href={pathOf('ballot')}>{t.unsentBallot}</a>
        </Notice>
      )}
      <main id="main" class={wide ? 'wide' : undefined} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** Shows whose seat this is. The number tells two people of one name and position apart, as on the slip. */
function Holder({ seat: { person, position, number } }: { readonly seat: ViewerSeat }) {
  return (
    <p class="head-person">
      {person.fullName}
      {position !== null && <span class="head-position"> · {position}</span>}
      <span class="head-seat"> · {say(commonWords).numberedSeat(number)}</span>
    </p>
  );
}

interface HeadProps {
  readonly page: PageName;
  readonly visit: Visit | undefined;
  readonly title: string;
  /** What must be read in the folded part; null where nothing must. */
  readonly mark?: string | null;
  /** A tool beside signing out. */
  readonly tool?: ComponentChildren;
}

export interface SeatHeadProps extends HeadProps {
  readonly visit: Visit;
  readonly voting: boolean;
}

/** The head of a page. On a phone, whose height is needed for the ballot, it shows the title and the person, and the rest is folded. */
export function Head({ page, visit, title, mark = null, tool }: HeadProps) {
  const t = say(commonWords);
  const [unfolded, setUnfolded] = useState(false);
  const id = useId();
  const pages = visit === undefined ? [] : pagesFor(visit.viewer);
  const folds = visit !== undefined;
  return (
    <header class={folds && !unfolded ? 'head folded' : 'head'}>
      <div class="head-lead">
        <p class="head-title">{title}</p>
        {visit?.viewer.seat && <Holder seat={visit.viewer.seat} />}
      </div>
      {folds && (
        <button
          type="button"
          class="button small head-unfold"
          aria-expanded={unfolded}
          aria-controls={id}
          onClick={() => setUnfolded(!unfolded)}
        >
          {t.menu}
          {mark !== null && (
            <>
              <Icon name="dot" />
              <span class="visually-hidden">{mark}</span>
            </>
          )}
        </button>
      )}
      <div class="row head-rest" id={id}>
        {pages.length > 1 && (
          <nav aria-label={t.goTo}>
            <ul class="row">
              {pages.map((name) => (
                <li key={name}>
                  <a href={pathOf(name)} aria-current={name === page ? 'page' : undefined}>
                    {t.pages[name]}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <div class="row head-tools">
          <ThemeSwitch />
          <LanguageSwitch />
          {tool}
          {visit !== undefined && <SignOut visit={visit} />}
        </div>
      </div>
    </header>
  );
}

/** Signs out. It asks first where a ballot that was not sent would be lost. */
export function SignOut({ visit }: { readonly visit: Visit }) {
  const t = say(commonWords);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        class="button plain small"
        onClick={() => (tabStorage.names('outgoing.').length > 0 ? setAsking(true) : visit.signOut())}
      >
        {t.signOut}
      </button>
      {asking && (
        <Confirm
          title={t.signOutUnsent}
          confirmLabel={t.signOut}
          kind="danger"
          onConfirm={visit.signOut}
          onCancel={() => setAsking(false)}
        />
      )}
    </>
  );
}

export function ThemeSwitch() {
  const t = say(commonWords);
  return (
    <button type="button" class="button plain small" onClick={nextTheme}>
      {t.theme[theme.value]}
    </button>
  );
}

export function LanguageSwitch() {
  const t = say(commonWords);
  const other = language.value === 'vi' ? 'en' : 'vi';
  return (
    <button type="button" class="button plain small" lang={other} onClick={() => chooseLanguage(other)}>
      <span class="visually-hidden" lang={language.value}>
        {t.languageHint}:{' '}
      </span>
      {t.language}
    </button>
  );
}
