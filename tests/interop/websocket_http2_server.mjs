// A server by Node's own HTTP/2, and node-ws on its streams: sends each message back.
//
//   node websocket_http2_server.mjs certificate key on|off        on: WebSockets over HTTP/2 (RFC 8441); off: over HTTP/1.1 alone
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import { createRequire } from 'node:module';

const [, , certificate, key, word] = process.argv;
const WebSocket = createRequire(import.meta.url)('/usr/share/nodejs/ws');
const limits = { maxPayload: 1 << 24 };

function echo(socket) {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on('close', (code, reason) => console.log(`${code} ${reason}`));
}

const server = http2.createSecureServer({
  cert: readFileSync(certificate), key: readFileSync(key), allowHTTP1: true, settings: { enableConnectProtocol: word === 'on' },
});
server.on('stream', (stream, fields) => {
  if (fields[':method'] !== 'CONNECT' || fields[':protocol'] !== 'websocket') {
    stream.respond({ ':status': 404 }, { endStream: true });
    return;
  }
  stream.respond({ ':status': 200, 'sec-websocket-protocol': 'first' });
  // node-ws takes the stream for a socket.
  stream.setNoDelay = () => {};
  const socket = new WebSocket(null);
  socket.setSocket(stream, Buffer.alloc(0), limits);
  echo(socket);
});
const overHttp11 = new WebSocket.WebSocketServer({ noServer: true, ...limits });
server.on('upgrade', (request, socket, head) => overHttp11.handleUpgrade(request, socket, head, echo));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
