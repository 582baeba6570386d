// Keeps the display of the room's screen on, because its machine would turn it off: nobody touches it for hours.

/** How often the canvas changes. A browser might take a film that changes less often for a still one. */
const redrawMs = 5_000;

/**
 * Keeps the display on while the page is visible, until the function that it returns is called. Calls `told` with whether it is kept on, whenever that changes.
 * Browsers give a lock to secure origins only. Elsewhere a playing film keeps the display on.
 */
export function keepAwake(told: (isKept: boolean) => void): () => void {
  let ended = false;
  let stopFilm: (() => void) | null = null;
  let lock: WakeLockSentinel | null = null;
  let asking = false;
  const showFilm = () => {
    if (stopFilm === null) stopFilm = playFilm(told);
  };
  const ask = async () => {
    if (ended || asking || lock !== null || document.visibilityState !== 'visible') return;
    if (!('wakeLock' in navigator)) return showFilm();
    asking = true;
    try {
      const held = await navigator.wakeLock.request('screen');
      if (ended) return void held.release();
      lock = held;
      held.addEventListener('release', () => {
        lock = null;
        void ask();
      });
      told(true);
    } catch {
      // A machine that saves its battery gives no lock.
      showFilm();
    } finally {
      asking = false;
    }
  };
  const onVisible = () => void ask();
  document.addEventListener('visibilitychange', onVisible);
  void ask();
  return () => {
    ended = true;
    document.removeEventListener('visibilitychange', onVisible);
    stopFilm?.();
    void lock?.release();
  };
}

/** Says whether a film without sound keeps the display on. In WebKit it does not. */
const countsSilentFilms = (): boolean => !navigator.vendor.startsWith('Apple');

/**
 * Plays a film of nothing, without sound, behind the page. It is a stream, because Firefox takes files without sound for decoration. It is as large as the
 * window, because Chromium takes a film that covers less than a fifth of it for decoration.
 */
function playFilm(told: (isKept: boolean) => void): () => void {
  const canvas = document.createElement('canvas');
  canvas.width = 16;
  canvas.height = 9;
  const pen = canvas.getContext('2d');
  if (pen === null || typeof canvas.captureStream !== 'function' || !countsSilentFilms()) {
    told(false);
    return () => {};
  }
  let frames = 0;
  const draw = () => {
    frames += 1;
    pen.fillStyle = frames % 2 === 0 ? '#000000' : '#010101';
    pen.fillRect(0, 0, canvas.width, canvas.height);
  };
  const film = document.createElement('video');
  film.className = 'screen-film';
  film.muted = true;
  film.playsInline = true;
  film.disableRemotePlayback = true;
  film.setAttribute('aria-hidden', 'true');
  film.srcObject = canvas.captureStream(1);
  document.body.append(film);
  draw();
  const timer = setInterval(draw, redrawMs);
  const play = () => {
    if (document.visibilityState !== 'visible') return;
    film.play().then(
      () => told(true),
      () => told(false),
    );
  };
  document.addEventListener('visibilitychange', play);
  play();
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', play);
    film.remove();
  };
}
