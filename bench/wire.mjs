import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';

/**
 * A websocket client that uses very little processor time, so that the server under test is the bottleneck. It counts frames by their headers, and reads a
 * payload only where a listener is set. It has no TLS, no extensions and no fragments, because no server here uses them.
 */

const handshakeLimitMs = 10_000;
const handshakeLimitBytes = 16_384;
/** Messages of the protocol (acknowledgement, ping, complete) are smaller than this, frames of a session larger. */
const deliveryFloorBytes = 120;

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** All sockets share one buffer, because a process handles one read at a time. */
const inbox = Buffer.allocUnsafe(65_536);

/**
 * Returns a client's frame, masked as RFC 6455 demands. The mask is zero, so the payload is unchanged.
 * @param {string | Buffer} payload @param {number} [opcode]
 */
export const frameOf = (payload, opcode = TEXT) => {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(body.length < 126 ? 6 : body.length < 65_536 ? 8 : 14);
  head[0] = 0x80 | opcode;
  if (body.length < 126) head[1] = 0x80 | body.length;
  else if (body.length < 65_536) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(body.length, 2);
  } else {
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(BigInt(body.length), 2);
  }
  return Buffer.concat([head, body]);
};

export class Wire {
  /** How many frames of a session were received so far, and how many bytes their payloads have. */
  deliveries = 0;
  deliveredBytes = 0;
  /** @type {((payload: Buffer) => void) | undefined} called for every text frame; without it frames are only counted */
  listener;
  /** @type {string | undefined} why the socket ended */
  ended;
  /** @type {((why: string) => void) | undefined} */
  onEnd;

  /** @type {import('node:net').Socket} */
  #socket;
  #carried = Buffer.alloc(0);
  #opcode = 0;
  #left = 0;
  /** @type {Buffer[]} */
  #parts = [];
  /** @type {(() => void) | undefined} */
  #upgraded;

  /** @param {number} port @param {string} key @param {string} [localAddress] */
  constructor(port, key, localAddress) {
    const accepted = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      localAddress,
      noDelay: true,
      onread: {
        buffer: inbox,
        callback: (size) => {
          if (this.#upgraded) this.#upgrade(inbox.subarray(0, size), accepted);
          else this.#read(inbox.subarray(0, size));
          return true;
        },
      },
    });
    this.#socket.on('error', (error) => this.#end(error.message));
    this.#socket.on('close', () => this.#end('the server closed the connection'));
  }

  /**
   * @param {number} port
   * @param {{ path?: string, protocol?: string, localAddress?: string }} [options]
   * @returns {Promise<Wire>}
   */
  static open(port, { path = '/graphql', protocol, localAddress } = {}) {
    const key = randomBytes(16).toString('base64');
    return new Promise((resolve, reject) => {
      const wire = new Wire(port, key, localAddress);
      const timer = setTimeout(() => wire.#end('no answer to the websocket handshake'), handshakeLimitMs);
      wire.onEnd = (why) => {
        clearTimeout(timer);
        reject(new Error(why));
      };
      wire.#upgraded = () => {
        clearTimeout(timer);
        wire.onEnd = undefined;
        wire.#upgraded = undefined;
        resolve(wire);
      };
      wire.#socket.write(
        [
          `GET ${path} HTTP/1.1`,
          `Host: 127.0.0.1:${port}`,
          'Connection: Upgrade',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          `Sec-WebSocket-Key: ${key}`,
          ...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
          '\r\n',
        ].join('\r\n'),
      );
    });
  }

  /** @param {Buffer} frame made by `frameOf` */
  write(frame) {
    this.#socket.write(frame);
  }

  /** @param {unknown} message sent as JSON */
  send(message) {
    this.#socket.write(frameOf(JSON.stringify(message)));
  }

  /** Closes the connection without a close frame. */
  leave() {
    this.#end('left');
  }

  /** @param {string} why */
  #end(why) {
    if (this.ended !== undefined) return;
    this.ended = why;
    this.#socket.destroy();
    this.onEnd?.(why);
  }

  /** @param {Buffer} chunk @param {string} accepted */
  #upgrade(chunk, accepted) {
    this.#carried = Buffer.concat([this.#carried, chunk]);
    const end = this.#carried.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#carried.length > handshakeLimitBytes) this.#end('the handshake never ends');
      return;
    }
    const head = this.#carried.subarray(0, end).toString('latin1');
    if (!head.startsWith('HTTP/1.1 101') || !head.includes(accepted)) {
      this.#end(`refused to upgrade: ${head.split('\r\n', 1)[0]}`);
      return;
    }
    const rest = this.#carried.subarray(end + 4);
    this.#carried = Buffer.alloc(0);
    this.#upgraded?.();
    if (rest.length > 0) this.#read(rest);
  }

  /** @param {Buffer} chunk */
  #read(chunk) {
    let bytes = chunk;
    if (this.#carried.length > 0) {
      bytes = Buffer.concat([this.#carried, chunk]);
      this.#carried = Buffer.alloc(0);
    }
    let at = 0;
    while (at < bytes.length) {
      if (this.#left === 0) {
        const size = this.#head(bytes, at);
        if (size === 0) {
          this.#carried = Buffer.from(bytes.subarray(at));
          return;
        }
        at += size;
      }
      const taken = Math.min(this.#left, bytes.length - at);
      if (this.listener || this.#opcode !== TEXT)
        this.#parts.push(Buffer.from(bytes.subarray(at, at + taken)));
      at += taken;
      this.#left -= taken;
      if (this.#left === 0) this.#finish();
    }
  }

  /** Reads a frame's header. Returns 0 where it is not complete yet. @param {Buffer} bytes @param {number} at */
  #head(bytes, at) {
    const there = bytes.length - at;
    if (there < 2) return 0;
    const first = /** @type {number} */ (bytes[at]);
    const short = /** @type {number} */ (bytes[at + 1]) & 0x7f;
    const size = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (there < size) return 0;
    if ((first & 0x80) === 0) throw new Error('a fragmented message, which this client does not read');
    this.#opcode = first & 0x0f;
    this.#left =
      size === 2 ? short : size === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    if (this.#opcode === TEXT && this.#left >= deliveryFloorBytes) {
      this.deliveries += 1;
      this.deliveredBytes += this.#left;
    }
    return size;
  }

  #finish() {
    const parts = this.#parts;
    if (parts.length > 0) this.#parts = [];
    if (this.#opcode === TEXT) {
      if (this.listener && parts.length > 0) this.listener(Buffer.concat(parts));
    } else if (this.#opcode === PING) this.write(frameOf(Buffer.concat(parts), PONG));
    else if (this.#opcode === CLOSE) {
      const payload = Buffer.concat(parts);
      const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
      this.#end(`closed by the server: ${code} ${payload.subarray(2).toString()}`.trim());
    }
  }
}
