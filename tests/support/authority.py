"""An authority that issues certificates with openssl, and answers about them (OCSP).

    authority = Authority(folder, "ours")
    certificate, key = authority.issue("ada")
    response = authority.answer(certificate, "-ndays", 1)
"""

import pathlib

from certificates import AUTHORITY, openssl


class Authority:
    def __init__(self, folder, name):
        self.folder = pathlib.Path(folder) / name
        self.folder.mkdir()
        self.certificate, self.key = self.folder / "ca.pem", self.folder / "ca.key"
        (self.folder / "authority").write_text(AUTHORITY.format(folder=self.folder))
        (self.folder / "index").write_text("")
        (self.folder / "serial").write_text("1000\n")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.key,
                "-subj", f"/CN={name}", "-days", 1000, "-out", self.certificate)

    def issue(self, name, days=100, extensions=None):
        """The files of a certificate and its key. `extensions`: a section of the file `authority`."""
        certificate, key, request = (self.folder / f"{name}.{kind}" for kind in ("pem", "key", "csr"))
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
                "-subj", f"/CN={name}", "-out", request)
        openssl("ca", "-batch", "-notext", "-config", self.folder / "authority", "-in", request,
                "-cert", self.certificate, "-keyfile", self.key, "-days", days, *(("-extensions", extensions) if extensions else ()),
                "-out", certificate)
        return certificate, key

    def answer(self, certificate, *options):
        """The file of an OCSP response about it."""
        response = self.folder / "response.der"
        newer = self.folder / "response.new"
        openssl("ocsp", "-index", self.folder / "index", "-CA", self.certificate, "-rsigner", self.certificate,
                "-rkey", self.key, "-issuer", self.certificate, "-cert", certificate, "-no_nonce", *options,
                "-respout", newer)
        newer.replace(response)
        return response
