"""Clients that talk to `weft serve`, each with secrets in all places that a request and a response have.

    server = talked_to(folder, site_of(folder), "--record", …)
    talk(commands(server, folder, random.Random(7)))     # one round of all clients that are installed
    malformed(server)                                    # and connections that break rules on purpose
"""

import concurrent.futures
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess

from getting import without_proxies
from raw_http2 import CONTINUATION, DATA, END_HEADERS, GOAWAY, HEADERS, PING, SETTINGS, RawHttp2, block, frame
from serving import BINARY, Weft

SECRETS = {
    "cookie": "id=cookie-5e1f0c7a9b", "token": "token-83bd10c2ef", "password": "hunter-7f3a55d0", "path": "path-9d41b7c0",
    "query": "query-6610aad1", "field": "key-0b7713fe", "body": "body-c4f81e22", "form": "form-d2e09b31",
    "trailer": "trailer-71aa0c5d", "page": "page-2f6e88b4", "answer": "sid=answer-3c95d7a1",
}
NODE_CLIENT = pathlib.Path(__file__).resolve().parents[1] / "interop/recordings_client.mjs"
PATIENCE = 60
# A page that a browser makes many requests of.
BROWSER_PAGE = f"""<!doctype html><link rel=stylesheet href=/style.css><img src=/big.bin?{SECRETS["query"]}><script>
document.cookie = "{SECRETS["cookie"]}";
const headers = {{ "x-key": "{SECRETS["field"]}", authorization: "Bearer {SECRETS["token"]}" }};
const ask = (n) => fetch("/{SECRETS["path"]}.html?n=" + n, {{ headers }}).then((r) => r.text());
const send = () => fetch("/upload", {{ method: "POST", body: "{SECRETS["body"]}", headers }});
const give_up = () => {{
  const control = new AbortController();
  const asked = fetch("/big.bin?n=0", {{ signal: control.signal }});
  setTimeout(() => control.abort(), 1);
  return asked.then((r) => r.text()).catch(() => 0);
}};
Promise.all([...Array(12).keys()].map(ask).concat(send(), give_up())).then(() => {{ document.documentElement.dataset.done = "yes"; }});
</script>
"""


def site_of(folder):
    site = folder / "site"
    site.mkdir()
    page = f"<!doctype html><link rel=stylesheet href=style.css>{SECRETS['page']}\n" * 40
    for name in ("index.html", f"{SECRETS['path']}.html"):
        (site / name).write_text(page)
    (site / "browser.html").write_text(BROWSER_PAGE)
    (site / "style.css").write_text("p { color: teal }\n" * 100)
    (site / "big.bin").write_bytes(SECRETS["page"].encode() * 8_000)
    (folder / "body").write_text(SECRETS["body"] * 3_000)
    return site


def talked_to(folder, site, *options):
    configuration = folder / "weft.json"
    configuration.write_text(json.dumps({"Sites": {"one": {
        "Sink": "/upload", "Headers": {"*": {"Set-Cookie": SECRETS["answer"]}},
        "Push": {"Rules": {"/": ["/style.css", f"/{SECRETS['path']}.html"]}}}}}))
    return Weft(site, "--config", configuration, *options)


def curl_commands(server, folder, draw):
    asked = f"/{SECRETS['path']}.html?q={SECRETS['query']}"
    heads = ["-H", f"cookie: {SECRETS['cookie']}", "-H", f"x-key: {SECRETS['field']}"]
    bearer = ["-H", f"authorization: Bearer {SECRETS['token']}"]
    body = ["--data-binary", f"@{folder / 'body'}"]
    many = [f"{server.https}/index.html?n=[1-{draw.randint(2, 12)}]", "-o", os.devnull]
    ways = [
        ["--http2", *heads, *bearer, server.https + asked],
        ["--http1.1", *heads, *bearer, server.https + asked, "-o", os.devnull, server.https + "/nowhere"],
        ["--http2-prior-knowledge", *heads, "-u", "me:" + SECRETS["password"], server.http + asked],
        ["--http1.1", *heads, "-u", "me:" + SECRETS["password"], server.http + asked],
        ["--http2", *bearer, *body, server.https + "/upload"],
        ["--http1.1", *heads, *body, "-H", "transfer-encoding: chunked", server.http + "/upload"],
        ["--http2", "-F", f"name={SECRETS['form']}", "-F", f"file=@{folder / 'body'}", server.https + "/upload"],
        ["--http1.1", "--data-urlencode", f"name={SECRETS['form']}", server.https + "/upload"],
        ["--http2", "-Z", *heads, *many],
        ["--http1.1", "-T", str(folder / "body"), server.https + "/upload"],
        ["--http2", "-r", "100-20000", *heads, server.https + "/big.bin"],
        ["--http2", "-I", *heads, server.https + asked],
        # It goes in the middle of the body.
        ["--http2", "--max-time", "0.2", "--limit-rate", "20k", *heads, server.https + "/big.bin"],
    ]
    return [["curl", "-sk", "--max-time", "30", "-o", os.devnull, *way] for way in ways]


def nghttp_commands(server, folder, draw):
    heads = ["-H", f"cookie: {SECRETS['cookie']}", "-H", f"authorization: Bearer {SECRETS['token']}"]
    body = ["-d", str(folder / "body"), "--trailer", f"x-sum: {SECRETS['trailer']}"]
    ways = [
        ["-m", str(draw.randint(2, 20)), *heads, server.https + "/"],
        ["-b", str(draw.randint(8, 256)), "-p", str(draw.randint(1, 256)), *heads, f"{server.http}/big.bin?{SECRETS['query']}"],
        ["--continuation", "-H", "x-key: " + SECRETS["field"] * 1_500, server.https + "/index.html"],
        ["-w", "10", "-W", "12", "--no-dep", *heads, server.https + "/big.bin"],
        [*body, *heads, server.http + "/upload"],
        ["-a", "--no-push", *heads, server.https + "/index.html"],
    ]
    return [["nghttp", "-n", *way] for way in ways]


def h2load_commands(server, folder, draw):
    heads = ["-H", f"cookie: {SECRETS['cookie']}", "-H", f"authorization: Bearer {SECRETS['token']}"]
    asked = f"/{SECRETS['path']}.html?{SECRETS['query']}"
    many = str(draw.randint(2, 100))
    return [
        ["h2load", "-n", "60", "-c", "2", "-m", many, *heads, server.https + asked],
        ["h2load", "-n", "30", "-c", "2", "-m", many, *heads, server.http + asked],
        ["h2load", "-n", "20", "-c", "2", "--h1", *heads, server.https + asked],
        ["h2load", "-n", "6", "-c", "1", "-m", "3", "-d", str(folder / "body"), *heads, server.https + "/upload"],
    ]


def node_commands(server, _folder, _draw):
    return [["node", str(NODE_CLIENT), server.https, server.http, json.dumps(SECRETS)]]


def weft_commands(server, folder, draw):
    heads = ["-H", f"cookie: {SECRETS['cookie']}", "-H", f"x-key: {SECRETS['field']}", "-u", "me:" + SECRETS["password"]]
    asked = f"/{SECRETS['path']}.html?{SECRETS['query']}"
    ways = [
        [*heads, server.https + asked, server.https + "/big.bin"],
        ["--http1.1", *heads, server.http + asked],
        ["--push", *heads, server.https + "/"],
        ["-F", f"name={SECRETS['form']}", "-F", f"file=@{folder / 'body'}", server.https + "/upload"],
    ]
    load = [BINARY, "load", "--insecure", "-n", "40", "-c", "2", "-m", str(draw.randint(1, 20)), server.https + asked]
    return [[BINARY, "get", "-k", "-s", *way] for way in ways] + [load]


MAKERS = {"curl": curl_commands, "nghttp": nghttp_commands, "h2load": h2load_commands, "node": node_commands, BINARY: weft_commands}


def commands(server, folder, draw):
    return [command for program, maker in MAKERS.items() if shutil.which(program) for command in maker(server, folder, draw)]


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env=without_proxies())
    # curl ends by 28 where the time was over.
    if done.returncode not in (0, 28):
        raise AssertionError(f"{command}: exit code {done.returncode}: {done.stdout}{done.stderr}")


def talk(those):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for each in [pool.submit(run, command) for command in those]:
            each.result()


# --- against the rules -----------------------------------------------------------------------------------------------

def wrong_lines(token):
    return [
        f"GET / HTTP/1.1\r\nhost: a\r\nx-key: a\r\n {token}\r\n\r\n",
        f"GET / HTTP/1.1\r\nhost: a\r\n {token}: a\r\n\r\n",
        f"GET / HTTP/1.1\r\nhost: a\r\n{token}\r\n\r\n",
        # The body is longer than it says.
        f"POST /upload HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\nx{token} is my word\r\n\r\n",
        f"POST /upload HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n{token}\r\n",
        f"{token}\r\n\r\n",
        f"GET /{token}",
    ]


def fields(peer, *more, **request):
    return frame(HEADERS, END_HEADERS, 1, block(*peer.request_fields(**request), *more))


# The frames that a peer of HTTP/2 sends, with the secret in them.
WRONG_FRAMES = [
    lambda peer, octets: frame(PING, 0, 0, octets[:6]),
    lambda peer, octets: frame(HEADERS, END_HEADERS, 1, b"\xff\xff\xff\xff\xff" + octets),
    lambda peer, octets: frame(HEADERS, 0, 1, block((":method", "GET"))) + frame(SETTINGS, 0, 0, octets[:12]),
    lambda peer, octets: frame(HEADERS, 0, 1, block((":method", "GET"))) + frame(CONTINUATION, 0, 3, block(("x-key", octets))),
    lambda peer, octets: fields(peer, (b"x " + octets, b"a")),
    lambda peer, octets: fields(peer, method="GET " + octets.decode()),
    lambda peer, octets: frame(0xf0, 0, 0, octets) + frame(DATA, 0, 1, octets),
    lambda peer, octets: fields(peer, method="POST", path="/upload") + frame(DATA, 0, 1, octets)[:-4],
    lambda peer, octets: frame(GOAWAY, 0, 0, bytes(8) + octets),
    lambda peer, octets: octets * 3,
]


def until_end(peer):
    """What a server says before it closes, or nothing."""
    with contextlib.suppress(OSError):
        while peer.recv(1 << 16):
            pass


def malformed(server):
    """Connections that break rules, each with a secret in the place; their number."""
    port = server.port("http")
    for text in wrong_lines(SECRETS["token"]):
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as peer:
            peer.sendall(text.encode())
            peer.shutdown(socket.SHUT_WR)
            until_end(peer)
    for wrong in WRONG_FRAMES:
        with RawHttp2("127.0.0.1", port, False) as peer:
            peer.send(wrong(peer, SECRETS["token"].encode()))
            peer.socket.shutdown(socket.SHUT_WR)
            until_end(peer.socket)
    return len(wrong_lines("")) + len(WRONG_FRAMES)
