import { useEffect, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Confirm } from '../kit/confirm.tsx';
import { LanguageSwitch, ThemeSwitch } from '../kit/shell.tsx';
import type { Visit } from '../visit.ts';
import { commonWords, say } from '../words.ts';
import { keepAwake } from './wake-lock.ts';
import { screenWords } from './words.ts';

/** The tools for the person at the machine, who uses them before the meeting. */
export function ScreenTools({ visit }: { readonly visit: Visit }) {
  const [isKept, setKept] = useState(true);
  useEffect(() => keepAwake(setKept), []);
  return (
    <div class="screen-tools">
      {!isKept && <p class="screen-dark">{say(screenWords).mayGoDark}</p>}
      <FullScreen />
      <ThemeSwitch />
      <LanguageSwitch />
      <SignOut visit={visit} />
    </div>
  );
}

function FullScreen() {
  const t = say(screenWords);
  const [isFull, setFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const look = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  if (!document.fullscreenEnabled) return null;
  // Where this is refused, the window and the button stay as they are.
  const toggle = () =>
    (isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {});
  return <Button onClick={() => void toggle()}>{isFull ? t.leaveFullScreen : t.fullScreen}</Button>;
}

/** Asks before signing out, because a wrong click would leave the room without its screen until somebody types the code again. */
function SignOut({ visit }: { readonly visit: Visit }) {
  const t = say(screenWords);
  const { signOut } = say(commonWords);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{signOut}</Button>
      {asking && (
        <Confirm
          title={t.signOutTitle}
          confirmLabel={signOut}
          kind="danger"
          onConfirm={visit.signOut}
          onCancel={() => setAsking(false)}
        >
          <p>{t.signOutBody}</p>
        </Confirm>
      )}
    </>
  );
}
