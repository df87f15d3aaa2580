"""What is served: the same files and the same certificate for every server."""

import dataclasses
import pathlib
import subprocess

SMALL = b"hello\n"
SIZES = {"1k": 1 << 10, "10k": 10 << 10, "10m": 10 << 20}

# The paths that a browser asks for on one site, and the fields that it sends along: 16 of about 800 octets.
BROWSER_PATHS = [f"/assets/{kind}/{number:03}-{number * 2654435761 % 2**32:08x}.{suffix}"
                 for kind, suffix in (("scripts", "js"), ("styles", "css"), ("images", "webp"), ("articles", "html"))
                 for number in range(50)]
BROWSER_FIELDS = {
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
                  "Safari/537.36",
    "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",
    "accept-encoding": "gzip, deflate, br, zstd",
    "accept-language": "en-US,en;q=0.9,de;q=0.8",
    "cookie": "session=4f1d2a9c7be04e55a3c0b7d811e6f20a; theme=dark; consent=analytics.marketing.essential",
    "referer": "https://www.example.org/articles/index.html?from=navigation",
    "sec-ch-ua": '"Chromium";v="126", "Google Chrome";v="126", "Not.A/Brand";v="24"',
    "sec-ch-ua-mobile": "?0",
    "sec-ch-ua-platform": '"Linux"',
    "sec-fetch-dest": "empty",
    "sec-fetch-mode": "cors",
    "sec-fetch-site": "same-origin",
    "cache-control": "max-age=0",
    "dnt": "1",
    "upgrade-insecure-requests": "1",
    "priority": "u=1, i",
}


@dataclasses.dataclass(frozen=True)
class Content:
    folder: pathlib.Path

    @property
    def site(self):
        return self.folder / "site"

    @property
    def certificate(self):
        return self.folder / "certificate.pem"

    @property
    def key(self):
        return self.folder / "key.pem"

    def file(self, name):
        return self.site / name

    def browser_paths(self, address):
        """A file with the addresses of every page of the browser."""
        file = self.folder / f"paths-{address.rpartition(':')[2]}"
        if not file.exists():
            file.write_text("".join(f"{address}{path}\n" for path in BROWSER_PATHS))
        return file

    @property
    def paths(self):
        """Every path that is served, without the slash in front."""
        return [str(file.relative_to(self.site)) for file in sorted(self.site.rglob("*")) if file.is_file()]


def size(file):
    return SIZES.get(file, len(SMALL))


def make(folder):
    folder.chmod(0o755)
    content = Content(folder)
    content.site.mkdir()
    content.file("6").write_bytes(SMALL)
    for name, size in SIZES.items():
        content.file(name).write_bytes(b"x" * size)
    for path in BROWSER_PATHS:
        file = content.file(path.lstrip("/"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * SIZES["1k"])
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-keyout", content.key, "-out", content.certificate],
                   check=True, capture_output=True)
    content.key.chmod(0o644)
    return content
