import { answered, type Json, type NamedKey, type Point, startMs } from './browser.ts';

// The part of W3C WebDriver that is needed here (https://www.w3.org/TR/webdriver2/).

/** One session of a driver, that is one browser. Paths are below the session's. */
export interface Session {
  /** The browser's. */
  readonly version: string;
  get(path: string): Promise<Json>;
  post(path: string, body: Json): Promise<Json>;
  remove(path: string): Promise<Json>;
  end(): Promise<void>;
}

/** Whether the driver at the address can make a session. */
export async function isReady(driver: string): Promise<boolean> {
  return fetch(`${driver}/status`).then(
    ({ ok }) => ok,
    () => false,
  );
}

export async function newSession(driver: string, wanted: Json): Promise<Session> {
  const capable = { capabilities: { alwaysMatch: wanted } };
  const made = await ask(driver, 'POST', '/session', capable, startMs);
  const { sessionId, capabilities } = made as {
    readonly sessionId: string;
    readonly capabilities: { readonly browserVersion: string };
  };
  const path = `/session/${sessionId}`;
  return {
    version: capabilities.browserVersion,
    get: (below) => ask(driver, 'GET', path + below),
    post: (below, body) => ask(driver, 'POST', path + below, body),
    remove: (below) => ask(driver, 'DELETE', path + below),
    async end() {
      await ask(driver, 'DELETE', path);
    },
  };
}

async function ask(
  driver: string,
  method: string,
  path: string,
  body?: Json,
  withinMs?: number,
): Promise<Json> {
  const what = `${method} ${path.replace(/^\/session\/[^/]+/, '')}`;
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await answered(what, fetch(driver + path, init), withinMs);
  const { value } = (await response.json()) as { value: Json };
  if (response.ok) return value;
  const { error, message } = value as { readonly error: string; readonly message: string };
  throw new Error(`${what}: ${error} ${message}`);
}

/** The specification's code points for keys that write nothing. */
const codePoints: Readonly<Record<NamedKey, string>> = {
  Backspace: '\ue003',
  Tab: '\ue004',
  Enter: '\ue007',
  Escape: '\ue00c',
  ArrowUp: '\ue013',
  ArrowDown: '\ue015',
};

const isNamed = (key: string): key is NamedKey => key in codePoints;

/** Presses keys, one after the other: named ones, or characters. */
export function pressing(keys: readonly string[]): Json {
  const actions = keys.flatMap((key) => {
    const value = isNamed(key) ? codePoints[key] : key;
    return [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ];
  });
  return { actions: [{ type: 'key', id: 'keyboard', actions }] };
}

export function clicking({ x, y }: Point): Json {
  const actions = [
    { type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0, origin: 'viewport' },
    { type: 'pointerDown', button: 0 },
    { type: 'pointerUp', button: 0 },
  ];
  return { actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }] };
}
