import 'reflect-metadata';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import { AccessResolver } from './resolvers/access.ts';
import { AdministrationResolver } from './resolvers/administration.ts';
import { ChairResolver } from './resolvers/chair.ts';
import { ExchangeResolver } from './resolvers/exchange.ts';
import { HistoryResolver, OrganizationResolver, PersonResolver } from './resolvers/history.ts';
import { LiveResolver } from './resolvers/live.ts';
import { PapersResolver } from './resolvers/papers.ts';
import { PolicyResolver } from './resolvers/policy.ts';
import { ReviewResolver } from './resolvers/review.ts';
import { SeatResolver } from './resolvers/seat.ts';
import { SessionResolver } from './resolvers/session.ts';

const nobody = () => {
  throw new Error('nothing is published here: feeds pull from the journal');
};

/** The schema that everything is executed on. */
export async function apiSchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      SessionResolver,
      PolicyResolver,
      ReviewResolver,
      HistoryResolver,
      OrganizationResolver,
      PersonResolver,
      AccessResolver,
      AdministrationResolver,
      ExchangeResolver,
      PapersResolver,
      ChairResolver,
      SeatResolver,
      LiveResolver,
    ],
    validate: false,
    pubSub: { publish: nobody, subscribe: nobody },
  });
  // type-graphql has no place to say what these three are.
  for (const [name, description] of Object.entries(roots)) {
    const type = schema.getType(name);
    if (type) type.description = description;
  }
  return schema;
}

const roots = {
  Query: 'What can be asked: sessions as the viewer may see them, history, policies.',
  Mutation: 'What can be done. Every command carries a commandId and is safe to send again.',
  Subscription: 'What can be followed, over a websocket.',
};

/** The schema as it is promised, in schema/api.graphql. */
export function printApi(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
