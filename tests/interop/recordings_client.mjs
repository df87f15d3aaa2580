// Node's client over HTTP/2 and HTTP/1.1, with secrets in every place: fields, paths, bodies, trailers.
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';

const [secure, plain, text] = process.argv.slice(2);
const secrets = JSON.parse(text);
const page = `/${secrets.path}.html?q=${secrets.query}`;
const fields = { cookie: secrets.cookie, 'x-key': secrets.field, authorization: `Bearer ${secrets.token}` };

async function ended(stream) {
  stream.resume();
  await once(stream, 'end');
}

async function upload(session) {
  const stream = session.request({ ':path': '/upload', ':method': 'POST', ...fields }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': secrets.trailer }));
  stream.end(secrets.body.repeat(2000));
  await ended(stream);
}

async function cancel(session) {
  const stream = session.request({ ':path': '/big.bin', ...fields });
  await once(stream, 'response');
  stream.close(http2.constants.NGHTTP2_CANCEL);
  await once(stream, 'close');
}

async function overHttp2(url) {
  const session = http2.connect(url, { rejectUnauthorized: false, settings: { enablePush: url === secure } });
  session.on('stream', (pushed) => pushed.resume());
  const asked = Array.from({ length: 8 }, () => ended(session.request({ ':path': page, ...fields })));
  await Promise.all([...asked, ended(session.request({ ':path': '/', ...fields })), upload(session), cancel(session)]);
  await new Promise((resolve) => { session.ping(resolve); });
  session.close();
  await once(session, 'close');
}

async function overHttp11(module, url) {
  const agent = new module.Agent({ keepAlive: true, maxSockets: 1 });
  const options = { agent, rejectUnauthorized: false, headers: fields };
  for (const target of [page, '/style.css']) {
    const [response] = await once(module.get(url + target, options), 'response');
    await ended(response);
  }
  const request = module.request(url + '/upload', { ...options, method: 'POST', headers: { ...fields, trailer: 'x-sum' } });
  request.write(secrets.body);
  request.addTrailers({ 'x-sum': secrets.trailer });
  request.end();
  const [response] = await once(request, 'response');
  await ended(response);
  agent.destroy();
}

await overHttp2(secure);
await overHttp2(plain);
await overHttp11(https, secure);
await overHttp11(http, plain);
