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

/** Makes the schema on which every operation is executed. */
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
  // type-graphql cannot describe these three types.
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

/** Returns the schema as schema/api.graphql has it. */
export function printApi(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
