"""Text and pictures of uploaded files, made in a process of its own that may fail without harm.

Enter at `extract` (the parent's side). Reading documents of strangers is the riskiest thing the platform
does, so the child has little memory, little time and nothing else to do; what it cannot read has no text.
The child reads one JSON line for a file and answers with one.

Does not belong here: storing what was found (`youju.ledger.evidence`).
"""

from __future__ import annotations

import base64
import io
import json
import resource
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TEXT_LIMIT = 200_000
"""Characters kept of one file."""
PAGES = 300
XML_LIMIT = 50 * 1024 * 1024
MEMORY = 1024 * 1024 * 1024
SECONDS = 20
"""Processor seconds for one file."""
THUMBNAIL = 320
"""Longest side of a thumbnail, pixels."""
LARGEST = 1200
"""Longest side of a picture to be read, pixels."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What was found in a file.

    Attributes:
        text: For search; empty when there is none.
        picture: A JPEG of the photo or of a page; empty for what cannot be shown so.
        pages: Pages of which there are pictures.
        failed: Whether the child gave up or was stopped.
    """

    text: str = ""
    picture: bytes = b""
    pages: int = 0
    failed: bool = False


def extract(files: Sequence[tuple[Path, str]], *, side: int = THUMBNAIL, page: int = 1) -> list[Extract]:
    """Text and pictures of files, each given with its media type.

    A file on which the child dies counts as failed; the others are tried again without it.

    Args:
        files: Where they are, and their media types.
        side: Longest side of the pictures, pixels.
        page: Which page is pictured, from 1; a photo has one.
    """
    found: list[Extract] = []
    while len(found) < len(files):
        done = _run(files[len(found) :], side, page)
        found += done
        if len(found) < len(files):
            found.append(Extract(failed=True))
    return found


def _run(files: Sequence[tuple[Path, str]], side: int, page: int) -> list[Extract]:
    """The results up to the end, or up to the file on which the child died."""
    request = "".join(json.dumps([str(path), media_type, side, page]) + "\n" for path, media_type in files)
    try:
        child = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", __name__],
            input=request.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=10 + 2 * SECONDS * len(files),
            check=False,
        )
        output = child.stdout
    except subprocess.TimeoutExpired as error:
        output = error.stdout or b""
    results = []
    for line in output.split(b"\n")[:-1]:
        answer = json.loads(line)
        picture = base64.b64decode(answer["picture"])
        results.append(Extract(answer["text"], picture, answer["pages"], answer["failed"]))
    return results


def main() -> None:
    """The child: answer every line of the standard input, within limits set for each file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        path, media_type, side, page = json.loads(line)
        used = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(
            resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + SECONDS, resource.RLIM_INFINITY)
        )
        sys.stdout.write(json.dumps(_answer(Path(path), media_type, side, page)) + "\n")
        sys.stdout.flush()


def _answer(path: Path, media_type: str, side: int, page: int) -> dict[str, Any]:
    answer: dict[str, Any] = {"text": "", "picture": "", "pages": 0, "failed": False}
    try:
        if media_type in READERS:
            answer["text"] = bounded(READERS[media_type](path))
        if media_type.startswith("image/"):
            picture = _photo(path, side) if page == 1 else b""
            answer |= {"picture": base64.b64encode(picture).decode(), "pages": 1}
        elif media_type == "application/pdf":
            picture, pages = _pdf_page(path, side, page)
            answer |= {"picture": base64.b64encode(picture).decode(), "pages": pages}
    except Exception:  # a damaged or hostile file may raise anything; it just has no text
        answer["failed"] = True
    return answer


def bounded(parts: Iterator[str]) -> str:
    """Pieces of text joined until there is enough; what a database cannot hold is left out."""
    kept: list[str] = []
    length = 0
    for part in parts:
        kept.append(part)
        length += len(part) + 1
        if length > TEXT_LIMIT:
            break
    text = "\n".join(kept)[:TEXT_LIMIT]
    return "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and not 0xD800 <= ord(c) < 0xE000))


def _plain(path: Path) -> Iterator[str]:
    content = path.read_bytes()[: TEXT_LIMIT * 4]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            yield content.decode(encoding)
            return
        except UnicodeDecodeError as error:
            if error.start > len(content) - 4:  # cut within a character
                yield content.decode(encoding, errors="ignore")
                return


def _pdf(path: Path) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(path)
    for number, page in enumerate(reader.pages):
        if number >= PAGES:
            return
        yield page.extract_text()


def _docx(path: Path) -> Iterator[str]:
    """The paragraphs of a Word document; its XML is read without entities or external parts."""
    from defusedxml.ElementTree import parse

    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(path) as container:
        if container.getinfo("word/document.xml").file_size > XML_LIMIT:
            return
        tree = parse(io.BytesIO(container.read("word/document.xml")), forbid_dtd=True)
    for paragraph in tree.iter(f"{word}p"):
        yield "".join(run.text or "" for run in paragraph.iter(f"{word}t"))


def _xlsx(path: Path) -> Iterator[str]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(path)) as workbook:
        for name in workbook.sheet_names:
            yield name
            for row in workbook.get_sheet_by_name(name).iter_rows():
                yield "\t".join(str(cell) for cell in row if cell != "")


_OFFICE = "application/vnd.openxmlformats-officedocument"
READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    "text/plain": _plain,
    "text/csv": _plain,
    "application/pdf": _pdf,
    f"{_OFFICE}.wordprocessingml.document": _docx,
    f"{_OFFICE}.spreadsheetml.sheet": _xlsx,
}
"""Media types that have text, and what reads it."""


def _photo(path: Path, side: int) -> bytes:
    """A photo as JPEG, upright, without its metadata (which may hold a place and a person)."""
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path) as picture:
            picture.draft("RGB", (side * 2, side * 2))
            return _jpeg(ImageOps.exif_transpose(picture), side)


def _pdf_page(path: Path, side: int, page: int) -> tuple[bytes, int]:
    """A page of a PDF as JPEG, and how many pages there are."""
    from pypdfium2 import PdfDocument

    with PdfDocument(path) as document:
        pages = len(document)
        if not 1 <= page <= pages:
            return b"", pages
        shown = document[page - 1]
        drawn = shown.render(scale=side / max(*shown.get_size(), 1))
        return _jpeg(drawn.to_pil(), side), pages


def _jpeg(picture: Any, side: int) -> bytes:
    small = picture.convert("RGB")
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()


if __name__ == "__main__":
    main()
