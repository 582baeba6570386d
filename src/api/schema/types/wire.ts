import 'reflect-metadata';
import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';

/** The value of a field, or a function that returns it. graphql calls the function only where the field is selected. */
export type Lazy<T> = T | (() => T | Promise<T>);

/**
 * Declares an object type of the schema. Its values are plain objects, never instances of the class. `simpleResolvers` leaves the fields to graphql's default
 * resolver, because the resolver of type-graphql returns the function of a Lazy without calling it. Global middlewares do not see such fields.
 */
export function WireType(description: string): ClassDecorator {
  return ObjectType({ description, simpleResolvers: true });
}

/** Declares an object type that can be fetched by its id. The class extends Node too. */
export function NodeType(description: string): ClassDecorator {
  return ObjectType({ description, simpleResolvers: true, implements: Node });
}

@InterfaceType({
  description: 'What has an id of its own and can be fetched by it.',
  resolveType: (node: Node) => node.__typename,
})
export abstract class Node {
  /** The name of the object type, which tells plain objects apart. */
  abstract __typename: string;

  @Field(() => ID, { description: 'Globally unique and stable.' })
  id!: string;
}
