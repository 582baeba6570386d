import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  buildSchema,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { expect, test } from 'vitest';
import { apiSchema, printApi } from '../../src/api/schema/schema.ts';

const promised = readFileSync(join(resolve(import.meta.dirname, '../..'), 'schema', 'api.graphql'), 'utf8');

test('schema/api.graphql is the schema that is served (npm run schema prints it)', async () => {
  expect(printApi(await apiSchema())).toBe(promised);
});

test('everything in it is described', () => {
  const types = Object.values(buildSchema(promised).getTypeMap()).filter(
    (type) => !type.name.startsWith('__'),
  );
  const own = types.filter((type) => !['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name));
  expect(own.length).toBeGreaterThan(100);
  expect(own.flatMap(undescribed)).toEqual([]);
});

function undescribed(type: GraphQLNamedType): string[] {
  const missing = type.description ? [] : [type.name];
  if (isEnumType(type)) {
    return [
      ...missing,
      ...type.getValues().flatMap((value) => (value.description ? [] : [`${type.name}.${value.name}`])),
    ];
  }
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return missing;
  const fields = Object.values(type.getFields());
  return [
    ...missing,
    ...fields.flatMap((field) => (field.description ? [] : [`${type.name}.${field.name}`])),
    ...(isInputObjectType(type) ? [] : undescribedArguments(type)),
  ];
}

function undescribedArguments(type: GraphQLObjectType | GraphQLInterfaceType): string[] {
  return Object.values(type.getFields()).flatMap(({ name, args }) =>
    args.flatMap((one) => (one.description ? [] : [`${type.name}.${name}(${one.name}:)`])),
  );
}
