import { parentPort } from 'node:worker_threads';
import type { PaperOrder } from './order.ts';
import { definitionOf } from './paper.ts';
import { print } from './print.ts';

// Papers are printed in a thread of their own, because setting a hundred subjects takes longer than a ballot may wait.

export type Done = { readonly bytes: Uint8Array } | { readonly error: string };

parentPort?.on('message', (order: PaperOrder) => {
  print(definitionOf(order)).then(
    (bytes) => parentPort?.postMessage({ bytes } satisfies Done),
    (error: unknown) => parentPort?.postMessage({ error: String(error) } satisfies Done),
  );
});
