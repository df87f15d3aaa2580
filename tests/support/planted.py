"""Secrets that a test plants in a connection, and looks for in a file.

    found = planted.found_in(path.read_bytes(), {"cookie": "id=5e1f"})      # ["cookie as base64"]
"""

import base64
import hashlib
import re
import zlib

try:
    from hpack.huffman import HuffmanEncoder
    from hpack.huffman_constants import REQUEST_CODES, REQUEST_CODES_LENGTH
    HUFFMAN = HuffmanEncoder(REQUEST_CODES, REQUEST_CODES_LENGTH)
except ImportError:
    HUFFMAN = None


def base64_forms(octets):
    """Whatever stands before the secret: each of the three alignments, without the digits that others have a part in."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + octets).rstrip(b"=")
        sure = whole[-(-before * 8 // 6):len(whole) - (1 if (before + len(octets)) % 3 else 0)]
        yield sure
        yield sure.translate(bytes.maketrans(b"+/", b"-_"))


def text_forms(octets):
    yield "itself", octets
    yield "hexadecimal digits", octets.hex().encode()
    yield "hexadecimal digits", octets.hex().upper().encode()
    yield "percent-encoding", b"".join(b"%%%02x" % octet for octet in octets)
    yield "percent-encoding", b"".join(b"%%%02X" % octet for octet in octets)
    for form in base64_forms(octets):
        yield "base64", form


def hashes(octets):
    """What anybody can compute who tries a secret: no key is in it."""
    for name in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b", "blake2s"):
        yield hashlib.new(name, octets).hexdigest()
    yield f"{zlib.crc32(octets):08x}"
    fnv = 0xcbf29ce484222325
    for octet in octets:
        fnv = ((fnv ^ octet) * 0x100000001b3) % (1 << 64)
    yield f"{fnv:016x}"


def bits(octets):
    return "".join(f"{octet:08b}" for octet in octets)


def huffman_bits(octets):
    """RFC 7541 5.2, without the padding at the end: the code has no more than 30 bits an octet, and this many exactly."""
    size = sum(REQUEST_CODES_LENGTH[octet] for octet in octets)
    return bits(HUFFMAN.encode(octets))[:size]


def octets_in(content):
    """What the file has as hexadecimal digits."""
    for digits in re.findall(rb'"((?:[0-9a-f]{2}){4,})"', content):
        yield bytes.fromhex(digits.decode())


def found_as_text(paths, secrets):
    """The names of secrets that some file has in a form of text: whether they were planted at all."""
    contents = [path.read_bytes() for path in paths]
    return {name for name, secret in secrets.items() for _, pattern in text_forms(secret.encode())
            if any(pattern in content for content in contents)}


def found_in(content, secrets):
    """The names of the secrets, and the forms in which the content has them."""
    found = []
    blobs = list(octets_in(content))
    blob_bits = [bits(blob) for blob in blobs] if HUFFMAN else []
    for name, secret in secrets.items():
        octets = secret.encode()
        found += sorted({f"{name} as {form}" for form, pattern in text_forms(octets) if pattern in content})
        found += [f"{name} in octets" for blob in blobs if octets in blob]
        if HUFFMAN:
            code = huffman_bits(octets)
            found += [f"{name} in octets, by Huffman's code" for each in blob_bits if code in each]
        # A hash here has 16 digits.
        lower = content.lower()
        found += [f"{name} as a hash" for digest in hashes(octets)
                  if any(part.encode() in lower for part in {digest[:16], digest[-16:]} if len(part) == 16)]
    return found
