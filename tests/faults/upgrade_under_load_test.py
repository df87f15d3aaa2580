"""SIGUSR2 twenty times under 2,000 new connections a second, half of them over HTTP/2 and half over HTTP/1.1: none is refused or
reset, no request fails, and those that clients repeat on connections that stay are only the ones of HTTP/2 which the old process has
declined.

The short form has fewer connections.
"""

import pathlib
import tempfile
import time
import unittest

from disturbing import sized
from loading import Beside
from serving import make_site
from upgrading import Upgrading

TIMES = sized(5, 20)
PAUSE = sized(0, 1)
CONNECTIONS_PER_SECOND = sized(50, 1_000)  # of each version
CONNECTIONS = 20
PATIENT = ("--timeout", "60s", "--connect-timeout", "60s", "-c", CONNECTIONS)


class UpgradeUnderLoad(unittest.TestCase):
    def test_no_connection_is_refused_and_no_request_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            site = make_site(pathlib.Path(folder))
            with Upgrading(site, "--listen", "http://127.0.0.1:0") as weft:
                new = (weft.http, "--rate", CONNECTIONS_PER_SECOND, "--requests-per-connection", 1, "--no-resend", *PATIENT)
                stays = (weft.http, "--rate", CONNECTIONS_PER_SECOND, *PATIENT)
                with Beside(*new, "--http", "2") as http2, Beside(*new, "--http", "1.1") as http1, \
                        Beside(*stays, "-m", 10) as steady, Beside(*stays, "--http", "1.1", "--no-resend") as kept:
                    for _ in range(TIMES):
                        time.sleep(PAUSE)
                        weft.await_end(weft.upgrade())
                    runs = [each.end() for each in (http2, http1, steady, kept)]
        for run in runs:
            self.assertEqual((run["failed"], run["errors"]), (0, {}))
            self.assertEqual(run["statuses"], {"200": run["answered"]})
            self.assertGreater(run["reconnects"], TIMES)
        print(f"{weft.upgrades} upgrades, {runs[0]['reconnects'] + runs[1]['reconnects']} new connections, "
              f"{runs[2]['resent']} of {runs[2]['answered']} requests sent again")


if __name__ == "__main__":
    unittest.main()
