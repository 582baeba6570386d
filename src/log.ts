import { type Logger, pino } from 'pino';

const mostCauses = 5;

/** Of an error what helps to mend it: never the parameters of a statement, which may hold what nobody must read. */
export function loggable(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return {
    name,
    message,
    stack,
    ...(code !== undefined && { code: String(code) }),
    ...(cause !== undefined && depth < mostCauses && { cause: loggable(cause, depth + 1) }),
  };
}

/** JSON lines on stderr. */
export function openLog(level: string, stream = pino.destination({ fd: 2, sync: false })): Logger {
  return pino({ level, serializers: { err: loggable } }, stream);
}
