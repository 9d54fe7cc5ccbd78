"""Evidence: kept by content, typed by content, refused when it runs, is broken, too big or infected."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ledger import files
from tests.ledger.conftest import Desk
from tests.ledger.test_performing import refused
from youju.ledger import evidence, extracting, filestore, filetypes
from youju.ledger.models import EvidenceFile


@pytest.fixture(autouse=True)
def store_root(tmp_path: Path, settings_of_django: Any) -> Path:
    settings_of_django.EVIDENCE_ROOT = tmp_path / "evidence"
    return tmp_path / "evidence"


@pytest.fixture
def settings_of_django() -> Any:
    """Django's settings, put back afterwards."""
    from django.test import override_settings

    with override_settings():
        from django.conf import settings

        yield settings


SOUND: dict[str, tuple[Callable[[], io.BytesIO], str]] = {
    "照片.png": (files.png, "photo"),
    "照片.jpg": (lambda: files.picture("JPEG"), "photo"),
    "照片.JPEG": (lambda: files.picture("JPEG"), "photo"),
    "图.gif": (lambda: files.picture("GIF"), "photo"),
    "图.webp": (lambda: files.picture("WEBP"), "photo"),
    "图.bmp": (lambda: files.picture("BMP"), "photo"),
    "图.tif": (lambda: files.picture("TIFF"), "photo"),
    "报告.pdf": (files.pdf, "document"),
    "报告.docx": (lambda: files.docx("整改报告"), "document"),
    "清单.xlsx": (lambda: files.xlsx("编号", "名称"), "spreadsheet"),
    "说明.txt": (lambda: io.BytesIO("已整改。\n".encode()), "document"),
    "旧说明.txt": (lambda: io.BytesIO("已整改。".encode("gb18030")), "document"),
    "清单.csv": (files.named_csv, "spreadsheet"),
    "材料.zip": (lambda: files.zipped({"a.txt": b"x", "b.jpg": b"y"}), "archive"),
    "版式.ofd": (lambda: files.zipped({"OFD.xml": b"<ofd/>"}), "document"),
    "录像.mp4": (lambda: io.BytesIO(b"\x00\x00\x00\x18ftypmp42" + bytes(40)), "video"),
    "录音.m4a": (lambda: io.BytesIO(b"\x00\x00\x00\x18ftypM4A " + bytes(40)), "video"),
    "录音.mp3": (lambda: io.BytesIO(b"ID3\x03" + bytes(40)), "audio"),
    "录音.amr": (lambda: io.BytesIO(b"#!AMR\n" + bytes(40)), "audio"),
}
SOUND["录音.m4a"] = (SOUND["录音.m4a"][0], "audio")


@pytest.mark.parametrize("name", SOUND)
def test_sound_files_are_taken_in_by_their_content(db: Any, name: str, store_root: Path) -> None:
    make, kind = SOUND[name]
    content = make().read()
    stored = evidence.store(io.BytesIO(content), name)
    assert (stored.kind, stored.name, stored.size) == (kind, name, len(content))
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    with evidence.open_file(stored.sha256) as file:
        assert file.read() == content
    assert EvidenceFile.objects.get().kind == kind
    assert list((store_root / "incoming").iterdir()) == []


def ole(*streams: str) -> io.BytesIO:
    return io.BytesIO(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + b"".join(s.encode("utf-16-le") for s in streams)
    )


def cut(make: Callable[[], io.BytesIO]) -> io.BytesIO:
    """A file that broke off in transfer."""
    content = make().read()
    return io.BytesIO(content[: len(content) * 2 // 3])


def bomb() -> io.BytesIO:
    """A picture whose header claims a huge size."""
    content = bytearray(files.png().read())
    content[16:24] = (60_000).to_bytes(4, "big") * 2
    from zlib import crc32

    content[29:33] = crc32(bytes(content[12:29])).to_bytes(4, "big")
    return io.BytesIO(bytes(content))


REFUSED: dict[str, tuple[Callable[[], io.BytesIO], str, str]] = {
    "empty": (io.BytesIO, "空.pdf", "K740"),
    "renamed program": (lambda: io.BytesIO(b"MZ\x90" + bytes(500)), "报告.pdf", "K742"),
    "program of Linux": (lambda: io.BytesIO(b"\x7fELF" + bytes(500)), "照片.jpg", "K742"),
    "script": (lambda: io.BytesIO(b"#!/bin/sh\nrm -rf x\n"), "说明.txt", "K742"),
    "page": (lambda: io.BytesIO(b"  <!DOCTYPE html><script>1</script>"), "说明.txt", "K742"),
    "vector picture": (lambda: io.BytesIO(b"<svg onload='x'/>"), "图.png", "K742"),
    "unknown": (lambda: io.BytesIO(bytes(range(256)) * 4), "数据.pdf", "K742"),
    "another type": (files.png, "照片.jpg", "K743"),
    "no extension": (files.png, "照片", "K743"),
    "unknown extension": (files.png, "照片.exe", "K743"),
    "macro by part": (
        lambda: files.zipped(
            {"[Content_Types].xml": b"<x/>", "word/document.xml": b"", "word/vbaProject.bin": b""}
        ),
        "报告.docx",
        "K744",
    ),
    "macro by type": (
        lambda: files.zipped(
            {"[Content_Types].xml": b"<a b='sheet.macroEnabled.main+xml'/>", "xl/workbook.xml": b""}
        ),
        "清单.xlsx",
        "K744",
    ),
    "macro in binary": (lambda: ole("WordDocument", "_VBA_PROJECT"), "报告.doc", "K744"),
    "program in archive": (lambda: files.zipped({"a/安装.exe": b"MZ"}), "材料.zip", "K744"),
    "other binary": (lambda: ole("Something"), "报告.doc", "K742"),
    "cut archive": (lambda: cut(lambda: files.zipped({"a.txt": bytes(3000)})), "材料.zip", "K746"),
    "cut workbook": (lambda: cut(lambda: files.xlsx("x")), "清单.xlsx", "K746"),
    "cut page": (lambda: cut(files.pdf), "报告.pdf", "K746"),
    "cut photo": (lambda: cut(lambda: files.picture("JPEG", (90, 90))), "照片.jpg", "K746"),
    "cut picture": (lambda: cut(files.png), "图.png", "K746"),
    "bomb": (bomb, "图.png", "K746"),
    "no office": (lambda: files.zipped({"[Content_Types].xml": b"<x/>"}), "报告.docx", "K746"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_files_are_refused_with_a_reason_and_leave_nothing(db: Any, case: str, store_root: Path) -> None:
    make, name, code = REFUSED[case]
    with refused(code):
        evidence.store(make(), name)
    assert not EvidenceFile.objects.exists()
    assert [path for path in store_root.rglob("*") if path.is_file()] == []


def test_old_office_files_without_macros_are_taken(db: Any) -> None:
    assert evidence.store(ole("WordDocument"), "报告.doc").kind == "document"
    assert evidence.store(ole("Workbook"), "清单.xls").kind == "spreadsheet"


def test_a_file_over_the_limit_is_refused_while_it_comes(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(filetypes.LIMITS, "document", 1000)
    with refused("K741"):
        evidence.store(io.BytesIO(b"x" * 1001), "说明.txt")
    assert evidence.store(io.BytesIO(b"x" * 1000), "说明.txt").size == 1000


def test_an_archive_that_unpacks_to_too_much_is_refused(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filetypes, "MAX_UNPACKED", 10_000)
    with refused("K746"):
        evidence.store(files.zipped({"zero.txt": bytes(20_000)}), "材料.zip")


def test_the_same_content_is_kept_once(db: Any, store_root: Path) -> None:
    first, second = evidence.store(files.png(), "甲.png"), evidence.store(files.png(), "乙.png")
    assert first.sha256 == second.sha256 and (first.name, second.name) == ("甲.png", "乙.png")
    assert EvidenceFile.objects.count() == 1
    (path,) = [path for path in store_root.rglob("*") if path.is_file()]
    assert path.stat().st_mode & 0o777 == 0o440


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\照片\\现场.png", "现场.png"),
        ("a\x00b\u202e.png", "ab.png"),
        ("..", "未命名"),
        ("长" * 300 + ".png", "长" * 196 + ".png"),
    ],
)
def test_names_are_cleaned(given: str, clean: str) -> None:
    assert filetypes.clean_name(given) == clean


def test_a_digest_cannot_lead_out_of_the_store(db: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        filestore.path_of(tmp_path, "../../etc/passwd")
    with refused("K747"):
        evidence.open_file("../../etc/passwd")


def infected(path: Path) -> str | None:
    """A scanner that knows one virus."""
    return "发现测试病毒" if b"EICAR" in path.read_bytes() else None


def broken(path: Path) -> str | None:
    """A scanner that does not answer."""
    raise OSError("no daemon")


@pytest.mark.parametrize(
    "scanner", [infected, "tests.ledger.test_evidence:infected", "grep -vq EICAR", "true"]
)
def test_a_clean_file_passes_the_scanner(db: Any, settings_of_django: Any, scanner: Any) -> None:
    settings_of_django.EVIDENCE_SCANNER = scanner
    assert evidence.store(io.BytesIO(b"clean\n"), "说明.txt").size == 6


@pytest.mark.parametrize(
    "scanner",
    [
        infected,
        "tests.ledger.test_evidence:infected",
        "grep -vq EICAR",
        broken,
        "/no/such/scanner",
        "sh -c 'exit 7'",
    ],
)
def test_an_infected_file_and_a_scanner_that_fails_refuse(
    db: Any, settings_of_django: Any, scanner: Any
) -> None:
    settings_of_django.EVIDENCE_SCANNER = scanner
    with refused("K745"):
        evidence.store(io.BytesIO(b"EICAR\n"), "说明.txt")
    assert not EvidenceFile.objects.exists()


def test_text_and_thumbnails_are_made_afterwards(db: Any) -> None:
    wanted = {
        evidence.store(files.docx("整改报告正文"), "报告.docx").sha256: "整改报告正文",
        evidence.store(files.xlsx("编号", "名称"), "清单.xlsx").sha256: "编号\t名称",
        evidence.store(files.pdf(), "报告.pdf").sha256: "Rectification report",
        evidence.store(io.BytesIO("旧编码".encode("gb18030")), "说明.txt").sha256: "旧编码",
    }
    photo = evidence.store(files.picture("JPEG", (900, 600)), "现场.jpg")
    assert evidence.derive_pending() == 5
    for sha256, text in wanted.items():
        row = EvidenceFile.objects.get(sha256=sha256)
        assert text in row.text and row.derived == "done"
    row = EvidenceFile.objects.get(sha256=photo.sha256)
    from PIL import Image

    with evidence.open_file(row.thumbnail) as file, Image.open(file) as small:
        assert (small.size, small.format) == ((320, 213), "JPEG")
    paged = EvidenceFile.objects.get(sha256=next(one for one, text in wanted.items() if text[0] == "R"))
    with evidence.open_file(paged.thumbnail) as file, Image.open(file) as small:
        assert (small.size, small.format) == ((248, 320), "JPEG")  # of 612 by 792 points
    assert evidence.derive_pending() == 0


def test_a_file_that_cannot_be_read_fails_alone(db: Any) -> None:
    bad = evidence.store(io.BytesIO(b"%PDF-1.4\nnothing here\n%%EOF"), "坏.pdf")
    good = evidence.store(files.docx("好的"), "好.docx")
    entity = evidence.store(
        files.zipped(
            {
                "[Content_Types].xml": b"<x/>",
                "word/document.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            }
        ),
        "实体.docx",
    )
    assert evidence.derive_pending() == 3
    states = {row.sha256: (row.derived, row.text) for row in EvidenceFile.objects.all()}
    assert states[bad.sha256] == ("failed", "") and states[entity.sha256] == ("failed", "")
    assert states[good.sha256][0] == "done"


def test_a_child_that_dies_fails_its_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child is killed on the first file; the second is tried without it."""
    text = tmp_path / "a.txt"
    text.write_text("好的")
    runs: list[int] = []
    original = extracting._run

    def dies_once(waiting: Any, *size: int) -> Any:
        runs.append(len(waiting))
        return [] if len(runs) == 1 else original(waiting, *size)

    monkeypatch.setattr(extracting, "_run", dies_once)
    found = extracting.extract([(text, "text/plain"), (text, "text/plain")])
    assert [(one.failed, one.text) for one in found] == [(True, ""), (False, "好的")]
    assert runs == [2, 1]


def test_lost_and_changed_files_are_found(db: Any, store_root: Path) -> None:
    kept, lost, changed = (evidence.store(files.png(colour=c), f"{c}.png") for c in ("red", "green", "blue"))
    assert evidence.verify_evidence() == evidence.Verified(3, [])
    filestore.path_of(store_root, lost.sha256).unlink()
    path = filestore.path_of(store_root, changed.sha256)
    path.chmod(0o640)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    result = evidence.verify_evidence()
    found = {one.fields["sha256"]: one.code.id for one in result.problems}
    assert found == {lost.sha256: "K747", changed.sha256: "K748"}
    with evidence.open_file(kept.sha256) as file:
        assert file.read()
    with refused("K747"):
        evidence.open_file(lost.sha256)


def test_a_stored_file_is_on_the_disk_before_it_is_acknowledged(
    db: Any, monkeypatch: pytest.MonkeyPatch, store_root: Path
) -> None:
    synced: list[str] = []
    import os

    real = os.fsync

    def note(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        real(handle)

    monkeypatch.setattr(filestore.os, "fsync", note)
    stored = evidence.store(files.png(), "现场.png")
    path = filestore.path_of(store_root, stored.sha256)
    assert synced[0].startswith(str(store_root / "incoming"))
    assert {str(store_root), str(path.parent)} <= set(synced)


def test_extracted_text_is_bounded_and_storable() -> None:
    long = ("x" * 150_000 for _ in range(3))
    assert len(extracting.bounded(long)) == extracting.TEXT_LIMIT
    assert extracting.bounded(iter(["a\x00b\ud800c\n"])) == "abc\n"


def test_evidence_of_an_act_survives_with_its_record(county: Desk) -> None:
    stored = evidence.store(files.png(), "现场.png")
    record = county.open(evidence=[stored])
    from youju.ledger import queries

    (attached,) = queries.evidence_of(record)
    assert (attached.sha256, attached.name, attached.seq) == (stored.sha256, "现场.png", 1)
