import { write, writeSync } from 'node:fs';
import { type Logger, pino } from 'pino';

const maxCauses = 5;

/**
 * Returns what the log says of an error and of its causes: name, message, stack and code, and no other properties. The parameters of an SQL statement are such
 * a property, and could be secrets.
 */
export function loggable(error: unknown, depth = 0): unknown {
  // Where there is no error, the line has no `err`.
  if (error === null || error === undefined) return undefined;
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return {
    name,
    message,
    stack,
    ...(code !== undefined && { code: String(code) }),
    ...(cause !== undefined && depth < maxCauses && { cause: loggable(cause, depth + 1) }),
  };
}

/** Returns a logger that writes a line of JSON for each event, to stderr by default. `level` is the lowest level that it writes. */
export function openLog(level: string, stream = lines(2)): Logger {
  return pino({ level, serializers: { err: loggable } }, stream);
}

/** How many characters of lines may wait while the disk is full or the reader does not read. Further lines are dropped. */
const maxWaiting = 1_000_000;
const retryMs = 1_000;

/**
 * Returns a stream that writes to the file descriptor and never blocks the process. Lines that cannot be written yet wait; once too many wait, further ones are
 * dropped.
 */
function lines(fd: number): { write(line: string): void } {
  let waiting = '';
  let under: Buffer | null = null;
  const next = () => {
    if (under !== null || waiting === '') return;
    const bytes = Buffer.from(waiting);
    waiting = '';
    put(bytes);
  };
  const put = (bytes: Buffer) => {
    under = bytes;
    write(fd, bytes, (error, written) => {
      const rest = error === null ? bytes.subarray(written) : bytes;
      if (error !== null) setTimeout(put, retryMs, rest).unref();
      else if (rest.length > 0) put(rest);
      else {
        under = null;
        next();
      }
    });
  };
  // Where a write is still under way at the exit, the waiting lines are dropped, because that write may never end.
  process.on('exit', () => {
    if (under !== null || waiting === '') return;
    try {
      writeSync(fd, waiting);
    } catch {}
  });
  return {
    write(line) {
      if (waiting.length < maxWaiting) waiting += line;
      next();
    },
  };
}
