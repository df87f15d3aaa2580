"""A realm of its own on loopback: a KDC, a user and the services of localhost. Nothing of the system's is touched.

    with Realm(folder) as realm:
        realm.keytab                            # of HTTP/localhost
        realm.environment(realm.tickets())      # for a program of the user ada; realm.no_tickets: for one without
"""

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import time

from peers import free_port, is_listening

PATIENCE = 20
REALM = "WEFT.TEST"
PASSWORD = "secret"
# Debian keeps the KDC out of a user's path.
PATH = os.environ["PATH"] + os.pathsep + "/usr/sbin"
PROGRAMS = ("krb5kdc", "kdb5_util", "kadmin.local", "kinit")


class Realm:
    user = f"ada@{REALM}"

    @staticmethod
    def is_installed():
        return all(shutil.which(program, path=PATH) for program in PROGRAMS)

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        self.configuration, self.kdc_configuration = self.folder / "krb5.conf", self.folder / "kdc.conf"
        self.keytab, self.no_tickets = self.folder / "http.keytab", self.folder / "none"
        self.configure()
        self.run("kdb5_util", "create", "-s", "-r", REALM, "-P", PASSWORD)
        self.run("kadmin.local", "-q", f"addprinc -pw {PASSWORD} ada")
        self.run("kadmin.local", "-q", "addprinc -randkey HTTP/localhost")
        self.run("kadmin.local", "-q", f"ktadd -k {self.keytab} HTTP/localhost")
        self.kdc = subprocess.Popen([shutil.which("krb5kdc", path=PATH), "-n", "-P", str(self.folder / "pid")],
                                    env=self.environment(self.no_tickets), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while not is_listening(self.port):
            if time.monotonic() > deadline:
                self.stop()
                raise AssertionError("the KDC does not listen")
            time.sleep(0.05)

    def configure(self):
        self.configuration.write_text(f"""
[libdefaults]
  default_realm = {REALM}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
[realms]
  {REALM} = {{
    kdc = 127.0.0.1:{self.port}
  }}
""")
        self.kdc_configuration.write_text(f"""
[kdcdefaults]
  kdc_listen = 127.0.0.1:{self.port}
  kdc_tcp_listen = 127.0.0.1:{self.port}
[realms]
  {REALM} = {{
    database_name = {self.folder}/principal
    key_stash_file = {self.folder}/stash
    acl_file = {self.folder}/acl
  }}
[logging]
  kdc = FILE:{self.folder}/kdc.log
  admin_server = FILE:{self.folder}/admin.log
  default = FILE:{self.folder}/library.log
""")

    def environment(self, tickets):
        return dict(os.environ, KRB5_CONFIG=str(self.configuration), KRB5_KDC_PROFILE=str(self.kdc_configuration),
                    KRB5CCNAME=f"FILE:{tickets}", KRB5RCACHENAME="none:", PATH=PATH)

    def run(self, *command, **more):
        tickets = more.pop("tickets", self.no_tickets)
        subprocess.run([shutil.which(command[0], path=PATH), *command[1:]], check=True, capture_output=True, timeout=PATIENCE,
                       env=self.environment(tickets), **more)

    def tickets(self, lifetime="1h"):
        """A file with a ticket of ada's."""
        path = self.folder / f"tickets-{lifetime}"
        self.run("kinit", "-l", lifetime, "ada", tickets=path, input=PASSWORD.encode() + b"\n")
        return path

    @contextlib.contextmanager
    def silence(self):
        """The KDC takes questions, and answers none."""
        self.kdc.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.kdc.send_signal(signal.SIGCONT)

    def stop(self):
        self.kdc.send_signal(signal.SIGTERM)
        self.kdc.wait(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
