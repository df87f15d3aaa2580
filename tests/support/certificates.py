"""Makes certificates with openssl, with any dates.

    certificate, key = make_certificate(folder, "localhost", "20200101000000Z", "20210101000000Z")
"""

import pathlib
import subprocess

AUTHORITY = """[ca]
default_ca = here
[here]
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
"""


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


# The arguments by which openssl makes a key.
KEYS = {"P-256": ("ec", "-pkeyopt", "ec_paramgen_curve:P-256"), "RSA": ("rsa:2048",)}


def make_certificate(folder, name, first="20200101000000Z", last="20990101000000Z", key_of="P-256"):
    """The files of a self-signed certificate and its key; they replace those of the same name."""
    folder = pathlib.Path(folder)
    certificate, key, request = (folder / f"{name}.{kind}" for kind in ("pem", "key", "csr"))
    (folder / "authority").write_text(AUTHORITY.format(folder=folder))
    (folder / "index").write_text("")
    if not (folder / "serial").exists():
        (folder / "serial").write_text("01\n")
    openssl("req", "-new", "-newkey", *KEYS[key_of], "-nodes", "-keyout", key, "-subj", f"/CN={name}", "-out", request)
    openssl("ca", "-batch", "-notext", "-selfsign", "-config", folder / "authority", "-in", request, "-keyfile", key,
            "-startdate", first, "-enddate", last, "-out", certificate)
    return certificate, key
