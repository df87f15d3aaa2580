"""haproxy: one thread. It has no files; what fits one of its buffers it returns from memory."""

from processes import Server, free_port
from peers.support import first_line

BINARY = "haproxy"
UPLOAD = "/upload"
CANNOT = {"W4": "returns from memory what fits a buffer of 16 KiB, and has no files",
          "W5.10m": "waits for a body only as far as it fits a buffer",
          "W13": "returns from memory what fits a buffer of 16 KiB, and has no files"}
NOTES = "answers from memory, with `http-request return`"

# The fields with which servers of files describe a file, so that a response has as many octets.
FIELDS = ("hdr server haproxy hdr date 'Sun, 22 Nov 2026 10:55:56 GMT' "
          "hdr last-modified 'Sun, 22 Nov 2026 10:55:55 GMT' hdr etag '\"6b02ca3b-400\"' hdr accept-ranges bytes")


def version(binary):
    return first_line([binary, "-v"])


def start(binary, content):
    https, http = free_port(), free_port()
    pem = content.folder / f"haproxy-{https}.pem"
    pem.write_text(content.certificate.read_text() + content.key.read_text())
    small = [path for path in content.paths if content.file(path).stat().st_size < 12 * 1024]
    returns = "\n".join(f"  http-request return status 200 content-type text/plain {FIELDS} file {content.file(path)} "
                        f"if {{ path /{path} }}" for path in small)
    configuration = content.folder / f"haproxy-{https}.conf"
    configuration.write_text(f"""
global
  nbthread 1
  maxconn 12000
  no strict-limits
  ssl-default-bind-options ssl-min-ver TLSv1.2
  tune.h2.max-concurrent-streams 128
defaults
  mode http
  timeout client 600s
  timeout http-keep-alive 600s
  timeout http-request 600s
frontend all
  bind 127.0.0.1:{https} ssl crt {pem} alpn h2
  bind 127.0.0.1:{http} proto h2
  http-request wait-for-body time 10s if METH_POST
  http-request return status 200 content-type text/plain string ok if {{ path {UPLOAD} }}
{returns}
""")
    return Server([[binary, "-db", "-f", configuration]], https, http)
