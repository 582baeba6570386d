import { Session } from 'node:inspector';
import { getHeapSnapshot } from 'node:v8';
import type { Any } from '../support/client.ts';
import { collectedHeapBytes } from '../support/heap.ts';

// What a program holds in memory. What the compiler keeps of code comes and goes, and is left out.

export interface Census {
  /** Functions included; so a listener is one, and a timer. It comes out the same each time. */
  readonly objects: number;
  /** Of objects, arrays, strings and numbers. */
  readonly bytes: number;
  /** After a collection, the compiler's part included. */
  readonly heapBytes: number;
}

/** Kinds of nodes in a snapshot that are the program's own. */
const own: ReadonlySet<string> = new Set([
  'object',
  'closure',
  'regexp',
  'array',
  'string',
  'concatenated string',
  'sliced string',
  'number',
  'bigint',
  'symbol',
  'native',
]);

/** As V8 writes it: numbers in a row for each node, and what they mean. */
interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[], ...unknown[]];
    };
  };
  readonly nodes: readonly number[];
}

/** Counts what is left after a collection. */
export async function census(): Promise<Census> {
  const { Object: objects } = held({ Object });
  const heapBytes = collectedHeapBytes();
  const parts: Buffer[] = [];
  for await (const part of getHeapSnapshot()) parts.push(part);
  const { snapshot, nodes }: Snapshot = JSON.parse(Buffer.concat(parts).toString());
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [typeAt, sizeAt] = [fields.indexOf('type'), fields.indexOf('self_size')];
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    if (own.has(types[0][nodes[node + typeAt] ?? 0] ?? '')) bytes += nodes[node + sizeAt] ?? 0;
  }
  return { objects, bytes, heapBytes };
}

/** How many there are of each class to which something still refers; looking collects those to which nothing does. */
export function held<Name extends string>(
  classes: Readonly<Record<Name, abstract new (...args: never[]) => object>>,
): Readonly<Record<Name, number>> {
  const session = new Session();
  session.connect();
  const ask = (method: string, given: object): Any => {
    let answer: Any;
    // In one's own thread the answer is there when this returns.
    session.post(method, given, (error, result) => {
      if (error !== null) throw new Error(`${method}: ${JSON.stringify(error)}`);
      answer = result;
    });
    return answer;
  };
  Object.assign(globalThis, { counted: classes });
  const { result } = ask('Runtime.evaluate', { expression: 'Object.prototype' });
  // Asked for once, since each answer takes a collection.
  const { objects } = ask('Runtime.queryObjects', { prototypeObjectId: result.objectId });
  const functionDeclaration = `function () {
    const are = ({ prototype }) => this.filter((one) => Object.prototype.isPrototypeOf.call(prototype, one));
    return Object.fromEntries(Object.entries(counted).map(([name, kind]) => [name, are(kind).length]));
  }`;
  const asked = { objectId: objects.objectId, functionDeclaration, returnByValue: true };
  const counts = ask('Runtime.callFunctionOn', asked).result.value;
  session.disconnect();
  Reflect.deleteProperty(globalThis, 'counted');
  return counts;
}
