import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { RetryLink } from '@apollo/client/link/retry';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { buildSchema, isAbstractType, OperationTypeNode } from 'graphql';
import { tap } from 'rxjs';
import { closeSocket, cursorOf, openSocket } from './live.ts';

const results = relayStylePagination(['filter', 'orderBy']);

/** For fragments on Node and on the results of commands: which types they fit. */
function possibleTypesOf(sdl: string): Record<string, string[]> {
  const schema = buildSchema(sdl);
  const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
  return Object.fromEntries(abstract.map((type) => [type.name, schema.getPossibleTypes(type).map(String)]));
}

export const createCache = (sdl: string) =>
  new InMemoryCache({
    possibleTypes: possibleTypesOf(sdl),
    typePolicies: {
      Query: {
        fields: {
          results,
          sessions: relayStylePagination(['filter']),
          people: relayStylePagination(['search']),
          organizations: relayStylePagination(['search']),
          // What a subscription brought answers queries too.
          session: (held, { args, toReference }) =>
            held === null ? null : toReference({ __typename: 'Session', id: args?.id }),
        },
      },
      Organization: { fields: { results, subordinates: relayStylePagination() } },
      Person: { fields: { results } },
      // Parts of one thing, asked for piece by piece.
      Attendance: { merge: true },
      Period: { merge: true },
      PolicySettings: { merge: true },
      Report: { merge: true },
      Subject: { merge: true },
      // Replaced whole: a new level beside an old trace would explain something else.
      Outcome: { merge: false },
      // Lists that become shorter.
      Round: { fields: { awaiting: { merge: false } } },
    },
  });

/** The last cursor that came goes out with a subscription that begins anew. */
const resume = new ApolloLink((operation, forward) => {
  // A copy: the cache keeps each message under the variables that were given, in place of the one before.
  operation.variables = { ...operation.variables };
  return forward(operation).pipe(
    tap(({ data }) => {
      operation.variables.after = cursorOf(data) ?? operation.variables.after;
    }),
  );
});

export function connect({ address, token, sdl }: { address: string; token: string; sdl: string }) {
  const socket = openSocket({ address, token });
  const http = new HttpLink({
    uri: `${address}/graphql`,
    headers: { authorization: `Bearer ${token}`, 'accept-language': 'en' },
  });
  // Commands too: under the same commandId they happen once.
  const again = new RetryLink({ attempts: { max: 10 } });
  const client = new ApolloClient({
    cache: createCache(sdl),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      ApolloLink.from([resume, new GraphQLWsLink(socket)]),
      ApolloLink.from([again, http]),
    ),
  });
  const stop = async () => {
    client.stop();
    await closeSocket(socket);
  };
  return { client, stop };
}
