// A client by Debian's node-ws, over HTTP/1.1 or on a stream of Node's own HTTP/2 (RFC 8441), or by Node itself: prints a line of
// JSON.
//
//   node websocket_client.mjs ws|http2|builtin url
import http2 from 'node:http2';
import { createRequire } from 'node:module';

const [, , which, url] = process.argv;
const WebSocketOf = which === 'builtin' ? globalThis.WebSocket : createRequire(import.meta.url)('/usr/share/nodejs/ws');
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

const texts = ['hello', '\u20ac\u{1f600}', 'x'.repeat(200000), ''];
const seen = [];

function use(socket, protocol, after) {
  socket.binaryType = 'arraybuffer';
  const send = () => {
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
      same, code: event.code, clean: event.wasClean, protocol: protocol ?? socket.protocol, extensions: socket.extensions,
    }));
    after();
  };
  if (socket.readyState === 1) send(); else socket.onopen = send;
}

function openOverHttp2() {
  const { origin, pathname, host } = new URL(url.replace(/^ws/, 'http'));
  const session = http2.connect(origin);
  session.on('remoteSettings', (settings) => {
    if (!settings.enableConnectProtocol) throw new Error('the server takes no extended CONNECT');
    const stream = session.request({
      ':method': 'CONNECT', ':protocol': 'websocket', ':scheme': 'https', ':path': pathname, ':authority': host,
      'sec-websocket-version': '13', 'sec-websocket-protocol': 'first, third',
    });
    stream.on('response', (fields) => {
      // node-ws takes the stream for a socket.
      stream.setNoDelay = () => {};
      const socket = new WebSocketOf(null);
      socket._isServer = false;
      socket.setSocket(stream, Buffer.alloc(0), { maxPayload: 1 << 24 });
      use(socket, fields['sec-websocket-protocol'], () => session.close());
    });
  });
}

if (which === 'http2') openOverHttp2(); else use(new WebSocketOf(url, ['first', 'third']), undefined, () => {});
