import 'reflect-metadata';
import { Field, Int } from 'type-graphql';
import { Result } from './history.ts';
import { Organization, Person } from './people.ts';
import { Comment } from './review.ts';
import { Session } from './session.ts';
import { type Lazy, WireType } from './wire.ts';

@WireType('Where a page lies in its list. Connections take exactly one of first and last, 1 to 100.')
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether something follows the page.' })
  hasNextPage!: Lazy<boolean>;

  @Field(() => Boolean, { description: 'Whether something precedes the page.' })
  hasPreviousPage!: Lazy<boolean>;

  @Field(() => String, { nullable: true, description: 'Of the first edge; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Of the last edge; null on an empty page.' })
  endCursor!: string | null;
}

// These two are not types of the schema: every connection and edge below has their fields.

@WireType('A page of a list.')
abstract class Connection {
  @Field(() => PageInfo, { description: 'Where the page lies in the list.' })
  pageInfo!: PageInfo;

  @Field(() => Int, { description: 'How many the whole list has.' })
  totalCount!: Lazy<number>;
}

@WireType('An item of a page.')
abstract class Edge {
  @Field(() => String, { description: 'For `after` and `before`. Opaque.' })
  cursor!: string;
}

@WireType('A result in a page.')
export class ResultEdge extends Edge {
  @Field(() => Result, { description: 'The result.' })
  node!: Lazy<Result>;
}

@WireType('A page of results.')
export class ResultConnection extends Connection {
  @Field(() => [ResultEdge], { description: 'The results of the page.' })
  edges!: Lazy<readonly ResultEdge[]>;
}

@WireType('A session in a page.')
export class SessionEdge extends Edge {
  @Field(() => Session, { description: 'The session.' })
  node!: Lazy<Session>;
}

@WireType('A page of sessions.')
export class SessionConnection extends Connection {
  @Field(() => [SessionEdge], { description: 'The sessions of the page.' })
  edges!: Lazy<readonly SessionEdge[]>;
}

@WireType('A person in a page.')
export class PersonEdge extends Edge {
  @Field(() => Person, { description: 'The person.' })
  node!: Lazy<Person>;
}

@WireType('A page of people.')
export class PersonConnection extends Connection {
  @Field(() => [PersonEdge], { description: 'The people of the page.' })
  edges!: Lazy<readonly PersonEdge[]>;
}

@WireType('A comment in a page.')
export class CommentEdge extends Edge {
  @Field(() => Comment, { description: 'The comment.' })
  node!: Lazy<Comment>;
}

@WireType('A page of comments.')
export class CommentConnection extends Connection {
  @Field(() => [CommentEdge], { description: 'The comments of the page.' })
  edges!: Lazy<readonly CommentEdge[]>;
}

@WireType('An organisation in a page.')
export class OrganizationEdge extends Edge {
  @Field(() => Organization, { description: 'The organisation.' })
  node!: Lazy<Organization>;
}

@WireType('A page of organisations.')
export class OrganizationConnection extends Connection {
  @Field(() => [OrganizationEdge], { description: 'The organisations of the page.' })
  edges!: Lazy<readonly OrganizationEdge[]>;
}
