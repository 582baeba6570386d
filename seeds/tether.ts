// Loaded into the demo's server before its own code. It ends the server when the demo has ended or was killed, because this process's stdin ends then. The demo
// never writes to it.

const drainTimeoutMs = 5_000;

process.stdin.on('end', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), drainTimeoutMs).unref();
});
process.stdin.resume();
process.stdin.unref?.();
