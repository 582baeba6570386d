import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { maxConnectionsOf } from '../../src/api/server/connections.ts';
import { ask, rawSocket } from '../support/client.ts';
import { openTestHouse } from '../support/house.ts';

// Connections that are held and ask nothing: they make room for whoever comes.

const heldOpen = 60;
const most = 40;

async function hold(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {}).on('data', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
  return socket;
}

test('whoever holds as many connections as there are keeps nobody out, and no websocket is ended for it', async () => {
  const house = await openTestHouse({ maxConnections: most });
  onTestFinished(() => house.stop());
  const live = await rawSocket(house.address, {});
  onTestFinished(() => live.socket.terminate());
  const held: Socket[] = [];
  for (let count = 0; count < heldOpen; count += 1) held.push(await hold(house.address));
  expect((await ask(house.address, null, '{ viewer { kind } }')).data.viewer.kind).toBe('ANONYMOUS');
  await expect.poll(() => held.filter((socket) => !socket.closed).length).toBeLessThanOrEqual(most);
  live.send({ type: 'ping' });
  await live.until(({ type }) => type === 'pong');
});

test('files are kept back from connections, by the limit of the process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hoinghi-limits-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const limited = (soft: string) => {
    const file = join(folder, 'limits');
    writeFileSync(
      file,
      `Limit   Soft Limit   Hard Limit   Units\nMax open files            ${soft}    20000     files\n`,
    );
    return maxConnectionsOf(file);
  };
  expect([limited('16384'), limited('1024'), limited('256')]).toEqual([16_184, 824, 128]);
  expect([limited('unlimited'), maxConnectionsOf(join(folder, 'none'))]).toEqual([null, null]);
});
