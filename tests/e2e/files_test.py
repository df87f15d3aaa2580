"""Static files: types, index, HEAD, conditions, ranges, and paths that must not work."""

import gzip
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

from serving import Weft, curl, make_site

LONG_AGO = "Sun, 06 Nov 1994 08:49:37 GMT"


class Files(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        outside = pathlib.Path(cls.folder.name)
        (outside / "secret.txt").write_text("secret")
        (outside / "site").mkdir()
        cls.site = make_site(outside / "site", style_css=b"p{}", empty_txt=b"", ten_txt=b"0123456789")
        cls.large = os.urandom(5_000_000)
        (cls.site / "large.bin").write_bytes(cls.large)
        (cls.site / ".hidden").write_text("hidden")
        (cls.site / "sub").mkdir()
        (cls.site / "sub" / "index.html").write_text("sub")
        (cls.site / "bare").mkdir()
        (cls.site / "out").symlink_to(outside / "secret.txt")
        (cls.site / "b\\s.txt").write_text("backslash")
        (cls.site / "absolute").symlink_to(cls.site / "sub" / "index.html")
        (cls.site / "folder").symlink_to(cls.site / "sub")
        (cls.site / "again").symlink_to(cls.site / "folder" / "index.html")
        (cls.site / "up").symlink_to(cls.site / "sub" / ".." / "..")
        (cls.site / "out2").symlink_to(cls.site / "out")
        (cls.site / "magic").symlink_to("/proc/self/cwd")
        os.mkfifo(cls.site / "fifo")
        cls.weft = Weft(cls.site)
        cls.bases = (["--http2", cls.weft.https], ["--http1.1", cls.weft.https],
                     ["--http2-prior-knowledge", cls.weft.http], ["--http1.1", cls.weft.http])

    @classmethod
    def tearDownClass(cls):
        code = cls.weft.stop()
        cls.folder.cleanup()
        assert code == 0, code

    def each(self, path, *options):
        """The answer to a path in all four ways: a status, the fields, the body."""
        for version, base in self.bases:
            with self.subTest(version + " " + base + path):
                out = curl(version, "-D", "-", "--path-as-is", *options, base + path)
                head, _, body = out.partition(b"\r\n\r\n")
                lines = head.decode().split("\r\n")
                fields = dict((n.lower(), v) for n, v in (line.split(": ", 1) for line in lines[1:]))
                yield int(lines[0].split()[1]), fields, body

    def test_index_and_type(self):
        for status, fields, body in self.each("/"):
            self.assertEqual(status, 200)
            self.assertEqual(fields["content-type"], "text/html; charset=utf-8")
            self.assertIn(b"hello", body)
            self.assertEqual(int(fields["content-length"]), len(body))
            for name in ("etag", "last-modified", "date"):
                self.assertIn(name, fields)
        for _, fields, _ in self.each("/style.css"):
            self.assertEqual(fields["content-type"], "text/css; charset=utf-8")

    def test_a_folder_without_slash_redirects(self):
        for status, fields, _ in self.each("/sub"):
            self.assertEqual((status, fields["location"]), (301, "/sub/"))
        for status, _, body in self.each("/sub/"):
            self.assertEqual((status, body), (200, b"sub"))

    def test_large_files_arrive_whole(self):
        for status, _, body in self.each("/large.bin"):
            self.assertEqual(status, 200)
            self.assertEqual(hashlib.sha256(body).digest(), hashlib.sha256(self.large).digest())

    def test_empty_file(self):
        for status, fields, body in self.each("/empty.txt"):
            self.assertEqual((status, fields["content-length"], body), (200, "0", b""))

    def test_head_has_the_fields_and_no_body(self):
        for status, fields, body in self.each("/ten.txt", "--head", "-o", "/dev/null"):
            self.assertEqual((status, fields["content-length"], body), (200, "10", b""))

    def test_conditions(self):
        (tag,) = {fields["etag"] for _, fields, _ in self.each("/ten.txt")}
        (date,) = {fields["last-modified"] for _, fields, _ in self.each("/ten.txt")}
        cases = [
            (f"If-None-Match: {tag}", 304),
            ('If-None-Match: "other"', 200),
            ("If-None-Match: *", 304),
            (f"If-Modified-Since: {date}", 304),
            (f"If-Modified-Since: {LONG_AGO}", 200),
            ('If-Match: "other"', 412),
            (f"If-Match: {tag}", 200),
            (f"If-Unmodified-Since: {LONG_AGO}", 412),
        ]
        for field, expected in cases:
            for status, _, body in self.each("/ten.txt", "-H", field):
                self.assertEqual(status, expected, field)
                if expected == 304:
                    self.assertEqual(body, b"")

    def test_ranges(self):
        cases = [
            ("bytes=0-3", 206, "bytes 0-3/10", b"0123"),
            ("bytes=5-", 206, "bytes 5-9/10", b"56789"),
            ("bytes=-2", 206, "bytes 8-9/10", b"89"),
            ("bytes=0-99", 206, "bytes 0-9/10", b"0123456789"),
            ("bytes=10-", 416, "bytes */10", None),
            ("bytes=x", 200, None, b"0123456789"),
            ("bytes=-0", 416, "bytes */10", None),
        ]
        for wanted, expected, content_range, expected_body in cases:
            for status, fields, body in self.each("/ten.txt", "-H", "Range: " + wanted):
                self.assertEqual((status, fields.get("content-range")), (expected, content_range), wanted)
                if expected_body is not None:
                    self.assertEqual(body, expected_body)

    def test_a_range_of_an_empty_file(self):
        for wanted, expected, content_range in (("bytes=-5", 200, None), ("bytes=0-", 416, "bytes */0"),
                                                ("bytes=-0", 416, "bytes */0")):
            for status, fields, _ in self.each("/empty.txt", "-H", "Range: " + wanted):
                self.assertEqual((status, fields.get("content-range")), (expected, content_range), wanted)

    def test_an_escaped_backslash_is_a_part_of_a_name(self):
        for status, _, body in self.each("/b%5Cs.txt"):
            self.assertEqual((status, body), (200, b"backslash"))
        for status, _, body in self.each("/b\\s.txt"):
            self.assertEqual(status, 400)

    def test_links_that_end_inside(self):
        for path in ("/absolute", "/folder/index.html", "/folder/", "/again"):
            for status, _, body in self.each(path):
                self.assertEqual((status, body), (200, b"sub"), path)

    def test_several_ranges_are_multipart(self):
        for status, fields, body in self.each("/ten.txt", "-H", "Range: bytes=0-1,8-9"):
            self.assertEqual(status, 206)
            self.assertRegex(fields["content-type"], r"^multipart/byteranges; boundary=\S+$")
            self.assertIn(b"content-range: bytes 0-1/10\r\n\r\n01", body.lower())
            self.assertIn(b"content-range: bytes 8-9/10\r\n\r\n89", body.lower())
            self.assertEqual(len(body), int(fields["content-length"]))

    def test_ranges_that_overlap_are_sent_once(self):
        for status, fields, body in self.each("/ten.txt", "-H", "Range: bytes=0-5,3-7,-1"):
            self.assertEqual(status, 206)
            self.assertIn(b"content-range: bytes 0-7/10\r\n\r\n01234567\r\n", body.lower())
            self.assertIn(b"content-range: bytes 9-9/10\r\n\r\n9\r\n", body.lower())
            self.assertEqual(body.lower().count(b"content-range"), 2)

    def test_a_file_in_codings_is_sent_as_the_client_prefers(self):
        original = b"console.log('hello');\n" * 100
        coded = {"gzip": gzip.compress(original), "br": b"by brotli", "zstd": b"by zstd"}
        (self.site / "app.js").write_bytes(original)
        for coding, suffix in (("gzip", ".gz"), ("br", ".br"), ("zstd", ".zst")):
            (self.site / ("app.js" + suffix)).write_bytes(coded[coding])
        cases = [("gzip, deflate, br, zstd", "br"), ("gzip, zstd", "zstd"), ("br;q=0.1, gzip;q=0.5, *;q=0", "gzip"),
                 ("deflate", None), ("identity, *;q=0.5", None)]
        tags = set()
        for accept, coding in cases:
            for status, fields, body in self.each("/app.js", "-H", "Accept-Encoding: " + accept):
                self.assertEqual((status, fields.get("content-encoding"), fields["vary"]),
                                 (200, coding, "accept-encoding"), accept)
                self.assertEqual(fields["content-type"], "text/javascript; charset=utf-8")
                self.assertEqual(body, coded.get(coding, original))
                tags.add(fields["etag"])
        self.assertEqual(len(tags), 4)
        for status, _, _ in self.each("/app.js", "-H", "Accept-Encoding: identity;q=0"):
            self.assertEqual(status, 406)
        # Another file: for a second the siblings of that one may be the ones that were seen.
        (self.site / "one.js").write_bytes(original)
        (self.site / "one.js.gz").write_bytes(coded["gzip"])
        for status, fields, body in self.each("/one.js", "--compressed"):
            self.assertEqual((status, fields["content-encoding"], body), (200, "gzip", original))
        for status, fields, body in self.each("/one.js", "-H", "Accept-Encoding: gzip", "-H", "Range: bytes=1-3"):
            self.assertEqual((status, fields["content-range"]), (206, f"bytes 1-3/{len(coded['gzip'])}"))
            self.assertEqual(body, coded["gzip"][1:4])

    def test_more_than_16_ranges_are_ignored(self):
        many = "bytes=" + ",".join(["0-0", "2-2"] * 50)
        for status, _, body in self.each("/ten.txt", "-H", "Range: " + many):
            self.assertIn((status, body), [(200, b"0123456789")])

    def test_other_methods(self):
        for status, fields, _ in self.each("/ten.txt", "-X", "POST", "-d", "x"):
            self.assertEqual(status, 405)
            self.assertEqual(set(fields["allow"].split(", ")), {"GET", "HEAD", "OPTIONS"})

    def test_what_must_not_be_served(self):
        hostile = {
            "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/..;/secret.txt", "//etc/passwd", "/..\\secret.txt",
            "/..%5csecret.txt", "/%00", "/index.html%00.txt", "/%c0%ae%c0%ae/secret.txt", "/sub/../../secret.txt", "/out",
            "/out2", "/up/secret.txt", "/up/", "/magic/", "/magic", "/fifo", "/.hidden", "/%2ehidden", "/bare/", "/" + "a" * 5000, "/%zz", "/nothing",
        }
        for path in sorted(hostile):
            for status, _, body in self.each(path):
                self.assertIn(status, (400, 403, 404, 414), path)
                self.assertNotIn(b"secret", body.replace(path.encode(), b""))
                self.assertNotIn(b"root:", body)

    def test_a_path_of_16_kib_is_too_long(self):
        for status, _, _ in self.each("/" + "a" * 16 * 1024):
            self.assertEqual(status, 414)

    def test_a_file_that_shrinks_never_ends_cleanly(self):
        for version, base in self.bases:
            with self.subTest(version + base):
                shrinking = self.site / "shrinking.bin"
                shrinking.write_bytes(b"x" * 200_000_000)
                client = subprocess.Popen(["curl", "-sSk", version, "--limit-rate", "20M", "--max-time", "20",
                                           base + "/shrinking.bin"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                self.assertTrue(client.stdout.read(1))
                os.truncate(shrinking, 0)
                client.stdout.read()
                client.stdout.close()
                self.assertNotEqual(client.wait(30), 0)


class Versions(unittest.TestCase):
    """What is served follows what the path names and what the file holds."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def make(self, name, text):
        (self.path / name).mkdir()
        (self.path / name / "index.html").write_text(text)
        (self.path / name / "large.bin").write_text(text * 100_000)
        return self.path / name

    def answer(self, path, *options):
        """A status, the fields, the body."""
        out = curl("--http2-prior-knowledge", "-D", "-", *options, self.weft.http + path)
        head, _, body = out.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        return int(lines[0].split()[1]), dict(line.split(": ", 1) for line in lines[1:]), body

    def expect(self, status, text):
        """Both files are so within seconds, and then stay so."""
        deadline = time.monotonic() + 10
        wanted = [(status, text), (status, text * 100_000)] if status == 200 else [(status, None)] * 2
        while True:
            found = [self.answer(path) for path in ("/", "/large.bin")]
            found = [(code, body.decode() if code == 200 else None) for code, _, body in found]
            if found == wanted:
                return
            self.assertLess(time.monotonic(), deadline, found[0])
            time.sleep(0.05)

    def test_a_folder_that_is_made_again(self):
        pub = self.make("pub", "old")
        with Weft(pub, listen=("http://127.0.0.1:0",)) as self.weft:
            self.expect(200, "old")
            shutil.rmtree(pub)
            self.expect(404, None)
            self.make("pub", "new")
            self.expect(200, "new")
            pub.rename(self.path / "away")
            self.make("pub", "other")
            self.expect(200, "other")

    def test_a_link_that_is_switched(self):
        self.make("v1", "one")
        self.make("v2", "two")
        current = self.path / "current"
        current.symlink_to("v1")
        with Weft(current, listen=("http://127.0.0.1:0",)) as self.weft:
            self.expect(200, "one")
            (self.path / "next").symlink_to("v2")
            (self.path / "next").rename(current)
            self.expect(200, "two")

    def test_validators_change_with_the_content_whatever_the_date(self):
        pub = self.make("pub", "x")
        for size in (4, 200_000):
            for date in (0, 1, 1_500_000_000):
                with self.subTest(size=size, date=date), Weft(pub, listen=("http://127.0.0.1:0",)) as self.weft:
                    name = f"{size}-{date}"
                    before, after = "A" * size, "B" * size
                    self.write(pub / name, before, date)
                    status, fields, body = self.answer("/" + name)
                    self.assertEqual((status, body.decode()), (200, before))
                    self.assertEqual("last-modified" in fields, date > 1)
                    self.write(pub / name, after, date)
                    time.sleep(1.1)
                    for validator in [fields[n] for n in ("etag", "last-modified") if n in fields]:
                        status, _, body = self.answer("/" + name, "-H", "If-Range: " + validator, "-H", "Range: bytes=2-")
                        self.assertEqual((status, body.decode()), (200, after))
                    if "etag" in fields:
                        status, _, body = self.answer("/" + name, "-H", "If-None-Match: " + fields["etag"])
                        self.assertEqual((status, body.decode()), (200, after))

    @staticmethod
    def write(path, text, date):
        path.write_text(text)
        os.utime(path, (date, date))

    def test_a_date_in_the_future_is_that_of_the_response(self):
        pub = self.make("pub", "x")
        self.write(pub / "future", "x", 2_208_988_800)
        with Weft(pub, listen=("http://127.0.0.1:0",)) as self.weft:
            for options in ((), ("-H", "Range: bytes=0-0"), ("-H", "If-None-Match: *"),
                            ("--head", "-o", "/dev/null")):
                _, fields, _ = self.answer("/future", *options)
                self.assertEqual(fields["last-modified"], fields["date"])


class CompressedAndListed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        site = make_site(pathlib.Path(cls.folder.name))
        cls.text = "".join(f"line {n * 7919 % 10007}\n" for n in range(60_000)).encode()
        (site / "text.txt").write_bytes(cls.text)
        (site / "sub").mkdir()
        (site / "sub" / "a&b.txt").write_text("x")
        cls.weft = Weft(site, "--compress", "--listing")
        cls.bases = (["--http2", cls.weft.https], ["--http1.1", cls.weft.https], ["--http2-prior-knowledge", cls.weft.http])

    @classmethod
    def tearDownClass(cls):
        code = cls.weft.stop()
        cls.folder.cleanup()
        assert code == 0, code

    def test_text_is_compressed_while_it_is_sent(self):
        for version, base in self.bases:
            for again in (False, True):
                with self.subTest(version + " " + base, again=again):
                    size = curl(version, "-H", "Accept-Encoding: gzip", "-o", "/dev/null", "-w", "%{size_download}",
                                base + "/text.txt")
                    self.assertLess(int(size), len(self.text) // 2)
                    self.assertEqual(curl(version, "--compressed", base + "/text.txt"), self.text)
                    self.assertEqual(curl(version, base + "/text.txt"), self.text)

    def test_a_folder_is_listed(self):
        for version, base in self.bases:
            self.assertIn(b'<a href="./a&amp;b.txt">a&amp;b.txt</a>', curl(version, base + "/sub/"))
            listing = json.loads(curl(version, "-H", "Accept: application/json", base + "/sub/"))
            self.assertEqual([entry["name"] for entry in listing["entries"]], ["a&b.txt"])


if __name__ == "__main__":
    unittest.main()
