"""A broken example for each message: exactly that problem is found, on the line that is marked.

A file marks its line with the comment ``# ← D340``. Where no comment can stand, the line is in `UNMARKED`.
What is not a mistake of a pack's text is in `CALLS`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.definitions.packs import BROKEN, GOOD, copied, edited, found, read
from youju.definitions.layout import MAX_FILE_BYTES, MAX_FILES
from youju.definitions.load import find_pack, from_canonical, load_pack
from youju.definitions.models import Pack
from youju.definitions.skeleton import write_skeleton
from youju.definitions.upgrade import require_newer
from youju.errors import CODES, YoujuError

EXAMPLES = sorted(path.name for path in BROKEN.iterdir())

UNMARKED: dict[str, tuple[str, int | None]] = {
    "D302": (".", None),
    "D303": ("ledgers/items.yml", None),
    "D319": ("ledgers/items.yaml", 2),
    "D321": ("figures/items.yaml", 1),
}


def _marked(code: str) -> list[tuple[str, int]]:
    """File and line that carry the mark of a code."""
    folder = BROKEN / code
    return [
        (str(path.relative_to(folder)), number)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1)
        if f"← {code}".encode() in line
    ]


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_example_has_this_one_mistake_here(code: str) -> None:
    marks = [UNMARKED[code]] if code in UNMARKED else _marked(code)
    assert len(marks) == 1, "mark one line with the code"
    assert found(BROKEN / code) == [(code, *marks[0])]


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_message_is_complete(code: str) -> None:
    _, problems = read(BROKEN / code)
    assert len(problems) == 1
    sentence = problems[0].sentence()
    assert sentence.endswith(f"〔{code}〕")
    assert "None" not in sentence, "a field of the message was not known"


def test_examples_exist() -> None:
    assert len(EXAMPLES) > 60


# What is wrong with more than a text.


def _missing(tmp_path: Path) -> None:
    load_pack(tmp_path / "nowhere")


def _outside(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    secret = tmp_path / "secret.yaml"
    secret.write_text("ledger: secret\n")
    (pack / "ledgers" / "secret.yaml").symlink_to(secret)
    load_pack(pack)


def _pipe(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    (pack / "reports" / "folder.md").symlink_to(pack / "ledgers")
    load_pack(pack)


def _too_many(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    for number in range(MAX_FILES):
        (pack / "reports" / f"r{number}.md").write_text("无\n")
    load_pack(pack)


def _too_large(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    (pack / "reports" / "large.md").write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    load_pack(pack)


def _version(version: str, name: str = "county") -> Pack:
    pack = load_pack(GOOD).pack
    header = pack.header.model_copy(update={"version": version, "pack": name})
    return pack.model_copy(update={"header": header})


def _filled(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("已有内容")
    write_skeleton(tmp_path / "mine")


CALLS: dict[str, Callable[[Path], object]] = {
    "D301": _missing,
    "D304": _outside,
    "D305": _pipe,
    "D306": _too_many,
    "D307": _too_large,
    "D380": lambda _: require_newer(_version("1.0.0"), _version("1.0.0", "other"), same_content=False),
    "D381": lambda _: require_newer(_version("1.10.0"), _version("1.9.0"), same_content=False),
    "D382": lambda _: require_newer(_version("1.0.0"), _version("1.0.0"), same_content=False),
    "D391": lambda _: find_pack("superivsion"),
    "D392": lambda _: from_canonical('{"format": 99, "files": {}}'),
    "D393": _filled,
}


@pytest.mark.parametrize("code", CALLS)
def test_the_call_is_refused(code: str, tmp_path: Path) -> None:
    with pytest.raises(YoujuError) as error:
        CALLS[code](tmp_path)
    assert [problem.code.id for problem in error.value.problems] == [code]
    assert "None" not in error.value.problems[0].sentence()


def test_every_code_has_an_example() -> None:
    codes = {code for code in CODES if code.startswith("D3")}
    assert codes, "the registry has codes of definitions"
    assert codes == set(EXAMPLES) | set(CALLS)


def test_a_link_inside_the_pack_is_fine(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    (pack / "reports" / "monthly.md").rename(pack / "reports" / "base.md")
    (pack / "reports" / "monthly.md").symlink_to("base.md")
    assert found(pack) == []


def test_one_mistake_does_not_hide_another_or_cause_more(tmp_path: Path) -> None:
    """All at once: a key of a field, a state of an act, a name in a light, a figure of a report."""
    pack = copied(tmp_path)
    findings = "ledgers/findings.yaml"
    lines = [
        (
            "D320",
            findings,
            edited(pack, findings, "people: {label: 涉及人数, ", "people: {lable: x, label: 涉及人数, "),
        ),
        (
            "D340",
            findings,
            edited(
                pack,
                findings,
                "accept: {label: 签收, from: dispatched",
                "accept: {label: 签收, from: dispached",
            ),
        ),
        ("L202", findings, edited(pack, findings, "overdue(整改时限) > 0", "overdue(整改期限) > 0")),
        (
            "D340",
            "reports/monthly.md",
            edited(pack, "reports/monthly.md", "{{ clear_rate }}", "{{ clear_rat }}"),
        ),
    ]
    assert sorted(found(pack)) == sorted(lines)


def test_what_refers_to_a_broken_entry_is_not_reported(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    line = edited(
        pack,
        "ledgers/findings.yaml",
        "amount: {label: 涉及金额, type: money",
        "amount: {label: 涉及金额, type: monny",
    )
    assert found(pack) == [("D322", "ledgers/findings.yaml", line)]


def test_an_unreadable_file_is_the_only_thing_said(tmp_path: Path) -> None:
    """What an unreadable file defines is unknown, so that nothing is called missing because of it."""
    for file in ("pack.yaml", "ledgers/findings.yaml", "figures/findings.yaml"):
        pack = copied(tmp_path / file.replace("/", "_"))
        (pack / file).write_text("a: [1\n")
        assert [(code, where) for code, where, _ in found(pack)] == [("D308", file)]


@pytest.mark.parametrize("file", ["series/economy.yaml", "warnings/clearing.yaml"])
def test_a_list_of_definitions_stands_alone_in_its_file(tmp_path: Path, file: str) -> None:
    pack = copied(tmp_path)
    path = pack / file
    path.write_text(f"label: 另外\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert ("D318", file, 2) in found(pack)
