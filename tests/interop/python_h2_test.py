"""Python's httpx, on top of h2: requests at once, an upload, a stream that is read in pieces."""

import tempfile
import unittest

try:
    import asyncio

    import h2  # noqa: F401  httpx speaks HTTP/2 only with it
    import httpx
except ImportError:
    httpx = None

from serving import Weft, make_site


@unittest.skipUnless(httpx, "httpx and h2 are not installed")
class PythonH2(unittest.TestCase):
    def test_requests_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            with Weft(make_site(folder, large_bin=b"x" * 500_000), "--sink", "/upload") as weft:
                asyncio.run(self.exchange(weft.https))

    async def exchange(self, url):
        async with httpx.AsyncClient(http2=True, verify=False, timeout=30) as client:
            answers = await asyncio.gather(*(client.get(url + "/large.bin") for _ in range(20)))
            for answer in answers:
                self.assertEqual((answer.http_version, answer.status_code, len(answer.content)), ("HTTP/2", 200, 500_000))
            answer = await client.post(url + "/upload", content=b"y" * 700_000)
            self.assertEqual(answer.text.strip(), "700000")
            pieces = 0
            async with client.stream("GET", url + "/large.bin") as answer:
                async for piece in answer.aiter_bytes():
                    pieces += len(piece)
            self.assertEqual(pieces, 500_000)


if __name__ == "__main__":
    unittest.main()
