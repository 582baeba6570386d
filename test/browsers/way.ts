import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';

// The network between browsers and a server, which goes away and comes back.

/**
 * refusing: connections are cut, and new ones refused at once, as by a machine whose server is down. swallowing: nothing more is brought
 * either way and neither end is told, as by an access point that lost its cable; what was begun meanwhile stays unanswered for ever.
 */
export const absences = ['refusing', 'swallowing'] as const;
export type Absence = (typeof absences)[number];

export interface Way {
  readonly port: number;
  leave(how: Absence): Promise<void>;
  comeBack(): Promise<void>;
  close(): void;
}

/** A TCP proxy in front of a server at http://127.0.0.1:port. */
export async function openWay(to: string): Promise<Way> {
  const { hostname, port: serverPort } = new URL(to);
  const joined = new Set<readonly [Socket, Socket]>();
  const lost = new Set<Socket>();
  let swallows = false;
  const listener = createServer((near) => {
    near.on('error', () => near.destroy());
    if (swallows) return void lost.add(near.pause());
    const far = dial(Number(serverPort), hostname);
    const pair = [near, far] as const;
    joined.add(pair);
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => one.destroy());
      one.on('data', (data) => other.write(data));
      one.on('close', () => {
        joined.delete(pair);
        other.destroy();
      });
    }
  });
  const listen = (port: number) => new Promise<void>((done) => listener.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = listener.address() as AddressInfo;
  const cut = () => {
    for (const socket of [...joined].flat()) socket.resetAndDestroy();
  };
  const forget = () => {
    for (const socket of [...joined].flat()) {
      socket.removeAllListeners('data').removeAllListeners('close').pause();
      lost.add(socket);
    }
    joined.clear();
  };
  return {
    port,
    async leave(how) {
      if (how === 'swallowing') {
        swallows = true;
        return forget();
      }
      const closed = new Promise((done) => listener.close(done));
      cut();
      await closed;
    },
    async comeBack() {
      swallows = false;
      if (!listener.listening) await listen(port);
    },
    close() {
      cut();
      for (const socket of lost) socket.destroy();
      if (listener.listening) listener.close();
    },
  };
}
