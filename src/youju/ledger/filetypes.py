"""What a file is, by its content: accepted kinds, and what is refused with a reason. Pure.

Enter at `identify`. A name proves nothing: the extension must match what the content shows, and whatever
runs (programs, scripts, macros, pages with script) is refused under any name. Nothing here decompresses or
executes a document; what is looked into is bounded.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from youju.errors import YoujuError, fail

MEGABYTE = 1024 * 1024
MAX_PIXELS = 100_000_000
"""Pixels of a photo; more is a decompression bomb or a poster."""
MAX_ENTRIES = 10_000
MAX_UNPACKED = 1024 * MEGABYTE
"""Entries and unpacked bytes of a zip container; more is a bomb."""
HEAD = 4096
TAIL = 4096
MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class FileType:
    """One accepted type.

    Attributes:
        label: What people call it.
        kind: Kind of evidence.
        media_type: For the answer's header when it is downloaded.
        extensions: Endings that it may have, the usual one first.
    """

    label: str
    kind: str
    media_type: str
    extensions: tuple[str, ...]


LIMITS: dict[str, int] = {
    "document": 100 * MEGABYTE,
    "spreadsheet": 100 * MEGABYTE,
    "photo": 50 * MEGABYTE,
    "audio": 200 * MEGABYTE,
    "video": 1024 * MEGABYTE,
    "archive": 500 * MEGABYTE,
}
"""Greatest size by kind, bytes."""

_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = FileType("PDF 文档", "document", "application/pdf", ("pdf",))
OFD = FileType("OFD 版式文档", "document", "application/ofd", ("ofd",))  # GB/T 33190-2016
DOCX = FileType("Word 文档", "document", f"{_OFFICE}.wordprocessingml.document", ("docx",))
PPTX = FileType("PowerPoint 文稿", "document", f"{_OFFICE}.presentationml.presentation", ("pptx",))
XLSX = FileType("Excel 工作簿", "spreadsheet", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",))
DOC = FileType("Word 97-2003 文档", "document", "application/msword", ("doc", "wps"))
XLS = FileType("Excel 97-2003 工作簿", "spreadsheet", "application/vnd.ms-excel", ("xls", "et"))
TEXT = FileType("纯文本", "document", "text/plain", ("txt",))
CSV = FileType("CSV 表格", "spreadsheet", "text/csv", ("csv",))
JPEG = FileType("JPEG 照片", "photo", "image/jpeg", ("jpg", "jpeg"))
PNG = FileType("PNG 图片", "photo", "image/png", ("png",))
GIF = FileType("GIF 图片", "photo", "image/gif", ("gif",))
WEBP = FileType("WebP 图片", "photo", "image/webp", ("webp",))
BMP = FileType("BMP 图片", "photo", "image/bmp", ("bmp",))
TIFF = FileType("TIFF 图片", "photo", "image/tiff", ("tif", "tiff"))
MP4 = FileType("MP4 视频", "video", "video/mp4", ("mp4", "m4v", "mov"))
AVI = FileType("AVI 视频", "video", "video/x-msvideo", ("avi",))
MP3 = FileType("MP3 录音", "audio", "audio/mpeg", ("mp3",))
M4A = FileType("M4A 录音", "audio", "audio/mp4", ("m4a",))
WAV = FileType("WAV 录音", "audio", "audio/wav", ("wav",))
AMR = FileType("AMR 录音", "audio", "audio/amr", ("amr",))
ZIP = FileType("ZIP 压缩包", "archive", "application/zip", ("zip",))
TYPES = (
    *(PDF, OFD, DOCX, PPTX, XLSX, DOC, XLS, TEXT, CSV, JPEG, PNG, GIF, WEBP, BMP, TIFF),
    *(MP4, AVI, MP3, M4A, WAV, AMR, ZIP),
)
ACCEPTED = "、".join(dict.fromkeys(f".{one.extensions[0]}" for one in TYPES))
BY_EXTENSION = {extension: one for one in TYPES for extension in one.extensions}

_EXECUTABLE = (
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (b"\xca\xfe\xba\xbe", "Java 或 macOS 程序"),
    (b"\xcf\xfa\xed\xfe", "macOS 程序"),
    (b"\xce\xfa\xed\xfe", "macOS 程序"),
    (b"#!", "脚本"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "快捷方式"),
)
_RUNNING = frozenset(
    {
        *("exe", "dll", "scr", "com", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta"),
        *("msi", "jar", "lnk", "reg", "sh", "apk", "docm", "xlsm", "pptm", "dotm", "xltm"),
    }
)
"""Endings of what runs when opened; an archive that holds one is refused."""
_MARKUP = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|\?xml|\?php|html|script|svg|head|body|!--|%)", re.I
)
_AMR = b"#!AMR"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def clean_name(name: str) -> str:
    """The name of an uploaded file without folders and invisible characters, not longer than bounded.

    Example:
        >>> clean_name("C:\\\\照片\\\\现场.jpg")
        '现场.jpg'
    """
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    base = "".join(c for c in base if unicodedata.category(c)[0] != "C").strip().lstrip(".")
    stem, dot, extension = base.rpartition(".")
    if not dot:
        return base[:MAX_NAME] or "未命名"
    return f"{stem[: MAX_NAME - len(extension) - 1]}.{extension}"


def identify(path: Path, name: str) -> FileType:
    """The type of a file, decided by its content.

    Args:
        path: The file.
        name: The name under which it came, already cleaned.

    Raises:
        YoujuError: K740 empty, K741 too big, K742 not accepted, K743 content and extension differ,
            K744 macros, K746 damaged.
    """
    size = path.stat().st_size
    if size == 0:
        raise fail("K740", name=name)
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, size - TAIL))
        tail = file.read(TAIL)
        found = _recognised(file, head, name)
    extension = name.rpartition(".")[2].lower()
    if found is None:
        raise fail("K742", name=name, reason=f"是{_described(head)}", accepted=ACCEPTED)
    if found is TEXT and extension == "csv":
        found = CSV
    if found is MP4 and extension == "m4a":
        found = M4A
    if extension not in found.extensions:
        raise fail("K743", name=name, content=found.label)
    if size > LIMITS[found.kind]:
        raise fail("K741", name=name, limit=f"{LIMITS[found.kind] // MEGABYTE}MB")
    _check_whole(found, path, head, tail, name)
    return found


def _recognised(file: BinaryIO, head: bytes, name: str) -> FileType | None:
    for magic, what in _EXECUTABLE:
        if head.startswith(magic) and not head.startswith(_AMR):
            raise fail("K742", name=name, reason=f"是{what}", accepted=ACCEPTED)
    for test, type_ in _SIGNATURES:
        if test(head):
            return type_
    if head.startswith(b"PK\x03\x04"):
        return _zipped(file, name)
    if head.startswith(b"PK"):  # an empty or split archive
        raise fail("K746", name=name, reason="压缩结构不完整")
    if head.startswith(_OLE):
        return _compound(file, name)
    if _MARKUP.match(head):
        raise fail("K742", name=name, reason="是网页或脚本", accepted=ACCEPTED)
    return TEXT if _is_text(file) else None


def _starts(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(magic)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"RIFF") and head[8:12] == form


_SIGNATURES: tuple[tuple[Callable[[bytes], bool], FileType], ...] = (
    (_starts(b"%PDF-"), PDF),
    (_starts(b"\xff\xd8\xff"), JPEG),
    (_starts(b"\x89PNG\r\n\x1a\n"), PNG),
    (_starts(b"GIF87a", b"GIF89a"), GIF),
    (_riff(b"WEBP"), WEBP),
    (_starts(b"II*\x00", b"MM\x00*"), TIFF),
    (lambda head: head.startswith(b"BM") and head[6:10] == bytes(4), BMP),
    (lambda head: head[4:8] == b"ftyp", MP4),
    (_riff(b"AVI "), AVI),
    (_riff(b"WAVE"), WAV),
    (_starts(_AMR), AMR),
    (_starts(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"), MP3),
)


def _zipped(file: BinaryIO, name: str) -> FileType:
    """Which of the formats that are zip containers it is."""
    try:
        with zipfile.ZipFile(file) as container:
            entries = container.infolist()
            _check_container(entries, name)
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" in names:
                return _office(container, names, name)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise fail("K746", name=name, reason="压缩结构不完整") from error
    if "OFD.xml" in names:
        return OFD
    for entry in sorted(names):
        if entry.rpartition(".")[2].lower() in _RUNNING:
            raise fail("K744", name=name)
    return ZIP


def _check_container(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise fail("K746", name=name, reason="展开后过大")
    if any(entry.flag_bits & 1 for entry in entries):
        raise fail("K746", name=name, reason="设有密码")


def _office(container: zipfile.ZipFile, names: set[str], name: str) -> FileType:
    content_types = container.open("[Content_Types].xml").read(MEGABYTE)
    active = any(entry.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".vbs", ".js")) for entry in names)
    if active or b"macroEnabled" in content_types or b"vbaProject" in content_types:
        raise fail("K744", name=name)
    for part, found in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
        if any(entry.startswith(part) for entry in names):
            return found
    raise fail("K746", name=name, reason="不是完整的 Office 文件")


def _compound(file: BinaryIO, name: str) -> FileType:
    """A binary Office file: the names of its streams stand in it as UTF-16."""
    file.seek(0)
    content = file.read(LIMITS["document"] + 1)

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("_VBA_PROJECT") or holds("Macros"):
        raise fail("K744", name=name)
    if holds("WordDocument"):
        return DOC
    if holds("Workbook") or holds("Book"):
        return XLS
    raise fail("K742", name=name, reason="是不认识的 OLE 文件", accepted=ACCEPTED)


def _is_text(file: BinaryIO) -> bool:
    """Text of a Chinese computer: UTF-8 or GB 18030, without control characters."""
    file.seek(0)
    content = file.read(LIMITS["document"] + 1)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(c) < 32 and c not in "\t\n\r\f" for c in text)
    return False


def _check_whole(found: FileType, path: Path, head: bytes, tail: bytes, name: str) -> None:
    """Refuse files that broke off in transfer, as far as that can be told without unpacking them."""
    if found is PDF and b"%%EOF" not in tail:
        raise fail("K746", name=name, reason="没有传完整")
    if found is JPEG and b"\xff\xd9" not in tail:
        raise fail("K746", name=name, reason="没有传完整")
    if head.startswith(b"RIFF") and int.from_bytes(head[4:8], "little") > path.stat().st_size - 8:
        raise fail("K746", name=name, reason="没有传完整")
    if found.kind == "photo":
        _check_picture(path, name)


def _check_picture(path: Path, name: str) -> None:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise fail("K746", name=name, reason="像素过多")
                picture.verify()
    except YoujuError:
        raise
    except Image.DecompressionBombError as error:
        raise fail("K746", name=name, reason="像素过多") from error
    except Exception as error:  # whatever a broken picture makes the reader raise
        raise fail("K746", name=name, reason="不是完整的图片") from error


def _described(head: bytes) -> str:
    """What an unknown content seems to be, for the message."""
    import puremagic

    try:
        return f" {puremagic.from_string(head)} 类型的文件"
    except (puremagic.PureError, ValueError):
        return "无法识别的文件"
