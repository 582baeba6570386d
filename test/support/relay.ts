import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What somebody who hears the network sees of one TLS record. */
export interface TlsRecord {
  /** Which connection of the relay, in the order in which they were asked for. */
  readonly connection: number;
  readonly from: 'client' | 'server';
  /** Bytes on the wire, without the head of five. */
  readonly bytes: number;
}

export interface Relay {
  readonly port: number;
  /** Records with data of an application, in the order in which they were whole, since the beginning or `forget`. */
  readonly records: readonly TlsRecord[];
  forget(): void;
  close(): void;
}

const headBytes = 5;
const applicationData = 23;

/** A wire between clients and a server with TLS, that somebody listens to. */
export async function openRelay(serverPort: number): Promise<Relay> {
  let records: TlsRecord[] = [];
  let asked = 0;
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1');
    const connection = asked;
    asked += 1;
    for (const [socket, other, from] of [
      [client, server, 'client'],
      [server, client, 'server'],
    ] as const) {
      const heard = listen((type, bytes) => {
        if (type === applicationData) records.push({ connection, from, bytes });
      });
      sockets.add(socket);
      socket.setNoDelay();
      socket.on('data', (data) => {
        heard(data);
        other.write(data);
      });
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
  return {
    port: (listener.address() as AddressInfo).port,
    get records() {
      return records;
    },
    forget() {
      records = [];
    },
    close() {
      for (const socket of sockets) socket.destroy();
      listener.close();
    },
  };
}

/** Cuts a stream of bytes into TLS records. */
function listen(told: (type: number, bytes: number) => void): (data: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= headBytes) {
      const bytes = rest.readUInt16BE(3);
      if (rest.length < headBytes + bytes) return;
      told(rest.readUInt8(0), bytes);
      rest = rest.subarray(headBytes + bytes);
    }
  };
}
