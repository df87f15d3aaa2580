// A client by Debian's node-ws: prints a line of JSON for each URL.
//
//   node websocket_client.mjs ws|builtin url
import { createRequire } from 'node:module';

const [, , which, url] = process.argv;
const require = createRequire(import.meta.url);
const WebSocketOf = which === 'ws' ? require('/usr/share/nodejs/ws') : globalThis.WebSocket;
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

const texts = ['hello', '\u20ac\u{1f600}', 'x'.repeat(200000), ''];
const socket = new WebSocketOf(url, ['first', 'third']);
socket.binaryType = 'arraybuffer';
const seen = [];

socket.onopen = () => {
  for (const text of texts) socket.send(text);
  socket.send(new Uint8Array([0, 255, 1]));
};
socket.onmessage = (event) => {
  const { data } = event;
  seen.push(typeof data === 'string' ? data : [...new Uint8Array(data)]);
  if (seen.length === texts.length + 1) socket.close(4002, 'enough');
};
socket.onerror = (event) => console.error(event.message || event.error);
socket.onclose = (event) => {
  const same = JSON.stringify(seen) === JSON.stringify([...texts, [0, 255, 1]]);
  console.log(JSON.stringify({
    same, code: event.code, clean: event.wasClean, protocol: socket.protocol, extensions: socket.extensions,
  }));
};
