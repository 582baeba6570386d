import { Session } from 'node:inspector';
import { getHeapSnapshot } from 'node:v8';
import type { Any } from '../support/client.ts';
import { collectedHeapBytes } from '../support/heap.ts';

// What a program holds in memory. What the compiler keeps of code comes and goes, and is left out.

type Kinds = Readonly<Record<string, number>>;

export interface Census {
  /** Functions included, because a listener is one. */
  readonly objects: number;
  /** Of each kind of object how many more there are than at the count before. The class and the first fields make the kind. */
  readonly more: Kinds;
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

/** Counts again and again. It keeps the last count alone, because all of them would be what grows. */
export class Counting {
  #kinds: Kinds = countKinds();

  /** Counts what is left after a collection. */
  async next(): Promise<Census> {
    // Node keeps the times of the last 250 requests of fetch, which the clients here send.
    performance.clearResourceTimings();
    const kinds = countKinds();
    const more = Object.entries(kinds).map(
      ([kind, count]) => [kind, count - (this.#kinds[kind] ?? 0)] as const,
    );
    this.#kinds = kinds;
    const heapBytes = collectedHeapBytes();
    return {
      objects: Object.values(kinds).reduce((sum, count) => sum + count, 0),
      more: Object.fromEntries(more.filter(([, count]) => count > 0)),
      bytes: await bytesOfOwn(),
      heapBytes,
    };
  }
}

/** From a snapshot of the heap. */
async function bytesOfOwn(): Promise<number> {
  const parts: Buffer[] = [];
  for await (const part of getHeapSnapshot()) parts.push(part);
  const { snapshot, nodes }: Snapshot = JSON.parse(Buffer.concat(parts).toString());
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [typeAt, sizeAt] = [fields.indexOf('type'), fields.indexOf('self_size')];
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    if (own.has(types[0][nodes[node + typeAt] ?? 0] ?? '')) bytes += nodes[node + sizeAt] ?? 0;
  }
  return bytes;
}

/** How many there are of each class to which something still refers; looking collects those to which nothing does. */
export function held<Name extends string>(
  classes: Readonly<Record<Name, abstract new (...args: never[]) => object>>,
): Readonly<Record<Name, number>> {
  Object.assign(globalThis, { counted: classes });
  const counts = askAllObjects(`function () {
    const are = ({ prototype }) => this.filter((one) => Object.prototype.isPrototypeOf.call(prototype, one));
    return Object.fromEntries(Object.entries(counted).map(([name, kind]) => [name, are(kind).length]));
  }`);
  Reflect.deleteProperty(globalThis, 'counted');
  return counts;
}

/** Arrays have no fields in their kind, and only plain names are taken: what else an object has may be different for each. */
const countKinds = (): Kinds =>
  askAllObjects(`function () {
    const counts = Object.create(null);
    const kindOf = (one) => {
      if (typeof one === 'function') return 'function ' + one.name + '(' + one.length + ')';
      const name = Object.getPrototypeOf(one)?.constructor?.name;
      if (Array.isArray(one)) return name;
      return name + ' {' + Object.keys(one).slice(0, 6).filter((key) => /^[a-z_]+$/i.test(key)).join(', ') + '}';
    };
    for (const one of this) {
      let kind = 'of no kind';
      try { kind = kindOf(one); } catch { }
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return counts;
  }`);

/** Calls a function with the array of all objects as `this`, and returns what it returns. */
function askAllObjects(functionDeclaration: string): Any {
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
  const { result } = ask('Runtime.evaluate', { expression: 'Object.prototype' });
  // Asked for once, since each answer takes a collection.
  const { objects } = ask('Runtime.queryObjects', { prototypeObjectId: result.objectId });
  const asked = { objectId: objects.objectId, functionDeclaration, returnByValue: true };
  const counts = ask('Runtime.callFunctionOn', asked).result.value;
  session.disconnect();
  return counts;
}
