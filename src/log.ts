import { write, writeSync } from 'node:fs';
import { type Logger, pino } from 'pino';

const maxCauses = 5;

/** Of an error what helps to mend it: never the parameters of a statement, which may hold what nobody must read. */
export function loggable(error: unknown, depth = 0): unknown {
  // A problem without an error: its line has none either.
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

/** JSON lines on stderr. */
export function openLog(level: string, stream = lines(2)): Logger {
  return pino({ level, serializers: { err: loggable } }, stream);
}

/** Characters of lines that wait for a disk that is full or a reader that stands still; further lines are dropped. */
const maxWaiting = 1_000_000;
const retryMs = 1_000;

/** Nothing stops for lines of the log: whatever happens to who reads them, they wait or are dropped. */
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
  // What is being written then may stand still, and is not waited for.
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
