import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';

/** A network between clients and a server that tests can interrupt. */
export interface Network {
  /** The address for the clients, http://127.0.0.1:port. */
  readonly address: string;
  /** How many connections were cut. */
  readonly cuts: () => number;
  /** Cuts all connections without a regular close, and accepts no new ones. */
  down(): void;
  /** Accepts connections again. */
  up(): void;
  /** Delivers the next request to the server, and cuts its connection before the answer. */
  loseNextAnswer(): void;
  /** Sends new connections to another server from now on. */
  lead(target: string): void;
  stop(): Promise<void>;
}

/** Opens a TCP proxy in front of the server at `target`, such as http://127.0.0.1:4000. */
export async function openNetwork(target: string): Promise<Network> {
  let port = Number(new URL(target).port);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isDown = false;
  let losing = false;
  let cuts = 0;
  const cut = (pair: readonly [Socket, Socket]) => {
    if (pairs.delete(pair)) cuts += 1;
    for (const socket of pair) socket.resetAndDestroy();
  };
  const server = createServer((near) => {
    if (isDown) return void near.on('error', () => {}).resetAndDestroy();
    const far = dial(port, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    near.on('data', (data) => far.write(data));
    far.on('data', (data) => {
      if (losing) {
        losing = false;
        cut(pair);
      } else near.write(data);
    });
    for (const [socket, other] of [pair, [far, near] as const]) {
      socket
        .on('error', () => {})
        .once('close', () => {
          pairs.delete(pair);
          other.end();
        });
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    down() {
      isDown = true;
      for (const pair of pairs) cut(pair);
    },
    up() {
      isDown = false;
    },
    loseNextAnswer() {
      losing = true;
    },
    lead(to) {
      port = Number(new URL(to).port);
    },
    stop() {
      for (const pair of pairs) cut(pair);
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}
