// The same with Node's http2: node node.mjs URL REQUESTS AT_ONCE [OCTETS]
import http2 from 'node:http2';

const [url, requests, atOnce] = [new URL(process.argv[2]), Number(process.argv[3]), Number(process.argv[4])];
const session = http2.connect(url.origin, { rejectUnauthorized: false });
const body = process.argv[5] ? Buffer.alloc(Number(process.argv[5])) : null;
let begun = 0;
let answered = 0;

function next() {
  if (begun === requests) return;
  begun += 1;
  const stream = session.request({ ':path': url.pathname, ':method': body ? 'POST' : 'GET' });
  if (body) stream.end(body);
  const parts = [];
  let status = 0;
  stream.on('response', (fields) => { status = fields[':status']; });
  stream.on('data', (part) => parts.push(part));
  stream.on('end', () => {
    if (status !== 200 || Buffer.concat(parts).length === 0) process.exit(1);
    answered += 1;
    if (answered === requests) session.close();
    next();
  });
}

for (let i = 0; i < atOnce; i += 1) next();
