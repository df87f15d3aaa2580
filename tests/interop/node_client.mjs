// Says the name of each part that went well; an assertion ends it.
import assert from 'node:assert';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';

const [secure, plain] = process.argv.slice(2);

function request(session, fields, body) {
  const stream = session.request(fields);
  if (body !== undefined) stream.end(body);
  return new Promise((resolve, reject) => {
    let octets = 0;
    let status = 0;
    stream.on('response', (head) => { status = head[':status']; });
    stream.on('data', (chunk) => { octets += chunk.length; });
    stream.on('end', () => resolve({ status, octets }));
    stream.on('error', reject);
  });
}

async function manyStreams(url) {
  const session = http2.connect(url, { rejectUnauthorized: false });
  const answers = await Promise.all(Array.from({ length: 60 }, () => request(session, { ':path': '/large.bin' })));
  for (const answer of answers) assert.deepStrictEqual(answer, { status: 200, octets: 2_000_000 });
  return session;
}

async function cancel(session) {
  for (let i = 0; i < 50; ++i) {
    const stream = session.request({ ':path': '/large.bin' });
    await once(stream, 'response');
    stream.close(http2.constants.NGHTTP2_CANCEL);
    await once(stream, 'close');
  }
  assert.deepStrictEqual(await request(session, { ':path': '/large.bin' }), { status: 200, octets: 2_000_000 });
}

async function upload(session) {
  const answer = await request(session, { ':path': '/upload', ':method': 'POST' }, Buffer.alloc(3_000_000));
  assert.deepStrictEqual(answer, { status: 200, octets: '3000000\n'.length });
}

function overHttp11(module, url) {
  return new Promise((resolve, reject) => {
    module.get(url + '/large.bin', { rejectUnauthorized: false }, (response) => {
      let octets = 0;
      assert.strictEqual(response.statusCode, 200);
      assert.strictEqual(response.httpVersion, '1.1');
      response.on('data', (chunk) => { octets += chunk.length; });
      response.on('end', () => { assert.strictEqual(octets, 2_000_000); resolve(); });
    }).on('error', reject);
  });
}

for (const url of [secure, plain]) {
  const session = await manyStreams(url);
  if (url === secure) console.log('http2');
  await cancel(session);
  if (url === secure) console.log('cancel');
  await upload(session);
  if (url === secure) console.log('upload');
  session.close();
  await once(session, 'close');
}
await overHttp11(https, secure);
console.log('https');
await overHttp11(http, plain);
console.log('http');
console.log('ok');
