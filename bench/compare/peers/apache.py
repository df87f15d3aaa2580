"""Apache: the event MPM with one process, its connections not limited to its threads."""

import pathlib

from processes import Server, free_port
from peers.support import first_line

BINARY = "apache2"
# Its handler of files answers a POST like a GET; what has come with it is dropped.
UPLOAD = "/6"
CANNOT = {"W5.10m": "answers before the body has come, unless something runs behind it"}
DESCRIPTORS = 4
NOTES = "takes four descriptors for each connection over HTTP/2: holds fewer idle ones where they are scarce"
MODULES = pathlib.Path("/usr/lib/apache2/modules")


def version(binary):
    return first_line([binary, "-v"])


def start(binary, content):
    https, http = free_port(), free_port()
    root = content.folder / f"apache-{https}"
    root.mkdir()
    wanted = ["mpm_event", "authz_core", "mime", "socache_shmcb", "ssl", "http2"]
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in wanted)
    configuration = root / "apache.conf"
    configuration.write_text(f"""
ServerRoot {root}
PidFile {root}/pid
ServerName localhost
ErrorLog {root}/error.log
Mutex file:{root}
DefaultRuntimeDir {root}
{modules}
User www-data
Group www-data
Listen 127.0.0.1:{https} https
Listen 127.0.0.1:{http} http
StartServers 1
ServerLimit 1
ThreadLimit 128
ThreadsPerChild 128
MaxRequestWorkers 128
MinSpareThreads 128
MaxSpareThreads 128
AsyncRequestWorkerFactor 200
Timeout 600
KeepAliveTimeout 600
MaxKeepAliveRequests 0
H2MaxSessionStreams 128
H2Direct on
Protocols h2 h2c
TypesConfig /dev/null
DocumentRoot {content.site}
<Directory {content.site}>
  Require all granted
  AllowOverride None
  Options FollowSymLinks
</Directory>
<VirtualHost 127.0.0.1:{https}>
  SSLEngine on
  SSLCertificateFile {content.certificate}
  SSLCertificateKeyFile {content.key}
</VirtualHost>
""")
    return Server([[binary, "-DFOREGROUND", "-f", configuration]], https, http)
