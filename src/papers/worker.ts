import { parentPort } from 'node:worker_threads';
import type { PaperOrder } from './order.ts';
import { definitionOf } from './paper.ts';
import { print } from './print.ts';

// Setting a hundred subjects takes a processor longer than a ballot may wait: papers are printed in a thread of their own.

export interface Job {
  readonly number: number;
  readonly order: PaperOrder;
}

export type Done = { readonly number: number } & (
  | { readonly bytes: Uint8Array }
  | { readonly error: string }
);

parentPort?.on('message', ({ number, order }: Job) => {
  print(definitionOf(order)).then(
    (bytes) => parentPort?.postMessage({ number, bytes } satisfies Done),
    (error: unknown) => parentPort?.postMessage({ number, error: String(error) } satisfies Done),
  );
});
