import { Kind, type OperationDefinitionNode } from 'graphql';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';

// What the log says of an operation: its fields, its price, how long it took, and the codes of its errors. It has no names, arguments or variables that a
// client wrote, because a choice may be in them.

/** Who asked, and what is known of the operation and its answer. Every context has these. */
export interface LoggedContext {
  readonly actor: { readonly kind: string };
  readonly report: {
    readonly cost: number;
    readonly fields: readonly string[];
    readonly errors: readonly string[];
  };
}

export interface FinishedOperation {
  readonly requestId: string;
  readonly transport: 'http' | 'websocket';
  /** Null where the request was refused before it was known who asks. */
  readonly context: LoggedContext | null;
  readonly tookMs: number;
}

export class OperationLog {
  readonly #log: Logger;
  readonly #metrics: Metrics;

  constructor(log: Logger, metrics: Metrics) {
    this.#log = log;
    this.#metrics = metrics;
  }

  /** Counts a finished operation, and logs it where operations are logged. */
  finished({ requestId, transport, context, tookMs }: FinishedOperation): void {
    this.#metrics.operation(transport, tookMs);
    if (!this.#log.isLevelEnabled('info')) return;
    const { cost, fields, errors } = context?.report ?? { cost: 0, fields: [], errors: [] };
    const who = context?.actor.kind ?? null;
    const milliseconds = Math.round(tookMs * 10) / 10;
    this.#log.info({ requestId, transport, who, fields, cost, milliseconds, errors }, 'operation');
  }
}

/** Returns the fields at the root of a valid operation, as the schema names them. */
export function rootFieldsOf(operation: OperationDefinitionNode | null | undefined): readonly string[] {
  const selections = operation?.selectionSet.selections ?? [];
  return selections.map((one) => (one.kind === Kind.FIELD ? one.name.value : '…'));
}
