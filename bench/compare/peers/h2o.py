"""h2o: one thread, files from its own cache of descriptors, no access log."""

from processes import Server, free_port
from peers.support import first_line

BINARY = "h2o"
# A file: h2o 2.2 reads a body whole before any handler sees the request, and its file handler then answers 405, which
# is the cheapest answer that it has.
UPLOAD = "/6"
UPLOAD_STATUS = 405
NOTES = "answers an upload 405 after reading all of it: no handler that answers 200 is cheaper"


def version(binary):
    return first_line([binary, "--version"])


def start(binary, content):
    https, http = free_port(), free_port()
    configuration = content.folder / f"h2o-{https}.conf"
    configuration.write_text(f"""
num-threads: 1
max-connections: 20000
limit-request-body: 1073741824
http2-idle-timeout: 600
listen: {{host: 127.0.0.1, port: {http}}}
listen:
  host: 127.0.0.1
  port: {https}
  ssl: {{certificate-file: {content.certificate}, key-file: {content.key}, ocsp-update-interval: 0}}
hosts: {{default: {{paths: {{"/": {{file.dir: {content.site}}}}}}}}}
""")
    return Server([[binary, "-c", configuration]], https, http)
