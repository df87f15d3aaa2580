// The same with Node's http2: node node.mjs URL REQUESTS AT_ONCE whole|stream|post [OCTETS]
import http2 from 'node:http2';

const [url, requests, atOnce] = [new URL(process.argv[2]), Number(process.argv[3]), Number(process.argv[4])];
const keeps = process.argv[5] !== 'stream';
const body = process.argv[6] ? Buffer.alloc(Number(process.argv[6])) : null;
let begun = 0;
let answered = 0;
let ticket = null;
let session = null;

// A server may end each connection after some requests.
function connected() {
  if (session && !session.closed && !session.destroyed) return session;
  const opened = http2.connect(url.origin, { rejectUnauthorized: false, session: ticket });
  session = opened;
  opened.on('connect', () => opened.socket.on?.('session', (latest) => { ticket = latest; }));
  opened.on('goaway', () => { if (session === opened) session = null; });
  return opened;
}

function next() {
  if (begun === requests) return;
  begun += 1;
  const stream = connected().request({ ':path': url.pathname, ':method': body ? 'POST' : 'GET' });
  if (body) stream.end(body);
  const parts = [];
  let octets = 0;
  let status = 0;
  stream.on('response', (fields) => { status = fields[':status']; });
  stream.on('data', (part) => {
    octets += part.length;
    if (keeps) parts.push(part);
  });
  stream.on('end', () => {
    if (status !== 200 || octets === 0 || (keeps && Buffer.concat(parts).length !== octets)) process.exit(1);
    answered += 1;
    if (answered === requests) session?.close();
    next();
  });
}

for (let i = 0; i < atOnce; i += 1) next();
