// node node_server.mjs SITE CERTIFICATE KEY, and a port for each: TLS with both versions, cleartext HTTP/2,
// TLS with HTTP/2 alone, TLS with HTTP/1.1 alone, cleartext HTTP/1.1.
// GET answers with a file of SITE, POST with the SHA-256 of what came. /trailers sends the trailer x-sum back. The path /http11 is for HTTP/1.1 alone.
// Each request is a line on standard output: the port that the client has connected from, and the path.
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { join } from 'node:path';

const [site, certificate, key, ...ports] = process.argv.slice(2);
const tls = { cert: readFileSync(certificate), key: readFileSync(key) };

function answer(request, response) {
  const path = request.url.split('?')[0];
  console.log(`${request.socket.remotePort} ${path}`);
  if (path === '/trailers') return trailers(request, response);
  if (request.method === 'POST') return digest(request, response);
  if (path === '/http11') return onlyOverHttp11(request, response);
  const file = join(site, path);
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) return response.writeHead(404).end();
  response.writeHead(200, { 'content-length': found.size });
  createReadStream(file).pipe(response);
}

function digest(request, response) {
  const hash = createHash('sha256');
  request.on('data', (chunk) => hash.update(chunk));
  request.on('end', () => response.end(hash.digest('hex')));
}

// The body says which trailer came behind the request's, and the same one goes behind it.
function trailers(request, response) {
  request.resume();
  request.on('end', () => {
    const sum = request.trailers['x-sum'];
    response.write(`${sum}`);
    response.addTrailers({ 'x-sum': sum });
    response.end();
  });
}

// RFC 9113 7: "The endpoint requires that HTTP/1.1 be used instead of HTTP/2."
function onlyOverHttp11(request, response) {
  if (request.httpVersionMajor === 1) return response.end('over HTTP/1.1');
  request.stream.close(http2.constants.NGHTTP2_HTTP_1_1_REQUIRED);
}

const servers = [
  http2.createSecureServer({ ...tls, allowHTTP1: true }, answer),
  http2.createServer(answer),
  http2.createSecureServer(tls, answer),
  https.createServer(tls, answer),
  http.createServer(answer),
];
servers.forEach((server, index) => server.listen(Number(ports[index]), '127.0.0.1'));
