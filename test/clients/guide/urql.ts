import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { cacheExchange, type UpdateResolver } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { buildSchema, type GraphQLSchema, introspectionFromSchema, isObjectType } from 'graphql';
import type { Sink } from 'graphql-ws';
import { closeSocket, follow, openSocket } from './live.ts';

/** Parts of something else have no id: they are kept with what they belong to. */
function keysOf(schema: GraphQLSchema): Record<string, () => null> {
  const parts = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__') && !('id' in type.getFields()),
  );
  return Object.fromEntries(parts.map(({ name }) => [name, () => null]));
}

const lists = ['results', 'sessions', 'people', 'organizations', 'statistics'];

/** What an answer tells of a thing with an id is taken over by itself; in which lists it now stands, and what counts it, is not. */
const askAnew: UpdateResolver = (_answer, _input, cache) => {
  for (const { fieldName, arguments: given } of cache.inspectFields('Query')) {
    if (lists.includes(fieldName)) cache.invalidate('Query', fieldName, given);
  }
};

export function createCache(sdl: string) {
  const schema = buildSchema(sdl);
  const results = relayPagination();
  return cacheExchange({
    schema: introspectionFromSchema(schema),
    keys: keysOf(schema),
    resolvers: {
      Query: {
        results,
        sessions: relayPagination(),
        people: relayPagination(),
        organizations: relayPagination(),
        // What a subscription brought answers queries too.
        session: (_, args, cache, { parentKey, fieldName }) =>
          cache.resolve(parentKey, fieldName, args) === null
            ? null
            : { __typename: 'Session', id: String(args.id) },
      },
      Organization: { results, subordinates: relayPagination() },
      Person: { results },
    },
    updates: { Mutation: { adjournSession: askAnew, importResults: askAnew, recordDecision: askAnew } },
  });
}

export function connect({ address, token, sdl }: { address: string; token: string; sdl: string }) {
  const socket = openSocket({ address, token });
  const client = new Client({
    url: `${address}/graphql`,
    fetchOptions: { headers: { authorization: `Bearer ${token}`, 'accept-language': 'en' } },
    preferGetMethod: 'within-url-limit',
    exchanges: [
      createCache(sdl),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({ unsubscribe: follow(socket, { query, variables }, sink as Sink) }),
        }),
      }),
    ],
  });
  return { client, stop: () => closeSocket(socket) };
}
