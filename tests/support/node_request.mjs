// One request over HTTP/2, with content if a file is named: node_request.mjs URL [FILE]. It fails with the request.
import fs from 'node:fs';
import http2 from 'node:http2';

const [text, file] = process.argv.slice(2);
const url = new URL(text);
const session = http2.connect(url.origin, { rejectUnauthorized: false });

function end(code) {
  process.exitCode = code;
  session.close();
}

session.on('error', () => end(1));
const stream = session.request({ ':method': file ? 'POST' : 'GET', ':path': url.pathname + url.search });
let answered = false;
stream.on('response', () => { answered = true; });
stream.on('error', () => end(1));
stream.on('close', () => end(answered && stream.rstCode === 0 ? process.exitCode : 1));
stream.resume();
stream.end(file ? fs.readFileSync(file) : undefined);
