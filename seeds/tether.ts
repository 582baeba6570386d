// Loaded into the demo's server before its own code: ends it when the demo is gone, killed or not. The demo holds the
// other end of this process's stdin and never writes to it.

const drainTimeoutMs = 5_000;

process.stdin.on('end', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), drainTimeoutMs).unref();
});
process.stdin.resume();
process.stdin.unref?.();
