import 'reflect-metadata';
import { Field } from 'type-graphql';
import { type Lazy, Node, NodeType } from './wire.ts';

// The fields `results` (of both types) and `subordinates` take arguments, so their resolvers declare them.

@NodeType('A Party organisation or body that holds sessions, or that a subject belongs to.')
export class Organization extends Node {
  __typename!: 'Organization';

  @Field(() => String, { description: 'Its name, as it was first given.' })
  name!: string;

  @Field(() => Organization, {
    nullable: true,
    description: 'The organisation directly above it (cấp trên trực tiếp).',
  })
  superior!: Lazy<Organization | null>;
}

@NodeType('Somebody who sits in sessions or is reviewed by them.')
export class Person extends Node {
  __typename!: 'Person';

  @Field(() => String, { description: 'The name in full, in Vietnamese order, as it was first given.' })
  fullName!: Lazy<string>;
}
