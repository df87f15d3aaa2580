// The API of bench/api with Node's http and http2: api.js HTTP-PORT HTTPS-PORT CERTIFICATE KEY
const fs = require('fs');
const http = require('http');
const http2 = require('http2');
const { once } = require('events');
const { promisify } = require('util');
const sqlite3 = require('sqlite3');

const [httpPort, httpsPort, certificate, key] = process.argv.slice(2);
const db = new sqlite3.Database(':memory:');

function send(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

async function textOf(request, limit) {
  const chunks = [];
  let octets = 0;
  for await (const chunk of request) {
    if ((octets += chunk.length) > limit) throw new RangeError('too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

async function handle(request, response, statements) {
  const path = request.url;
  if (request.method === 'POST' && path === '/notes') {
    const { text } = JSON.parse(await textOf(request, 64 * 1024));
    const id = await new Promise((resolve, reject) =>
      statements.insert.run(text, function (error) { error ? reject(error) : resolve(this.lastID); }));
    send(response, 201, { id, text });
  } else if (request.method === 'GET' && path.startsWith('/notes/')) {
    const id = Number(path.slice('/notes/'.length));
    const row = await statements.find(id);
    row ? send(response, 200, { id, text: row.text }) : send(response, 404, {});
  } else if (request.method === 'GET' && path === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let i = 0; i < 100; ++i) {
      if (!response.write(`data: ${i}\n\n`)) await once(response, 'drain');
    }
    response.end();
  } else if (request.method === 'POST' && path === '/upload') {
    let octets = 0;
    for await (const chunk of request) octets += chunk.length;
    send(response, 200, { octets });
  } else {
    send(response, 404, {});
  }
}

db.run('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)', () => {
  const insert = db.prepare('INSERT INTO notes (text) VALUES (?)');
  const select = db.prepare('SELECT text FROM notes WHERE id = ?');
  const statements = { insert, find: promisify(select.get.bind(select)) };
  const answer = (request, response) =>
    handle(request, response, statements).catch(() => { if (!response.headersSent) send(response, 400, {}); });
  http.createServer(answer).listen(httpPort, '127.0.0.1');
  http2.createSecureServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) }, answer).listen(httpsPort, '127.0.0.1');
});
