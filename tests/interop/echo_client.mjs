// Talks to examples/echo by Node's own HTTP/2, as a client of gRPC does: says what it has seen as a line of JSON.
//
//   node echo_client.mjs url
import { once } from 'node:events';
import http2 from 'node:http2';

const session = http2.connect(process.argv[2], { rejectUnauthorized: false });
const count = 50;

function withPrefix(message) {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

async function* messagesOf(stream) {
  let unread = Buffer.alloc(0);
  for await (const chunk of stream) {
    unread = Buffer.concat([unread, chunk]);
    while (unread.length >= 5 && unread.length >= 5 + unread.readUInt32BE(1)) {
      const end = 5 + unread.readUInt32BE(1);
      yield unread.subarray(5, end);
      unread = unread.subarray(end);
    }
  }
}

// The next message leaves when the last one has come back, so that both directions have to be open.
async function talk() {
  const stream = session.request(
    { ':method': 'POST', ':path': '/echo.Echo/Stream', 'content-type': 'application/grpc', te: 'trailers' },
    { endStream: false });
  let trailers = {};
  stream.on('trailers', (fields) => { trailers = fields; });
  stream.write(withPrefix(Buffer.from('0'.repeat(1000))));
  const [head] = await once(stream, 'response');
  let seen = 0;
  for await (const message of messagesOf(stream)) {
    if (message.length !== 1000 || message[0] !== 48 + (seen % 10)) throw new Error('another message has come back');
    ++seen;
    if (seen < count) stream.write(withPrefix(Buffer.from(String(seen % 10).repeat(1000))));
    else if (seen === count) stream.end();
  }
  return { status: head[':status'], type: head['content-type'], seen, grpc: trailers['grpc-status'] };
}

// Two calls share the connection.
console.log(JSON.stringify(await Promise.all([talk(), talk()])));
session.close();
