"""The style sheet and the script of all pages: put together from small files, named by their content.

A name that contains the digest of what it names may be kept by browsers for ever; a new version has a new
name. Enter at `address`; `views.asset` hands them out.

Does not belong here: pictures and other files that stand for themselves (``static/``).
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "assets"
KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
PARTS = {
    "youju.css": ("css", "css/[0-9]-*.css"),
    "dark.css": ("css", "css/dark.css"),
    "youju.js": ("js", "js/[0-9]-*.js"),
    "htmx.js": ("js", "vendor/htmx-2.0.8.min.js"),
    "echarts.js": ("js", "vendor/echarts-5.6.0.common.min.js"),
    "chart.js": ("js", "js/chart.js"),
}
"""Name of a bundle to its kind and the files that it is made of, in the order of their names."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A finished bundle.

    Attributes:
        kind: Its media type.
        content: UTF-8 bytes.
        packed: The same, compressed with gzip.
        digest: First 12 hexadecimal digits of the SHA-256 of the content.
    """

    kind: str
    content: bytes
    packed: bytes
    digest: str


@cache
def bundle(name: str) -> Bundle:
    """Put a bundle together.

    Raises:
        KeyError: There is no such bundle.
    """
    kind, pattern = PARTS[name]
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob(pattern))]
    if name == "youju.js":  # a block each, so that the names of one file are not those of another
        texts = ['"use strict";\n', *(f"{{\n{text}}}\n" for text in texts)]
    content = "".join(texts).encode()
    return Bundle(
        kind=KINDS[kind],
        content=content,
        packed=gzip.compress(content, 9, mtime=0),
        digest=hashlib.sha256(content).hexdigest()[:12],
    )


def file_name(name: str) -> str:
    """The name under which a bundle is asked for: ``youju.0123456789ab.css``."""
    stem, kind = name.rsplit(".", 1)
    return f"{stem}.{bundle(name).digest}.{kind}"


def named(asked: str) -> Bundle | None:
    """The bundle of a name as `file_name` gives it; None for an old or unknown one."""
    for name in PARTS:
        if file_name(name) == asked:
            return bundle(name)
    return None
