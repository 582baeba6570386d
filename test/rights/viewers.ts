import { type Any, ask, rawSocket } from '../support/client.ts';
import { adminToken } from '../support/house.ts';
import { signIn } from '../support/session.ts';
import type { Stages, World } from './world.ts';

/** Every kind of viewer that there is, and every way to be none any more. */
export const insiders = [
  'administrator',
  'chair',
  'secretary',
  'teller',
  'delegate',
  'subject',
  'presenter',
  'guest',
  'screen',
] as const;

const roles = ['chair', 'secretary', 'teller', 'delegate', 'guest', 'screen'] as const;

export const outsiders = [
  'key of all',
  'key, own organisation',
  'key, other organisation',
  ...roles.map((role) => `other’s ${role}` as const),
  'nobody',
] as const;

/** Over HTTP their token has ended; over a socket it ends while the socket is open. */
export const ended = ['expired', 'signed out', 'code replaced', 'revoked key'] as const;

export type LiveViewer = (typeof insiders)[number] | (typeof outsiders)[number];
export type Viewer = LiveViewer | (typeof ended)[number];
export const live: readonly LiveViewer[] = [...insiders, ...outsiders];
export const viewers: readonly Viewer[] = [...live, ...ended];

export interface Answer {
  readonly data?: Any;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

interface Entry {
  readonly token: string | null;
  /** Ends the token; null where it lasts. */
  readonly end: (() => Promise<void>) | null;
}

/** A token of this viewer's: one that ends made for the occasion, one that lasts made once. */
export async function enter(stages: Stages, world: World, viewer: Viewer): Promise<Entry> {
  const { house, other } = stages;
  const lasting = (token: string | null): Entry => ({ token, end: null });
  const once = async (whose: string, make: () => Promise<string>) => {
    const token = stages.tokens.get(whose) ?? (await make());
    stages.tokens.set(whose, token);
    return lasting(token);
  };
  const key = (organizationId: string | null) =>
    once(`key ${organizationId}`, async () => (await stages.key(organizationId)).key);
  switch (viewer) {
    case 'administrator':
      return lasting(adminToken);
    case 'nobody':
      return lasting(null);
    case 'key of all':
      return key(null);
    case 'key, own organisation':
      return key(world.organizationId);
    case 'key, other organisation':
      return key(stages.otherOrganizationId);
    case 'expired':
      return { token: await signIn(house, world.codes.chair), end: async () => stages.nextDay() };
    case 'signed out': {
      const token = await signIn(house, world.codes.chair);
      return { token, end: () => stages.signOut(token) };
    }
    case 'code replaced': {
      const { code, replace } = stages.replaceable();
      return { token: await signIn(house, code), end: replace };
    }
    case 'revoked key': {
      const { id, key: token } = await stages.key(null);
      return { token, end: () => stages.revoke(id) };
    }
    default: {
      const role = viewer.replace('other’s ', '');
      const { sessionId, codes } = role === viewer ? world : other;
      return once(`${role} ${sessionId}`, () => signIn(house, codes[role]));
    }
  }
}

export interface Question {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

/** Asks as this viewer, over HTTP. */
export async function askOverHttp(
  stages: Stages,
  world: World,
  viewer: Viewer,
  { query, variables }: Question,
): Promise<Answer> {
  const { token, end } = await enter(stages, world, viewer);
  await end?.();
  return ask(stages.house.address, token, query, variables);
}

/** Asks as this viewer, over a socket; where the socket is closed as forbidden, that is UNAUTHENTICATED too. */
export async function askOverSocket(
  stages: Stages,
  world: World,
  viewer: Viewer,
  question: Question,
): Promise<Answer> {
  const { token, end } = await enter(stages, world, viewer);
  const raw = await rawSocket(stages.house.address, token === null ? {} : { token });
  await end?.();
  raw.send({ id: '1', type: 'subscribe', payload: question });
  const first = raw.until(({ id }) => id === '1').catch(() => null);
  const message = await first;
  raw.socket.terminate();
  if (message === null) {
    const code = await raw.closed;
    if (code !== 4403) throw new Error(`${viewer}: the socket closed with ${code}`);
    return { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] };
  }
  return message.type === 'error' ? { errors: message.payload } : message.payload;
}
