import { Arg, type ClassType, ID } from 'type-graphql';
import { ResultFilter, ResultOrder } from './types/filters.ts';
import { CursorScalar } from './types/scalars.ts';

// Arguments that several fields have, described once.

export const InputArg = (type: () => ClassType) => Arg('input', type, { description: 'What is asked.' });

export const SessionIdArg = () => Arg('sessionId', () => ID, { description: 'Which session.' });

export const AfterArg = () =>
  Arg('after', () => CursorScalar, {
    nullable: true,
    description:
      'The last cursor that arrived; only what is newer follows. Without it, entries come from the beginning, and the present view comes at once.',
  });

export const FilterArg = () =>
  Arg('filter', () => ResultFilter, {
    nullable: true,
    description:
      'Which results; without it all that the viewer may see, but those that a later session rated again.',
  });

export const OrderArg = () =>
  Arg('orderBy', () => ResultOrder, {
    nullable: true,
    description: 'Default: the newest session first, in the order of its agenda.',
  });

export const SearchArg = () =>
  Arg('search', () => String, {
    nullable: true,
    description: 'Part of the name, with or without Vietnamese marks, in any case.',
  });
