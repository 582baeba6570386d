import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Chance } from '../support/chance.ts';
import { faultOf, type Kind, request } from './inputs.ts';
import { mutated, mutatedValue, oddValue } from './mutate.ts';
import { codeIn } from './tally.ts';
import type { Target } from './target.ts';

export const framesAtOnce = 25;

/** A frame that the protocol knows: whatever it asks for, the socket stays open. */
function rightFrame(target: Target, chance: Chance, at: number): string {
  const { query, variables } = chance.is(0.7)
    ? request(target, chance)
    : { query: '{ viewer { kind } }', variables: {} };
  const wild = typeof variables === 'object' && !Array.isArray(variables) ? variables : { input: variables };
  const message = chance.of([
    { id: `${at}`, type: 'subscribe', payload: { query, variables: wild } },
    { id: `${at}`, type: 'subscribe', payload: { query, variables: wild } },
    { id: `${chance.below(at + 1)}`, type: 'complete' },
    { type: chance.of(['ping', 'pong']), payload: { at } },
  ]);
  return JSON.stringify(message);
}

/** What clients do not say, or not twice, or not any more; with what would be right in it. */
const foreignPayloads: Readonly<Record<string, unknown>> = {
  next: { data: null },
  error: [{ message: 'x' }],
  connection_ack: {},
  connection_init: {},
  start: { query: '{ __typename }' },
  '': null,
};

/** A frame with something wrong in its message or its text. */
function wrongFrame(target: Target, chance: Chance, at: number): string | Buffer {
  const foreign = chance.of(Object.keys(foreignPayloads));
  const message = chance.is(0.5)
    ? JSON.parse(rightFrame(target, chance, at))
    : {
        id: `${chance.below(at + 1)}`,
        type: foreign,
        payload: chance.is(0.5) ? foreignPayloads[foreign] : oddValue(chance),
      };
  if (chance.is(0.4)) return JSON.stringify(message);
  if (chance.is(0.5)) return JSON.stringify(mutatedValue(message, chance));
  const text = mutated(JSON.stringify(message), chance);
  return chance.is(0.3) ? Buffer.from(text, 'latin1') : text;
}

interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: unknown;
}

function outcomeOf({ type, payload }: Message): string {
  if (type === 'next') return `frame next ${codeIn(payload)}`;
  return type === 'error' ? `frame error ${codeIn({ errors: payload })}` : `frame ${type}`;
}

/**
 * Twenty-five frames on a socket, of which the last is wrong, for a wrong one ends the socket: whatever they are, it answers or
 * closes with a code of the protocol, and never with its own fault.
 */
export const frames: Kind = {
  share: 60,
  async attempt(target, chance) {
    const socket = new WebSocket(`ws://${target.address.host}/graphql`, 'graphql-transport-ws');
    let fault: string | null = null;
    socket.on('error', () => {});
    socket.on('message', (data) => {
      const text = String(data);
      fault ??= faultOf(200, text);
      const message: Message = JSON.parse(text);
      target.tally.note(outcomeOf(message));
      if (message.id === 'last-word') socket.terminate();
    });
    const closed = once(socket, 'close') as Promise<[number]>;
    const talk = () => {
      for (let at = 1; at < framesAtOnce; at += 1) socket.send(rightFrame(target, chance, at));
      socket.send(wrongFrame(target, chance, framesAtOnce));
      socket.send(
        JSON.stringify({ id: 'last-word', type: 'subscribe', payload: { query: '{ __typename }' } }),
      );
    };
    socket.once('open', () => {
      // Whoever has not connected is closed for the first frame already.
      if (chance.is(0.02)) return talk();
      const token = chance.of(target.tokens.slice(0, -1));
      const known = token === null ? {} : { token };
      const payload = chance.is(0.95) ? known : mutatedValue({ token }, chance);
      socket.send(JSON.stringify({ type: 'connection_init', payload }));
      socket.once('message', talk);
    });
    const [code] = await closed;
    target.tally.note(`socket closed ${code}`);
    return fault ?? (code === 1011 || code === 4500 ? `the socket closed with ${code}` : null);
  },
};
