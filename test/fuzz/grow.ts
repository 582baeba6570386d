import {
  GraphQLBoolean,
  type GraphQLField,
  type GraphQLInputType,
  GraphQLNonNull,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Chance } from '../support/chance.ts';
import { oddValue } from './mutate.ts';
import type { Scene } from './target.ts';

/** What an operation is asked with, over HTTP and on sockets alike. */
export interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface GrowOptions {
  readonly schema: GraphQLSchema;
  readonly chance: Chance;
  readonly scene: Scene;
}

const maxDepth = 6;
const maxFields = 25;
const odd = 0.1;
const always = new GraphQLNonNull(GraphQLBoolean);

/** An operation that mostly fits the schema, with arguments that mostly fit their types. */
export function grow(options: GrowOptions): Asked {
  return new Growth(options).operation();
}

class Growth {
  readonly #options: GrowOptions;
  readonly #declared: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  #fields = 0;

  constructor(options: GrowOptions) {
    this.#options = options;
  }

  operation(): Asked {
    const { schema, chance } = this.#options;
    const kind = chance.of(['query', 'query', 'query', 'mutation', 'subscription'] as const);
    const root = {
      query: schema.getQueryType(),
      mutation: schema.getMutationType(),
      subscription: schema.getSubscriptionType(),
    }[kind];
    const fields = Object.values(root?.getFields() ?? {});
    const count = kind === 'subscription' && chance.is(0.9) ? 1 : 1 + chance.below(3);
    const selections = Array.from({ length: count }, (_, at) =>
      this.#field(this.#root(fields), count > 1 ? `r${at}: ` : '', 0),
    );
    const declared = this.#declared.length > 0 ? `(${this.#declared.join(', ')})` : '';
    return { query: `${kind} Grown${declared} { ${selections.join(' ')} }`, variables: this.#variables };
  }

  /** Whoever signs out is nobody from then on: it is tried, and seldom. */
  #root(fields: readonly GraphQLField<unknown, unknown>[]): GraphQLField<unknown, unknown> {
    const { chance } = this.#options;
    const field = chance.of(fields);
    return field.name === 'signOut' && chance.is(0.9) ? chance.of(fields) : field;
  }

  #field(field: GraphQLField<unknown, unknown>, alias: string, depth: number): string {
    const { chance } = this.#options;
    this.#fields += 1;
    const given = field.args
      .filter(({ type }) => isNonNullType(type) || chance.is(0.4))
      .map(({ name, type }) => `${name}: $${this.#variable(name, type)}`);
    const args = given.length > 0 ? `(${given.join(', ')})` : '';
    const directive = chance.is(0.02) ? this.#directive() : '';
    return `${alias}${field.name}${args}${directive}${this.#selection(field.type, depth + 1)}`;
  }

  #directive(): string {
    const { chance } = this.#options;
    const named = `@${chance.of(['skip', 'include'])}`;
    return ` ${chance.of([named, `${named}(if: true)`, `${named}(if: $${this.#variable('if', always)})`])}`;
  }

  #variable(argument: string, type: GraphQLInputType): string {
    const name = `${argument}${this.#declared.length}`;
    this.#declared.push(`$${name}: ${String(type)}`);
    if (!this.#options.chance.is(0.03)) this.#variables[name] = this.#value(type, argument, 3);
    return name;
  }

  #selection(type: GraphQLOutputType, depth: number): string {
    const { chance, schema } = this.#options;
    const named = getNamedType(type);
    if (isLeafType(named)) return '';
    if (isUnionType(named) || (isInterfaceType(named) && chance.is(0.6))) {
      const parts = schema
        .getPossibleTypes(named)
        .filter(() => chance.is(0.6))
        .map((one) => `... on ${one.name}${this.#selection(one, depth + 1)}`);
      return ` { __typename ${parts.join(' ')} }`;
    }
    if (!isObjectType(named) && !isInterfaceType(named)) return '';
    const fields = Object.values(named.getFields()).filter(
      ({ type: below }) =>
        this.#fields < maxFields &&
        (isLeafType(getNamedType(below)) ? chance.is(0.5) : depth < maxDepth && chance.is(0.35)),
    );
    return ` { __typename ${fields.map((one) => this.#field(one, '', depth)).join(' ')} }`;
  }

  #value(type: GraphQLInputType, name: string, depth: number): unknown {
    const { chance, scene } = this.#options;
    if (chance.is(odd)) return oddValue(chance);
    if (isNonNullType(type)) return this.#value(type.ofType, name, depth);
    if (isListType(type))
      return Array.from({ length: chance.below(4) }, () => this.#value(type.ofType, name, depth));
    if (isEnumType(type)) return chance.of(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isNonNullType(field.type) || (depth > 0 && chance.is(0.4)),
      );
      return Object.fromEntries(
        fields.map((field) => [field.name, this.#value(field.type, field.name, depth - 1)]),
      );
    }
    switch (type.name) {
      case 'Int':
        return chance.of([0, 1, 3, 10, 100, 101, -1, 2023]);
      case 'Float':
        return chance.share() * 100;
      case 'Boolean':
        return chance.is(0.5);
      case 'ID':
        return name === 'commandId' ? chance.id() : this.#id(name);
      default:
        return chance.of(['Nguyễn Văn An', 'x', '2023-12-20', '2023-12-20T08:00:00Z', ...scene.ids]);
    }
  }

  /** Mostly one that fits, so that more than the first lookup is reached. */
  #id(name: string): string {
    const { chance, scene } = this.#options;
    const fitting = scene.fitting[name];
    return chance.of(fitting !== undefined && chance.is(0.8) ? fitting : scene.ids);
  }
}
