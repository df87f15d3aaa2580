// The API of bench/api with Node's http and http2: api.js HTTP-PORT HTTPS-PORT CERTIFICATE KEY
const fs = require('fs');
const http = require('http');
const http2 = require('http2');
const { once } = require('events');
const Database = require('better-sqlite3');

const [httpPort, httpsPort, certificate, key] = process.argv.slice(2);
const db = new Database(':memory:');
db.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
const insert = db.prepare('INSERT INTO notes (text) VALUES (?)');
const find = db.prepare('SELECT text FROM notes WHERE id = ?');

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

async function handle(request, response) {
  const path = request.url;
  if (request.method === 'POST' && path === '/notes') {
    const { text } = JSON.parse(await textOf(request, 64 * 1024));
    send(response, 201, { id: insert.run(text).lastInsertRowid, text });
  } else if (request.method === 'GET' && path.startsWith('/notes/')) {
    const id = Number(path.slice('/notes/'.length));
    if (!Number.isInteger(id)) throw new RangeError('not a number');
    const row = find.get(id);
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

function answer(request, response) {
  handle(request, response).catch(() => { if (!response.headersSent) send(response, 400, {}); });
}

http.createServer(answer).listen(httpPort, '127.0.0.1');
http2.createSecureServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) }, answer).listen(httpsPort, '127.0.0.1');
