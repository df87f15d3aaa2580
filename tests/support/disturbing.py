"""The tests of faults share these: their two sizes, and disturbances that not everybody may cause.

WEFT_FAULTS=full is a server in use, and holds times to bounds. Without it a test takes seconds, and counts alone.
"""

import contextlib
import ctypes
import os
import resource
import subprocess
import tempfile
import unittest

FULL = os.environ.get("WEFT_FAULTS") == "full"
SANITIZED = bool(os.environ.get("WEFT_SANITIZE"))
CLONE_NEWNET = 0x40000000

needs_root = unittest.skipUnless(os.geteuid() == 0, "only root may disturb this")


def sized(short, full):
    return full if FULL else short


def allow_descriptors(test, count):
    """To this process until the end of the test, and to those that it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), max(hard, count)))
    except (ValueError, PermissionError):
        test.skipTest(f"only {hard} of {count} descriptors are allowed")
    test.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, max(hard, count)))


@contextlib.contextmanager
def small_disk(size):
    """The path of a disk with room for so many octets."""
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True, text=True)
        if done.returncode != 0:
            raise unittest.SkipTest(done.stderr.strip())
        try:
            yield place
        finally:
            subprocess.run(["umount", "--lazy", place], check=True)


def make_own_network():
    """For this process, and for those that it starts. Interfaces that come and go in it are nobody else's: Chromium gives up its
    requests when it sees that."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def enter_network(namespace):
    """This thread makes its sockets there from now on."""
    with open(namespace) as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns {namespace}")


@contextlib.contextmanager
def inside_network(namespace):
    here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        enter_network(namespace)
        yield
    finally:
        enter_network(f"/proc/self/fd/{here}")
        os.close(here)
