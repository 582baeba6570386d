import { IncomingMessage } from 'node:http';

/** Whoever offers another protocol than websockets, as Java's client does h2c, is answered without it (RFC 9110, 7.8). */
export class HttpRequest extends IncomingMessage {
  // Node's parser sets it, and reads it again to ask whether this is an upgrade.
  declare private offered: boolean | null;

  get upgrade(): boolean | null {
    return this.offered && /(^|[\s,])websocket\b/i.test(this.headers.upgrade ?? '');
  }

  set upgrade(offered: boolean | null) {
    this.offered = offered;
  }
}
