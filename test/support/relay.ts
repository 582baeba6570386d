import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What somebody who listens to the network sees of one TLS record. */
export interface TlsRecord {
  /** The number of the connection, in the order in which connections were opened. */
  readonly connection: number;
  readonly from: 'client' | 'server';
  /** The length of the record in bytes, without its header of five bytes. */
  readonly bytes: number;
}

export interface Relay {
  readonly port: number;
  /** The records of application data since the beginning or the last `forget`, in the order in which they were complete. */
  readonly records: readonly TlsRecord[];
  forget(): void;
  close(): void;
}

const headBytes = 5;
const applicationData = 23;

/** Opens a TCP relay between clients and a server with TLS that notes the records which pass. */
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

/** Returns a function that takes a stream's bytes and calls `told` for each complete TLS record. */
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
