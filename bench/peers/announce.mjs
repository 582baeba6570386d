import { createServer } from 'node:net';

/**
 * Opens a second port, on which every byte asks for one change, and sends both ports to the measuring process.
 * @param {number} port @param {() => void} [change]
 */
export const announce = async (port, change) => {
  process.on('disconnect', () => process.exit(0));
  if (!change) {
    process.send?.({ port });
    return;
  }
  const door = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      for (let i = 0; i < bytes.length; i++) change();
    });
  });
  door.listen(0, '127.0.0.1', () => {
    const address = /** @type {import('node:net').AddressInfo} */ (door.address());
    process.send?.({ port, pokePort: address.port });
  });
};
