// Reads the documents of schema/operations. Each operation gets the fragments that it needs and no others.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';

/** Returns the project's folder. It works for the sources and for dist. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('no package.json above the seeds');
    folder = above;
  }
  return folder;
}

function load(): ReadonlyMap<string, string> {
  const folder = join(projectFolder(), 'schema', 'operations');
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.graphql'))) {
    for (const definition of parse(readFileSync(join(folder, file), 'utf8')).definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
      if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
    }
  }
  const documents = new Map<string, string>();
  for (const operation of operations) {
    if (!operation.name) throw new Error('schema/operations has an operation without a name');
    const parts = [operation, ...neededBy(operation, fragments)];
    documents.set(operation.name.value, parts.map(print).join('\n\n'));
  }
  return documents;
}

function neededBy(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Set<FragmentDefinitionNode> {
  const needed = new Set<FragmentDefinitionNode>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment) throw new Error(`schema/operations has no fragment ${name.value}`);
        if (needed.has(fragment)) return;
        needed.add(fragment);
        collect(fragment);
      },
    });
  };
  collect(operation);
  return needed;
}

const documents = load();

export function documentOf(operationName: string): string {
  const document = documents.get(operationName);
  if (document === undefined) throw new Error(`schema/operations has no operation ${operationName}`);
  return document;
}
