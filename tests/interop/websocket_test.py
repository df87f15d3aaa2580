"""WebSockets to real clients, and from ours to real servers: python3-websockets, node-ws, Node's own, and Chromium, over HTTP/1.1 and
HTTP/2 (RFC 8441).
"""

import asyncio
import contextlib
import json
import os
import pathlib
import random
import shutil
import ssl
import subprocess
import tempfile
import unittest
import urllib.request

from browser import CHROMIUM, DRIVER, Browser
from certificates import make_certificate
from serving import PATIENCE

try:
    import websockets
    from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
except ImportError:
    websockets = None

SERVER = os.environ.get("WEFT_WEBSOCKET_SERVER", "build/dev/tests/interop/websocket_server")
CHAT = os.environ.get("WEFT_CHAT_EXAMPLE", "build/dev/examples/chat")
CLIENT = os.environ.get("WEFT_INTEROP_CLIENT", "build/dev/tests/interop/interop_client")
HTTP2_SERVER = pathlib.Path(__file__).with_name("websocket_http2_server.mjs")
SCRIPT = pathlib.Path(__file__).with_name("websocket_client.mjs")
NODE = shutil.which("node")
HAS_NODE_WS = NODE is not None and pathlib.Path("/usr/share/nodejs/ws").exists()
TRUSTING = ssl._create_unverified_context()


class Program:
    """A program that tells where it listens."""

    def __init__(self, *words):
        self.words = words

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stderr=subprocess.PIPE, text=True)
        self.urls = []
        for _ in self.words[1:]:
            line = self.process.stderr.readline()
            assert line.startswith("listening on "), line + self.process.stderr.read()
            self.urls.append(line.split()[2])
        return self

    def __exit__(self, kind, *_):
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        self.process.stderr.close()
        if kind is None and code != 0:
            raise AssertionError(f"{self.words[0]} ended with {code}")

    def url(self, scheme):
        """ws or wss."""
        return next(url for url in self.urls if url.startswith(scheme.replace("ws", "http") + ":")).replace("http", "ws", 1)


def serving():
    return Program(SERVER, "http://127.0.0.1:0", "https://127.0.0.1:0")


@unittest.skipUnless(websockets, "python3-websockets is not installed")
class PythonWebsockets(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.server = serving().__enter__()
        self.addCleanup(self.server.__exit__, None, None, None)

    def connect(self, path, scheme="ws", **options):
        if scheme == "wss":
            options["ssl"] = TRUSTING
        return websockets.connect(self.server.url(scheme) + path, max_size=None, open_timeout=PATIENCE, **options)

    async def assert_echo(self, socket):
        for message in ("hello", "\u20ac\U0001f600", b"\x00\xff", "", b"", "x" * 1000000):
            await socket.send(message)
            self.assertEqual(await socket.recv(), message)

    async def test_messages_come_back_over_both_schemes(self):
        for scheme in ("ws", "wss"):
            async with self.connect("/echo", scheme) as socket:
                await self.assert_echo(socket)

    async def test_messages_come_back_as_the_peer_compresses(self):
        for options in ({}, {"server_no_context_takeover": True}, {"client_no_context_takeover": True},
                        {"server_max_window_bits": 9}, {"client_max_window_bits": 9}):
            for path in ("/echo", "/echo_forgetful"):
                with self.subTest(options=options, path=path):
                    factory = ClientPerMessageDeflateFactory(**{"client_max_window_bits": True, **options})
                    async with self.connect(path, extensions=[factory], compression=None) as socket:
                        self.assertEqual(len(socket.extensions), 1)
                        await self.assert_echo(socket)

    async def test_messages_come_back_without_compression(self):
        async with self.connect("/echo", compression=None) as socket:
            self.assertEqual(len(socket.extensions), 0)
            await self.assert_echo(socket)

    async def test_fragments_are_joined(self):
        chance = random.Random(3)
        async with self.connect("/echo") as socket:
            for _ in range(1000):
                pieces = ["\u20ac" * chance.randrange(30) for _ in range(chance.randrange(1, 9))]
                await socket.send(iter(pieces))
                self.assertEqual(await socket.recv(), "".join(pieces))

    async def test_pings_are_answered(self):
        async with self.connect("/echo") as socket:
            await asyncio.wait_for(await socket.ping(b"are you there"), PATIENCE)

    async def test_every_close_code_comes_back(self):
        for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999):
            async with self.connect(f"/close?{code}") as socket:
                with self.assertRaises(websockets.ConnectionClosed):
                    await socket.recv()
                self.assertEqual((socket.close_code, socket.close_reason), (code, "as told"))
            async with self.connect("/remember") as socket:
                await socket.close(code, "by the client")
                self.assertEqual(socket.close_code, code)
            http = self.server.url("ws").replace("ws", "http", 1)
            with urllib.request.urlopen(http + "/closed", timeout=PATIENCE) as answer:
                self.assertEqual(answer.read().decode(), f"{code} by the client")

    async def test_the_subprotocol_is_chosen(self):
        async with self.connect("/echo", subprotocols=["first", "second"]) as socket:
            self.assertEqual(socket.subprotocol, "second")

    async def test_a_message_that_is_too_large_is_refused(self):
        async with self.connect("/echo_forgetful") as socket:
            await socket.send("x" * (1 << 21))
            with self.assertRaises(websockets.ConnectionClosed):
                await socket.recv()
            self.assertEqual((socket.close_code, socket.close_reason), (1009, "message_too_large"))

    async def test_another_origin_is_refused(self):
        with self.assertRaises(websockets.InvalidStatusCode) as refused:
            async with self.connect("/echo", origin="https://evil.test"):
                pass
        self.assertEqual(refused.exception.status_code, 403)

    async def test_much_goes_through_a_slow_reader(self):
        def resident():
            status = pathlib.Path(f"/proc/{self.server.process.pid}/status").read_text()
            return int(status.split("VmRSS:")[1].split()[0]) // 1024

        async with self.connect("/slow?64", compression=None, max_queue=1) as socket:
            before = resident()
            total = most = 0
            while total < 64 << 20:
                total += len(await socket.recv())
                most = max(most, resident())
        # The message of the handler, and what is unsent.
        self.assertLess(most - before, 8)


@unittest.skipUnless(NODE, "Node is not installed")
class Node(unittest.TestCase):
    def run_client(self, which, url):
        flags = ["--experimental-websocket"] if which == "builtin" else []
        run = subprocess.run([NODE, *flags, SCRIPT, which, url], capture_output=True, text=True, timeout=PATIENCE)
        self.assertTrue(run.stdout, run.stderr)
        return json.loads(run.stdout)

    @unittest.skipUnless(HAS_NODE_WS, "node-ws is not installed")
    def test_node_ws(self):
        with serving() as server:
            for scheme in ("ws", "wss"):
                said = self.run_client("ws", server.url(scheme) + "/echo")
                self.assertTrue(said["same"])
                self.assertEqual((said["code"], said["clean"], said["protocol"]), (4002, True, "first"))
                self.assertIn("permessage-deflate", said["extensions"])

    @unittest.skipUnless(HAS_NODE_WS, "node-ws is not installed")
    def test_node_ws_over_http2(self):
        with serving() as server:
            said = self.run_client("http2", server.url("wss") + "/echo")
        self.assertTrue(said["same"])
        self.assertEqual((said["code"], said["clean"], said["protocol"]), (4002, True, "first"))

    def test_the_client_of_node_itself(self):
        has_it = subprocess.run([NODE, "--experimental-websocket", "-e", "process.exit(globalThis.WebSocket ? 0 : 1)"],
                                capture_output=True)
        if has_it.returncode != 0:
            self.skipTest("this Node has no WebSocket")
        with serving() as server:
            said = self.run_client("builtin", server.url("ws") + "/echo")
        self.assertTrue(said["same"])
        self.assertEqual((said["code"], said["clean"], said["protocol"]), (4002, True, "first"))


OPEN = """
window.seen = []; window.ended = null;
const socket = new WebSocket(location.href.replace(/^http/, 'ws') + '%s');
socket.onmessage = (event) => window.seen.push(event.data);
socket.onclose = (event) => { window.ended = [event.code, event.wasClean]; };
window.socket = socket;
"""


@unittest.skipUnless(CHROMIUM and DRIVER, "Chromium and its driver are not installed")
class Chromium(unittest.TestCase):
    def test_messages_come_back_over_both_versions(self):
        with serving() as server, Browser() as browser:
            for scheme, version in (("ws", "HTTP/1.1"), ("wss", "HTTP/2")):
                with self.subTest(version=version):
                    browser.open(server.url(scheme).replace("ws", "http", 1) + "/")
                    browser.run(OPEN % "version")
                    browser.wait_until("return window.seen.length === 1")
                    self.assertEqual(browser.run("return window.seen[0]"), version)
                    browser.run(OPEN % "echo")
                    browser.wait_until("return window.socket.readyState === 1")
                    self.assertIn("permessage-deflate", browser.run("return window.socket.extensions"))
                    browser.run("for (const text of ['a', '\u20ac', 'x'.repeat(300000)]) window.socket.send(text)")
                    browser.wait_until("return window.seen.length === 3")
                    self.assertEqual(browser.run("return window.seen.map((text) => text.length)"), [1, 1, 300000])
                    browser.run("window.socket.close(4003, 'enough')")
                    browser.wait_until("return window.ended !== null")
                    self.assertEqual(browser.run("return window.ended"), [4003, True])


@unittest.skipUnless(websockets, "python3-websockets is not installed")
class Chat(unittest.IsolatedAsyncioTestCase):
    async def test_all_see_what_one_says(self):
        with Program(CHAT, "http://127.0.0.1:0") as chat:
            url = chat.url("ws") + "/room/"
            async with websockets.connect(url + "ann") as ann:
                self.assertEqual(await ann.recv(), "ann has come")
                async with websockets.connect(url + "bob") as bob:
                    self.assertEqual(await ann.recv(), "bob has come")
                    self.assertEqual(await bob.recv(), "bob has come")
                    await bob.send("good evening")
                    self.assertEqual(await ann.recv(), "bob: good evening")
                    self.assertEqual(await bob.recv(), "bob: good evening")
                self.assertEqual(await ann.recv(), "bob has gone")


NODE_SERVER = """
const { WebSocketServer } = require('/usr/share/nodejs/ws');
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: true });
server.on('connection', (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })));
server.on('listening', () => console.log(server.address().port));
"""


class OurClient(unittest.IsolatedAsyncioTestCase):
    """interop_client websocket."""

    async def run_client(self, url):
        process = await asyncio.create_subprocess_exec(CLIENT, "websocket", url, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
        self.assertEqual(process.returncode, 0, err.decode())
        return out.decode().split()

    @unittest.skipUnless(websockets, "python3-websockets is not installed")
    async def test_the_server_of_python3_websockets(self):
        closed = []

        async def echo(socket):
            # A code other than 1000 and 1001 is an error of the loop.
            with contextlib.suppress(websockets.exceptions.ConnectionClosedError):
                async for message in socket:
                    await socket.send(message)
            closed.append((socket.close_code, socket.close_reason))

        async with websockets.serve(echo, "127.0.0.1", 0, subprotocols=["second"], max_size=None) as server:
            port = server.sockets[0].getsockname()[1]
            self.assertEqual(await self.run_client(f"ws://127.0.0.1:{port}/"), ["second", "4002", "HTTP/1.1"])
        self.assertEqual(closed, [(4002, "enough")])

    @unittest.skipUnless(HAS_NODE_WS, "node-ws is not installed")
    async def test_the_server_of_node_ws(self):
        process = await asyncio.create_subprocess_exec(NODE, "-e", NODE_SERVER, stdout=subprocess.PIPE)
        try:
            port = int(await asyncio.wait_for(process.stdout.readline(), PATIENCE))
            self.assertEqual(await self.run_client(f"ws://127.0.0.1:{port}/"), ["first", "4002", "HTTP/1.1"])
        finally:
            process.terminate()
            await process.wait()

    async def test_our_own_server(self):
        with serving() as server:
            for scheme, version in (("ws", "HTTP/1.1"), ("wss", "HTTP/2")):
                self.assertEqual(await self.run_client(server.url(scheme) + "/echo"), ["second", "4002", version])

    @unittest.skipUnless(HAS_NODE_WS, "node-ws is not installed")
    async def test_the_http2_of_node(self):
        """RFC 8441 where the server's SETTINGS say so, and HTTP/1.1 where they do not."""
        with tempfile.TemporaryDirectory() as folder:
            certificate, key = make_certificate(folder, "localhost")
            for word, version in (("on", "HTTP/2"), ("off", "HTTP/1.1")):
                with self.subTest(word):
                    process = await asyncio.create_subprocess_exec(NODE, HTTP2_SERVER, certificate, key, word, stdout=subprocess.PIPE)
                    try:
                        port = int(await asyncio.wait_for(process.stdout.readline(), PATIENCE))
                        said = await self.run_client(f"wss://127.0.0.1:{port}/")
                        self.assertEqual(said, ["first", "4002", version])
                        closed = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
                        self.assertEqual(closed, b"4002 enough\n")
                    finally:
                        process.terminate()
                        await process.wait()


if __name__ == "__main__":
    unittest.main()
