"""Caddy: one processor for Go, no access log."""

from processes import Server, free_port
from peers.support import first_line

BINARY = "caddy"
CANNOT = {"W5": "reads a body only for another server"}


def version(binary):
    return first_line([binary, "version"])


def start(binary, content):
    https, http = free_port(), free_port()
    configuration = content.folder / f"Caddyfile-{https}"
    configuration.write_text(f"""
{{
  admin off
  auto_https off
  servers {{
    protocols h1 h2 h2c
  }}
}}
https://:{https} {{
  bind 127.0.0.1
  tls {content.certificate} {content.key}
  root * {content.site}
  file_server
}}
http://:{http} {{
  bind 127.0.0.1
  root * {content.site}
  file_server
}}
""")
    return Server([[binary, "run", "--adapter", "caddyfile", "--config", configuration]], https, http,
                  {"GOMAXPROCS": "1", "HOME": str(content.folder)})
