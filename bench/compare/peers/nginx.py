"""nginx: one worker, descriptors kept open, no limit on requests per connection, large pieces of large files.

Without sendfile, which HTTP/2 cannot gain from: heads and bodies then leave in one call.
"""

import os
import pathlib

from processes import Server, free_port
from peers.support import first_line

BINARY = "nginx"
UPLOAD = "/upload"
ECHO = pathlib.Path("/usr/lib/nginx/modules/ngx_http_echo_module.so")
CANNOT = {} if ECHO.exists() else {"W5": "reads a body for an answer of its own only with Debian's echo module"}
NOTES = "uploads are read and answered by its echo module, from memory"


def version(binary):
    return first_line([binary, "-v"])


def start(binary, content):
    https, http = free_port(), free_port()
    prefix = content.folder / f"nginx-{https}"
    prefix.mkdir()
    configuration = prefix / "nginx.conf"
    configuration.write_text(f"""
{f"load_module {ECHO};" if ECHO.exists() else ""}
{"user root;" if os.geteuid() == 0 else ""}
worker_processes 1;
worker_rlimit_nofile 20000;
daemon off;
pid {prefix}/nginx.pid;
error_log {prefix}/error.log;
events {{ worker_connections 16384; }}
http {{
  access_log off;
  sendfile off;
  output_buffers 2 128k;
  http2_chunk_size 128k;
  keepalive_timeout 600;
  keepalive_requests 1000000000;
  http2_max_concurrent_streams 128;
  open_file_cache max=1000 inactive=600s;
  open_file_cache_valid 1s;
  client_max_body_size 0;
  client_body_buffer_size 16m;
  client_body_temp_path {prefix}/body;
  proxy_temp_path {prefix}/proxy;
  fastcgi_temp_path {prefix}/fastcgi;
  uwsgi_temp_path {prefix}/uwsgi;
  scgi_temp_path {prefix}/scgi;
  server {{
    listen 127.0.0.1:{https} ssl http2;
    listen 127.0.0.1:{http} http2;
    ssl_certificate {content.certificate};
    ssl_certificate_key {content.key};
    ssl_protocols TLSv1.2 TLSv1.3;
    root {content.site};
    {f"location = {UPLOAD} {{ echo_read_request_body; echo ok; }}" if ECHO.exists() else ""}
  }}
}}
""")
    return Server([[binary, "-p", prefix, "-c", configuration]], https, http)
