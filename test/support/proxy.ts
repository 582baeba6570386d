import { connect, createServer, type Socket } from 'node:net';

/** A network between clients and a server that tests can make fail. */
export interface FailingNetwork {
  /** The address for the clients, http://127.0.0.1 with the proxy's port. */
  readonly address: string;
  /** How many connections were asked for so far. */
  readonly asked: number;
  /** Sets the server for new connections. With null they are cut at once. */
  lead(address: string | null): void;
  /** Cuts every connection, so that both ends notice. */
  cut(): void;
  /** Forwards nothing more on the open connections, and does not close them. Returns a function that returns what servers have sent on them since. */
  freeze(): () => Buffer;
  close(): void;
}

export interface ProxyOptions {
  /** Where it is given, what clients send is forwarded byte by byte, and this is called for each byte. */
  readonly drip?: () => void;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  frozen: boolean;
}

export async function openProxy(to: string, options: ProxyOptions = {}): Promise<FailingNetwork> {
  let target: string | null = to;
  let asked = 0;
  let sentToFrozen: Buffer[] = [];
  const pairs = new Set<Pair>();
  const listener = createServer((client) => {
    asked += 1;
    client.on('error', () => client.destroy());
    if (target === null) return client.resetAndDestroy();
    const { hostname, port } = new URL(target);
    const server = connect(Number(port), hostname);
    const pair: Pair = { client, server, frozen: false };
    pairs.add(pair);
    server.setNoDelay();
    server.on('error', () => server.destroy());
    server.on('data', (data) => {
      if (pair.frozen) sentToFrozen.push(data);
      else client.write(data);
    });
    if (options.drip === undefined) client.on('data', (data) => pair.frozen || server.write(data));
    else drip(client, server, options.drip);
    const end = () => {
      pairs.delete(pair);
      if (pair.frozen) return;
      client.destroy();
      server.destroy();
    };
    client.on('close', end);
    server.on('close', end);
  });
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
  const { port } = listener.address() as { port: number };
  const cut = () => {
    for (const { client, server } of pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  };
  return {
    address: `http://127.0.0.1:${port}`,
    get asked() {
      return asked;
    },
    lead(address) {
      target = address;
    },
    cut,
    freeze() {
      sentToFrozen = [];
      for (const pair of pairs) pair.frozen = true;
      return () => Buffer.concat(sentToFrozen);
    },
    close() {
      cut();
      listener.close();
    },
  };
}

/** Forwards what the client sends byte by byte, each byte in a packet of its own. */
async function drip(client: Socket, server: Socket, told: () => void): Promise<void> {
  try {
    for await (const data of client) {
      for (const byte of data as Buffer) {
        await new Promise((written) => server.write(Buffer.from([byte]), written));
        // This waits for a turn of the event loop, in which a server of this process reads the byte before the next one is sent.
        await new Promise(setImmediate);
        told();
      }
    }
  } catch {
    // The connection was cut, so there is nothing more to forward.
  }
}
