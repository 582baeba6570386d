import { IncomingMessage } from 'node:http';

/**
 * Answers a request that offers another protocol than websockets as if it offered none (RFC 9110, 7.8). Java's client offers h2c, for example. Once Node 24.9 is
 * the oldest version that this runs on, its `shouldUpgradeCallback` does the same, and this file can go.
 */
export class UpgradeRequest extends IncomingMessage {
  // Node's parser sets `upgrade`, and reads it again to ask whether this is an upgrade.
  declare private offered: boolean | null;

  get upgrade(): boolean | null {
    // Node goes on to read a piece of data although the connection was ended. It reads nothing behind an upgrade.
    if (this.socket.destroyed) return true;
    return this.offered && /(^|[\s,])websocket\b/i.test(this.headers.upgrade ?? '');
  }

  set upgrade(offered: boolean | null) {
    this.offered = offered;
  }
}
