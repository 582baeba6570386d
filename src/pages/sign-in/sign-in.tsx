import { useEffect, useState } from 'preact/hooks';
import { SignInDocument, WhoAmIDocument } from '../../../schema/operations/typed.ts';
import { signIn as english } from '../../words/en/pages/sign-in.ts';
import { signIn as vietnamese } from '../../words/vi/pages/sign-in.ts';
import { tabStorage } from '../browser-storage.ts';
import { Button } from '../kit/button.tsx';
import { TextField } from '../kit/fields.tsx';
import { Notice } from '../kit/notice.tsx';
import { AskError } from '../live/connection.ts';
import { postUntilAnswered } from '../live/http.ts';
import { commonWords, say } from '../words.ts';

const words = { vi: vietnamese, en: english };

export type SignInNotice = 'ended' | 'signedOut';

/** The result of one attempt. */
type SignInResult =
  | { readonly token: string }
  | { readonly message: string }
  | { readonly waitSeconds: number };

/** What this tab stores of the person who was here before, by how the names begin. */
const begun = {
  outgoing: ['outgoing.'],
  filling: ['filling.'],
  writing: ['comment.', 'response.', 'begun-report.', 'settle.', 'void.'],
} as const;

type Leftover = keyof typeof begun;

function leftoversHere(): readonly Leftover[] {
  const kinds: readonly Leftover[] = ['outgoing', 'filling', 'writing'];
  // A ballot that was sent is no longer being filled.
  const found = kinds.filter((kind) => begun[kind].some((start) => tabStorage.names(start).length > 0));
  return found.includes('outgoing') ? found.filter((kind) => kind !== 'filling') : found;
}

interface SignInProps {
  readonly notice: SignInNotice | null;
  /** The code of a QR link. It is tried at once. */
  readonly code: string | null;
  readonly onToken: (token: string) => void;
}

export function SignIn({ notice, code, onToken }: SignInProps) {
  const t = say(words);
  const [typed, setTyped] = useState(code ?? '');
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [leftovers, setLeftovers] = useState(leftoversHere);
  const [message, setMessage] = useState<string | null>(null);
  const [waitSeconds, setWaitSeconds] = useState(0);

  useEffect(() => {
    if (waitSeconds === 0) return;
    const timer = setTimeout(() => setWaitSeconds(waitSeconds - 1), 1_000);
    return () => clearTimeout(timer);
  }, [waitSeconds]);

  const attempt = async (outcome: Promise<SignInResult>) => {
    setBusy(true);
    setMessage(null);
    setWaitSeconds(0);
    const came = await outcome;
    setBusy(false);
    if ('token' in came) onToken(came.token);
    else if ('waitSeconds' in came) setWaitSeconds(came.waitSeconds);
    else setMessage(came.message);
  };
  const exchange = () => {
    if (busy) return;
    if (typed.replace(/[\s-]/g, '').length < 13) setMessage(t.tooShort);
    else void attempt(exchangeCode(typed));
  };
  useEffect(() => {
    if (code !== null) exchange();
  }, []);

  return (
    <section class="narrow">
      <h1>{t.title}</h1>
      {notice !== null && message === null && (
        <Notice kind={notice === 'ended' ? 'warn' : 'info'}>{t[notice]}</Notice>
      )}
      {leftovers.length > 0 && (
        <Notice kind="warn">
          <div class="stack tight">
            {leftovers.map((kind) => (
              <p key={kind}>{t.leftovers[kind]}</p>
            ))}
            <Button
              onClick={() => {
                tabStorage.clear();
                setLeftovers([]);
              }}
            >
              {t.forget}
            </Button>
          </div>
        </Notice>
      )}
      <p>{t.lead}</p>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          exchange();
        }}
      >
        <TextField label={t.code} value={typed} onValue={setTyped} size="large" autofocus />
        {message !== null && <Notice kind="bad">{message}</Notice>}
        {waitSeconds > 0 && <Notice kind="warn">{t.waitSeconds(waitSeconds)}</Notice>}
        <Button type="submit" kind="primary" busy={busy}>
          {busy ? t.signingIn : t.submit}
        </Button>
      </form>
      <details class="quiet">
        <summary>{t.otherAccess}</summary>
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (token.trim() !== '') void attempt(tryToken(token.trim(), t.tokenWrong));
          }}
        >
          <TextField label={t.token} hint={t.tokenHint} type="password" value={token} onValue={setToken} />
          <Button type="submit" busy={busy}>
            {t.tokenSubmit}
          </Button>
        </form>
      </details>
      <p class="secondary">
        <a href="/licenses">{t.licenses}</a>
      </p>
    </section>
  );
}

/** Exchanges a code over HTTP, because an address may have few sockets without a token, and somebody who holds them would keep others out. */
async function exchangeCode(code: string): Promise<SignInResult> {
  try {
    const { signIn } = await postUntilAnswered(null, SignInDocument, { input: { code } });
    return signIn.__typename === 'Credential' ? { token: signIn.token } : { message: signIn.message };
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    if (error.retryAfterSeconds !== null) return { waitSeconds: error.retryAfterSeconds };
    return { message: say(commonWords).failed(error.message) };
  }
}

/** Tries a token or key that its holder has already. It is good if the server knows whose it is. */
async function tryToken(token: string, wrong: string): Promise<SignInResult> {
  try {
    const { viewer } = await postUntilAnswered(token, WhoAmIDocument, {});
    return viewer.kind === 'ANONYMOUS' ? { message: wrong } : { token };
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return { message: wrong };
  }
}
