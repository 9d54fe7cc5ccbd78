"""Checks uploaded reports in a process of its own; run by `check_page`, never by a person.

Standard input is one line of JSON (names and lengths of the files, rules wanted) and then the files;
standard output is JSON: ``{"documents": [...], "downloads": {...}}`` or ``{"problems": [...]}``. Memory and
processor time are limited before the first byte of a file is read; nothing is written anywhere.
"""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, Final

MEMORY: Final = 1 << 30
"""Address space in bytes."""
SECONDS: Final = 60
"""Processor time."""
CHARACTERS: Final = 600_000
"""Characters of all files together; a page with more helps nobody, the command line takes them."""


def main() -> None:
    """Limit this process, read, check, answer."""
    _limit()
    header = json.loads(sys.stdin.buffer.readline())
    files = [(name, sys.stdin.buffer.read(length)) for name, length in header["files"]]
    json.dump(answer(files, header["select"]), sys.stdout)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; time is limited by the caller
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def answer(files: Sequence[tuple[str, bytes]], select: Sequence[str]) -> dict[str, Any]:
    """What the page shows, or all that is wrong with the files; never raises.

    Args:
        files: Names and contents; a name that ends with ``.youju-ignore`` holds suppressions.
        select: Beginnings of the rules wanted; all when empty.
    """
    from youju.errors import YoujuError, fail

    try:
        try:
            return _answer(files, select)
        except (MemoryError, RecursionError):
            raise fail("H118", reason="所需内存过多") from None
    except YoujuError as error:
        return {
            "problems": [
                {"code": one.code.id, "message": one.message, "mend": one.mend, "http": one.code.http}
                for one in error.problems
            ]
        }


def _answer(files: Sequence[tuple[str, bytes]], select: Sequence[str]) -> dict[str, Any]:
    from youju.checker import suppress
    from youju.checker.check import check_texts
    from youju.checker.config import Config
    from youju.checker.output.marked import shown
    from youju.errors import fail

    reports = [(name, content) for name, content in files if not name.endswith(suppress.SUFFIX)]
    texts = _read(reports)
    if sum(len(text) for _, text in texts) > CHARACTERS:
        raise fail("H116", reason=f"文字合计超过{CHARACTERS // 10_000}万字")
    config = Config(select=tuple(select))
    documents = check_texts(texts, configs=[config] * len(texts))
    sidecars = {name: content for name, content in files if name.endswith(suppress.SUFFIX)}
    documents = [suppress.applied(one, _suppressions(one.path, sidecars), config=config) for one in documents]
    return {
        "documents": [shown(number, one) for number, one in enumerate(documents)],
        "downloads": _downloads(documents, dict(reports)),
    }


def _read(reports: Sequence[tuple[str, bytes]]) -> list[tuple[str, str]]:
    """The texts of all files, or every file that cannot be read."""
    from pathlib import PurePath

    from youju.checker.reading import SUFFIXES, read_bytes
    from youju.errors import Problem, YoujuError, fail

    texts: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for name, content in reports:
        suffix = PurePath(name).suffix.lower()
        try:
            if suffix not in SUFFIXES:
                raise fail("H102", path=name, reason=f"文件名以“{suffix or '（空）'}”结尾")
            texts.append((name, read_bytes(content, name).text))
        except YoujuError as error:
            problems.extend(error.problems)
    if problems:
        raise YoujuError(problems)
    return texts


def _suppressions(path: str, sidecars: Mapping[str, bytes]) -> list[Any]:
    from youju.checker import suppress

    name = path + suppress.SUFFIX
    if name not in sidecars:
        return []
    return suppress.parse(sidecars[name].decode("utf-8-sig", errors="replace"), name)


def _downloads(documents: Sequence[Any], contents: Mapping[str, bytes]) -> dict[str, list[dict[str, str]]]:
    """Results to take away, in base64: a Word document a file, the others for all files."""
    from youju.checker.output import Format, render
    from youju.checker.output.word import commented

    found = {
        "docx": [
            {"name": one.path, "content": b64encode(commented(one, contents.get(one.path))).decode()}
            for one in documents
        ]
    }
    for form in (Format.HTML, Format.JSON, Format.SARIF):
        content = b64encode(render(documents, form)).decode()
        found[form.value] = [{"name": "", "content": content}]
    return found
