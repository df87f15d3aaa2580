"""Priorities over real sockets and TLS, for a client that reads slowly: the classic examples of the tree of RFC 7540, and
how soon a change of mind acts (RFC 7540 5.3.3, RFC 9218 7)."""

import collections
import struct
import tempfile
import time
import unittest

from raw_http2 import (DATA, END_HEADERS, INITIAL_WINDOW_SIZE, PRIORITIZED, PRIORITY, PRIORITY_UPDATE, RawHttp2, frame, settings,
                       window_update)
from serving import Weft, make_site

MEBIBYTE = 1 << 20
LARGE = 16 * MEBIBYTE
WIDEST = (1 << 31) - 1
# The kernel doubles it.
RECEIVE_BUFFER = 16 * 1024
# The most octets with a settled order that the two kernels and the server may hold.
UNTIL_THE_SWITCH = 512 * 1024


def dependency(parent, weight):
    return struct.pack(">IB", parent, weight - 1)


class Slow(RawHttp2):
    """Wide windows, and a small buffer that is read in small pieces."""

    def __init__(self, weft, scheme):
        super().__init__("127.0.0.1", weft.port(scheme), scheme == "https", receive_buffer=RECEIVE_BUFFER)
        self.send(settings((INITIAL_WINDOW_SIZE, WIDEST)) + window_update(0, WIDEST - 65_535))

    def prioritized(self, stream, parent, weight, **request):
        plain = self.headers(stream, flags=END_HEADERS | PRIORITIZED, **request)
        payload = dependency(parent, weight) + plain[9:]
        return struct.pack(">I", len(payload))[1:] + plain[3:9] + payload

    def data(self):
        """The stream and the size of the next DATA frame."""
        while True:
            kind, _, stream, payload = self.read_frame(time.monotonic() + 20)
            if kind == DATA and payload:
                return stream, len(payload)

    def shares(self, octets=MEBIBYTE):
        """The share of each stream in the next octets."""
        got = collections.Counter()
        while got.total() < octets:
            stream, size = self.data()
            got[stream] += size
        return got

    def octets_until(self, stream):
        """The octets that other streams still get before this one gets any."""
        others = 0
        while True:
            got, size = self.data()
            if got == stream:
                return others
            others += size


class Priorities(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.weft = Weft(make_site(cls.folder.name, large_bin=bytes(LARGE), medium_bin=bytes(MEBIBYTE)))

    @classmethod
    def tearDownClass(cls):
        code = cls.weft.stop()
        cls.folder.cleanup()
        assert code == 0, code

    def assert_ratio(self, first, second, expected):
        self.assertAlmostEqual(first / second, expected, delta=expected * 0.05)

    def both(self):
        for scheme in ("https", "http"):
            with Slow(self.weft, scheme) as client:
                yield client

    def test_a_and_b_share_3_to_1(self):
        a, b = 1, 3
        for client in self.both():
            client.send(client.prioritized(a, 0, 12, path="/large.bin") + client.prioritized(b, 0, 4, path="/large.bin"))
            got = client.shares()
            self.assert_ratio(got[a], got[b], 3)

    def test_c_waits_for_d(self):
        c, d = 1, 3
        for client in self.both():
            # It is asked for first, and D is only a place in the tree by then.
            client.send(frame(PRIORITY, 0, d, dependency(0, 1)) + client.prioritized(c, d, 256, path="/medium.bin") +
                        client.prioritized(d, 0, 1, path="/medium.bin"))
            self.assertEqual(client.shares(), {d: MEBIBYTE})
            self.assertEqual(client.shares(), {c: MEBIBYTE})

    def test_d_then_c_then_a_and_b_3_to_1(self):
        d, c, a, b = 1, 3, 5, 7
        for client in self.both():
            client.send(client.prioritized(d, 0, 1, path="/medium.bin") + client.prioritized(c, d, 8, path="/medium.bin") +
                        client.prioritized(a, c, 12, path="/large.bin") + client.prioritized(b, c, 4, path="/large.bin"))
            self.assertEqual(client.shares(), {d: MEBIBYTE})
            self.assertEqual(client.shares(), {c: MEBIBYTE})
            got = client.shares()
            self.assert_ratio(got[a], got[b], 3)

    def test_d_then_e_and_c_equally_then_a_and_b_3_to_1(self):
        d, e, c, a, b = 1, 3, 5, 7, 9
        for client in self.both():
            client.send(client.prioritized(d, 0, 1, path="/medium.bin") + client.prioritized(e, d, 8, path="/medium.bin") +
                        client.prioritized(c, d, 8, path="/medium.bin") + client.prioritized(a, c, 12, path="/large.bin") +
                        client.prioritized(b, c, 4, path="/large.bin"))
            self.assertEqual(client.shares(), {d: MEBIBYTE})
            got = client.shares()
            self.assertEqual(got.keys(), {e, c})
            self.assert_ratio(got[e], got[c], 1)
            # Both end with the next one.
            self.assertEqual(client.shares().keys(), {e, c})
            got = client.shares()
            self.assertEqual(got.keys(), {a, b})
            self.assert_ratio(got[a], got[b], 3)

    def test_a_priority_frame_acts_soon(self):
        a, b = 1, 3
        for client in self.both():
            client.send(client.prioritized(a, 0, 16, path="/large.bin") + client.prioritized(b, a, 16, path="/large.bin"))
            self.assertEqual(client.shares(4 * MEBIBYTE).keys(), {a})
            client.send(frame(PRIORITY, 0, a, dependency(b, 16)))
            self.assertLess(client.octets_until(b), UNTIL_THE_SWITCH)
            self.assertEqual(client.shares().keys(), {b})

    def test_a_priority_update_acts_soon(self):
        a, b = 1, 3
        for client in self.both():
            client.send(client.headers(a, path="/large.bin") + client.headers(b, ("priority", "u=5"), path="/large.bin"))
            self.assertEqual(client.shares(4 * MEBIBYTE).keys(), {a})
            client.send(frame(PRIORITY_UPDATE, 0, 0, struct.pack(">I", b) + b"u=0"))
            self.assertLess(client.octets_until(b), UNTIL_THE_SWITCH)
            self.assertEqual(client.shares().keys(), {b})


if __name__ == "__main__":
    unittest.main()
