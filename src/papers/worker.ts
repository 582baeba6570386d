import { parentPort } from 'node:worker_threads';
import type { PaperOrder } from './order.ts';
import { definitionOf } from './paper.ts';
import { print } from './print.ts';

// Setting a hundred subjects takes a processor longer than a ballot may wait: papers are printed in a thread of their own.

export type Done = { readonly bytes: Uint8Array } | { readonly error: string };

parentPort?.on('message', (order: PaperOrder) => {
  print(definitionOf(order)).then(
    (bytes) => parentPort?.postMessage({ bytes } satisfies Done),
    (error: unknown) => parentPort?.postMessage({ error: String(error) } satisfies Done),
  );
});
