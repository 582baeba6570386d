import 'reflect-metadata';
import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';

/** The value of a field, or a function that gives it: graphql calls the function only when the field is selected. */
export type Lazy<T> = T | (() => T | Promise<T>);

/**
 * An object type of the wire. Its values are plain objects, never instances of the class. `simpleResolvers` leaves the
 * fields to graphql's default resolver, because type-graphql's own returns a Lazy's function without calling it; global
 * middlewares do not see such fields.
 */
export function WireType(description: string): ClassDecorator {
  return ObjectType({ description, simpleResolvers: true });
}

/** An object type that can be fetched by its id; the class extends Node as well. */
export function NodeType(description: string): ClassDecorator {
  return ObjectType({ description, simpleResolvers: true, implements: Node });
}

@InterfaceType({
  description: 'What has an id of its own and can be fetched by it.',
  resolveType: (node: Node) => node.__typename,
})
export abstract class Node {
  /** Tells plain objects apart; the name of the object type. */
  abstract __typename: string;

  @Field(() => ID, { description: 'Globally unique and stable.' })
  id!: string;
}
