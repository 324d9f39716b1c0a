import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** https://www.rfc-editor.org/rfc/rfc6455#section-1.3 */
const HANDSHAKE_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;

/** Answers a browser's wish for a WebSocket. */
export function acceptSocket({ headers }: IncomingMessage, socket: Duplex): void {
  const key = `${headers['sec-websocket-key']}${HANDSHAKE_GUID}`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.on('data', (data: Buffer) => {
    // The client sends nothing but the wish to close.
    if ((data[0]! & 15) === CLOSE) socket.end(frame(CLOSE, Buffer.alloc(0)));
  });
}

/** A text for a string, else a binary message. */
export function sendMessage(socket: Duplex, message: string | Buffer): void {
  if (socket.writable) {
    socket.write(typeof message === 'string' ? frame(TEXT, Buffer.from(message)) : frame(BINARY, message));
  }
}

function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.of(0x80 | opcode, length)
      : Buffer.of(0x80 | opcode, 126, length >> 8, length & 255);
  return Buffer.concat([head, payload]);
}
