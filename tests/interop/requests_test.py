"""curl and node write queries, forms and cookies, over each version, and weft says what it has read."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest

SERVER = os.environ.get("WEFT_REQUESTS_SERVER", "build/dev/tests/interop/requests_server")
# The options of curl, and whether the endpoint has TLS.
WAYS = {"h1": (["--http1.1"], False), "h2c": (["--http2-prior-knowledge"], False), "h2": (["--http2"], True)}
FETCH = """
const form = new FormData();
form.append('a"b\\r\\n', 'J\\u00fcrgen');
form.append('photo', new Blob(['some\\r\\n--text'], {type: 'image/png'}), 'x"y\\\\z.png');
const parts = await fetch(process.argv[1] + '/parts', {method: 'POST', body: form});
const fields = new URLSearchParams([['a b', '1+2'], ['\\u00fc', '%zz&=']]);
const pairs = await fetch(process.argv[1] + '/form', {method: 'POST', body: fields});
const query = await fetch(process.argv[1] + '/query?' + fields);
console.log(JSON.stringify([await parts.json(), await pairs.json(), await query.json()]));
"""


class Requests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = subprocess.Popen([SERVER], stdout=subprocess.PIPE, text=True)
        cls.secure, cls.clear = (cls.server.stdout.readline().strip() for _ in range(2))

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait(20)
        cls.server.stdout.close()

    def curl(self, way, path, *options):
        by, has_tls = WAYS[way]
        command = ["curl", "--silent", "--insecure", "--max-time", "20", *by, *options, (self.secure if has_tls else self.clear) + path]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def of_each_way(self, check):
        if not shutil.which("curl"):
            self.skipTest("curl is not installed")
        for way in WAYS:
            with self.subTest(way=way):
                check(way)

    def test_queries_and_forms_of_curl(self):
        values = ["--data-urlencode", "a b=1+2 & 3", "--data-urlencode", "c=\u00fc%zz", "--data", "flag"]
        expected = [["a b", "1+2 & 3"], ["c", "\u00fc%zz"], ["flag", ""]]

        def check(way):
            # curl does not encode names.
            self.assertEqual(json.loads(self.curl(way, "/form", *values)), expected)
            self.assertEqual(json.loads(self.curl(way, "/query", "--get", *[v.replace("a b", "a%20b") for v in values])), expected)

        self.of_each_way(check)

    def test_multipart_of_curl(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'x"y.png')
            with open(path, "w", encoding="ascii", newline="") as file:
                file.write("some\r\n--text\r\n" * 10000)

            def check(way):
                for escape in ([], ["--form-escape"]):
                    told = json.loads(self.curl(way, "/parts", *escape, "--form-string", 'a"b=J\u00fcrgen', "-F",
                                                "photo=@\"" + path.replace('"', '\\"') + "\""))
                    self.assertEqual(told[0], {"name": 'a"b', "type": "text/plain", "text": "J\u00fcrgen"})
                    self.assertEqual(told[1], {"name": "photo", "type": "image/png", "filename": 'x"y.png', "safe": 'x"y.png',
                                               "text": "some\r\n--text\r\n" * 10000})

            self.of_each_way(check)

    def test_json_of_curl(self):
        def check(way):
            self.assertEqual(self.curl(way, "/json", "--json", '{"a": [1, null]}'), '{"a":[1,null]}')
            # curl's --json asks for JSON as well, so the error is a problem of RFC 9457.
            problem = json.loads(self.curl(way, "/json", "--json", '{"a": }'))
            self.assertEqual((problem["status"], problem["detail"]), (400, "the body is not JSON at 1:7"))

        self.of_each_way(check)

    def test_cookies_of_curl(self):
        def check(way):
            with tempfile.NamedTemporaryFile() as jar:
                cookies = ["--cookie", jar.name, "--cookie-jar", jar.name]
                self.curl(way, "/set", *cookies)
                sid = "31d4" if WAYS[way][1] else "-"
                self.assertEqual(self.curl(way, "/cookies", *cookies), f"a=1;b=x=y;__Host-sid={sid};")
                self.curl(way, "/clear", *cookies)
                self.assertEqual(self.curl(way, "/cookies", *cookies), f"a=-;b=x=y;__Host-sid={sid};")

        self.of_each_way(check)

    def test_forms_of_node(self):
        if not shutil.which("node"):
            self.skipTest("node is not installed")
        done = subprocess.run(["node", "--input-type=module", "-e", FETCH, self.clear], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        parts, pairs, query = json.loads(done.stdout)
        self.assertEqual(parts[0], {"name": 'a"b\r\n', "type": "text/plain", "text": "J\u00fcrgen"})
        self.assertEqual(parts[1], {"name": "photo", "type": "image/png", "filename": 'x"y\\z.png', "safe": "z.png",
                                    "text": "some\r\n--text"})
        self.assertEqual(pairs, [["a b", "1+2"], ["\u00fc", "%zz&="]])
        self.assertEqual(query, pairs)


if __name__ == "__main__":
    unittest.main()
