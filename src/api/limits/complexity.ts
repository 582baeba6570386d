import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { coded } from '../errors.ts';

// A document is bounded before it runs. One rule limits its fields, counted with fragments written out. Another limits how often one path comes back to a
// list of the same type, because review → rounds → reviews → rounds … multiplies by the sheet each time.

export const maxFields = 2_000;
export const maxAliases = 500;
export const maxDirectives = 100;
export const maxOfOneType = 2;

export function complexityRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const root = context.getSchema().getRootType(operation.operation);
      if (!root) return;
      if (countFields(context, operation.selectionSet, new Map()) > maxFields) {
        const message = `The document has more than ${maxFields} fields, fragments written out; ask in smaller parts.`;
        context.reportError(coded('LIMIT_EXCEEDED', message));
        return;
      }
      const type = returning(context, operation.selectionSet, root, []);
      if (type === null) return;
      const message = `The document goes through lists of ${type} more than ${maxOfOneType} times on one path; ask for less at once.`;
      context.reportError(coded('LIMIT_EXCEEDED', message));
    },
  };
}

/** Limits aliases, because they repeat work within one document, and directives, because they cost work and give no data. */
export function repetitionRule(context: ValidationContext): ASTVisitor {
  let aliases = 0;
  let directives = 0;
  return {
    Field({ alias }) {
      if (alias !== undefined) aliases += 1;
    },
    Directive() {
      directives += 1;
    },
    Document: {
      leave() {
        if (aliases > maxAliases) context.reportError(tooMany('aliases', maxAliases));
        if (directives > maxDirectives) context.reportError(tooMany('directives', maxDirectives));
      },
    },
  };
}

function tooMany(what: string, most: number) {
  return coded('LIMIT_EXCEEDED', `The document has more than ${most} ${what}; ask in smaller parts.`);
}

/** Counts fields. Reads each fragment once, however often it is spread. Another rule refuses fragments that spread themselves. */
function countFields(
  context: ValidationContext,
  { selections }: SelectionSetNode,
  known: Map<string, number>,
): number {
  let sum = 0;
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      sum += 1 + (selection.selectionSet ? countFields(context, selection.selectionSet, known) : 0);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      sum += countFields(context, selection.selectionSet, known);
    } else {
      const name = selection.name.value;
      if (!known.has(name)) {
        known.set(name, 0);
        const fragment = context.getFragment(name);
        known.set(name, fragment ? countFields(context, fragment.selectionSet, known) : 0);
      }
      sum += known.get(name) ?? 0;
    }
  }
  return sum;
}

/** Returns the first type that a path comes back to too often; null where there is none. `path` has the types of its lists, from the root down. */
function returning(
  context: ValidationContext,
  { selections }: SelectionSetNode,
  type: GraphQLNamedType,
  path: readonly string[],
  spread: readonly FragmentDefinitionNode[] = [],
): string | null {
  for (const selection of selections) {
    let found: string | null = null;
    if (selection.kind === Kind.FIELD) {
      const field =
        isObjectType(type) || isInterfaceType(type) ? type.getFields()[selection.name.value] : undefined;
      if (field === undefined || selection.selectionSet === undefined) continue;
      const next = getNamedType(field.type);
      if (next.name.startsWith('__')) continue;
      const below = isListType(getNullableType(field.type)) ? [...path, next.name] : path;
      if (below.filter((name) => name === next.name).length > maxOfOneType) return next.name;
      found = returning(context, selection.selectionSet, next, below, spread);
    } else {
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : context.getFragment(selection.name.value);
      if (!fragment || (fragment.kind === Kind.FRAGMENT_DEFINITION && spread.includes(fragment))) continue;
      const name = fragment.typeCondition?.name.value;
      const narrowed = name === undefined ? type : (context.getSchema().getType(name) ?? type);
      const within = fragment.kind === Kind.FRAGMENT_DEFINITION ? [...spread, fragment] : spread;
      if (isCompositeType(narrowed))
        found = returning(context, fragment.selectionSet, narrowed, path, within);
    }
    if (found !== null) return found;
  }
  return null;
}
