/**
 * Calls when the page may have missed something: it comes to be seen, comes out of the back-forward cache, or the device has a
 * network again. Returns what ends it.
 */
export function onWake(wake: () => void): () => void {
  const seen = () => {
    if (document.visibilityState === 'visible') wake();
  };
  window.addEventListener('online', wake);
  window.addEventListener('pageshow', wake);
  window.addEventListener('visibilitychange', seen);
  return () => {
    window.removeEventListener('online', wake);
    window.removeEventListener('pageshow', wake);
    window.removeEventListener('visibilitychange', seen);
  };
}
