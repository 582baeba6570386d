import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

const decimalDigitsMax = 30;
const cursorLengthMax = 200;

interface TextScalar<T> {
  readonly name: string;
  readonly description: string;
  readonly specifiedByURL?: string;
  /** Says how to write the scalar, where somebody wrote something else. */
  readonly hint: string;
  /** Returns null for a text that is not of this scalar. */
  readonly read: (text: string) => T | null;
  /** Returns null for a value that this scalar cannot show, which is a bug of this program. */
  readonly show: (value: unknown) => string | null;
}

/** Makes a scalar that is a string on the wire, both ways. Wrong input gives BAD_USER_INPUT, and the error does not repeat the input. */
function textScalar<T>({ hint, read, show, ...names }: TextScalar<T>): GraphQLScalarType<T, string> {
  const parse = (input: unknown, nodes?: ValueNode): T => {
    const value = typeof input === 'string' ? read(input) : null;
    if (value !== null) return value;
    throw new GraphQLError(hint, { ...(nodes && { nodes }), extensions: { code: 'BAD_USER_INPUT' } });
  };
  return new GraphQLScalarType<T, string>({
    ...names,
    parseValue: (input) => parse(input),
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : null, node),
    serialize: (value) => {
      const text = show(value);
      if (text === null) throw new TypeError(`not a value of the scalar ${names.name}`);
      return text;
    },
  });
}

const datePattern = /^\d{4}-\d{2}-\d{2}$/;
const decimalPattern = /^-?\d+(\.\d+)?$/;
// RFC 3339, 5.6. The leap second :60 is left out, because epoch milliseconds have no place for it.
const instantPattern =
  /^(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,9}))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;
const firstInstantMs = Date.parse('0000-01-01T00:00:00.000Z');
const lastInstantMs = Date.parse('9999-12-31T23:59:59.999Z');

function isDate(text: string): boolean {
  if (!datePattern.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  // The engine takes 30 February as 1 or 2 March, so the day must come back as it was.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function isInstant(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= firstInstantMs && Number(value) <= lastInstantMs;
}

function isDecimal(text: string): boolean {
  return decimalPattern.test(text) && text.replace(/\D/g, '').length <= decimalDigitsMax;
}

function isCursor(text: string): boolean {
  return text.length > 0 && text.length <= cursorLengthMax;
}

/** Reads an instant to the millisecond. Further digits are cut off. */
function readInstant(text: string): number | null {
  const [, date, time, fraction = '', offset] = instantPattern.exec(text) ?? [];
  if (date === undefined || offset === undefined || !isDate(date)) return null;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const instantMs = Date.parse(`${date}T${time}.${milliseconds}${offset.toUpperCase()}`);
  return isInstant(instantMs) ? instantMs : null;
}

/** For scalars whose value is the text itself. */
function asText(is: (text: string) => boolean) {
  return {
    read: (text: string) => (is(text) ? text : null),
    show: (value: unknown) => (typeof value === 'string' && is(value) ? value : null),
  };
}

/** The value in code is a number: milliseconds since 1970-01-01T00:00:00Z. */
export const DateTimeScalar = textScalar<number>({
  name: 'DateTime',
  description: 'An instant, RFC 3339, UTC. Input may have another offset; it is kept to the millisecond.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  hint: 'DateTime must look like 2023-12-11T01:30:00Z.',
  read: readInstant,
  show: (value) => (isInstant(value) ? new Date(value).toISOString() : null),
});

/** The value in code is the same string. */
export const DateScalar = textScalar<string>({
  name: 'Date',
  description: 'A calendar date, YYYY-MM-DD.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  hint: 'Date must look like 2023-12-11.',
  ...asText(isDate),
});

/** The value in code is the same string, because a float is not exact. */
export const DecimalScalar = textScalar<string>({
  name: 'Decimal',
  description: `An exact decimal number as a string: "89.5". At most ${decimalDigitsMax} digits.`,
  hint: `Decimal must be a string like "89.5", with at most ${decimalDigitsMax} digits.`,
  ...asText(isDecimal),
});

/** The value in code is the same string. Where it is used, it is checked whether it is of this journal (CURSOR_INVALID). */
export const CursorScalar = textScalar<string>({
  name: 'Cursor',
  description: "A position in a session's journal. Opaque: store it, send it back, never look inside.",
  hint: `Cursor must be a string that this server gave, at most ${cursorLengthMax} characters.`,
  ...asText(isCursor),
});
