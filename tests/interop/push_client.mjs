// Takes pushes, and declines them. Says the name of each part that went well; an assertion ends it.
import assert from 'node:assert';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import path from 'node:path';

const [folder, ...urls] = process.argv.slice(2);
const file = (name) => readFileSync(path.join(folder, name));

async function body(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function get(session, target) {
  const stream = session.request({ ':path': target });
  const interim = [];
  stream.on('headers', (head) => interim.push([head[':status'], head.link]));
  const [head] = await once(stream, 'response');
  return { status: head[':status'], body: await body(stream), interim, link: head.link };
}

async function text(session, target) {
  return (await get(session, target)).body.toString();
}

// Resolves with [path, status, body] of each of so many pushes.
function pushes(session, count) {
  const all = [];
  return new Promise((resolve, reject) => {
    session.on('stream', (stream, request) => {
      all.push(once(stream, 'push').then(async ([head]) => [request[':path'], head[':status'], await body(stream)]));
      if (all.length === count) Promise.all(all).then(resolve, reject);
    });
  });
}

async function takes(url) {
  const session = http2.connect(url, { rejectUnauthorized: false });
  const promised = pushes(session, 2);
  const page = await get(session, '/');
  const plain = { status: 200, body: file('index.html'), interim: [], link: undefined };
  assert.deepStrictEqual(page, plain);
  const got = new Map((await promised).map(([target, status, octets]) => [target, { status, body: octets }]));
  assert.deepStrictEqual(got.get('/style.css'), { status: 200, body: file('style.css') });
  assert.deepStrictEqual(got.get('/demo.js'), { status: 200, body: file('demo.js') });
  session.on('stream', () => assert.fail('pushed twice'));
  assert.deepStrictEqual(await get(session, '/'), plain);
  assert.strictEqual(await text(session, '/push/style.css'), 'nothing already_pushed');
  session.close();
  await once(session, 'close');
}

async function declines(url) {
  const session = http2.connect(url, { rejectUnauthorized: false });
  let declined = 0;
  session.on('stream', (stream) => {
    stream.close(http2.constants.NGHTTP2_CANCEL);
    stream.on('close', () => { ++declined; });
  });
  for (let i = 1; i <= 20; ++i) {
    assert.strictEqual(await text(session, `/push/large.bin?${i}`), 'promised promised');
  }
  assert.deepStrictEqual((await get(session, '/large.bin')).body, file('large.bin'));
  assert.strictEqual(declined, 20);
  assert.strictEqual(await text(session, '/push/large.bin?1'), 'nothing declined_before');
  session.close();
  await once(session, 'close');
}

async function forbids(url) {
  const session = http2.connect(url, { rejectUnauthorized: false, settings: { enablePush: false } });
  session.on('stream', () => assert.fail('pushed'));
  await once(session, 'remoteSettings');
  const link = '</style.css>; rel=preload; as=style';
  const hinted = { status: 200, body: Buffer.from('early_hints disabled'), interim: [[103, link]], link };
  assert.deepStrictEqual(await get(session, '/push/style.css'), hinted);
  session.close();
  await once(session, 'close');
}

for (const url of urls) {
  await takes(url);
  await declines(url);
  await forbids(url);
}
console.log('ok');
