"""Loading: whole or not at all; the digest says what matters; a stored version is the same pack again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.definitions.packs import BROKEN, GOOD, NEIGHBOURS, copied, edited, found
from youju.definitions.load import SHIPPED, available, find_pack, from_canonical, load_pack, read_pack
from youju.errors import YoujuError


def _line_of(text: str) -> int:
    whole = (GOOD / "ledgers" / "findings.yaml").read_text(encoding="utf-8")
    return whole[: whole.index(text)].count("\n") + 1


def test_a_good_pack_is_loaded_with_all_its_parts() -> None:
    loaded = load_pack(GOOD)
    assert (loaded.name, loaded.version) == ("county", "1.1.0")
    assert list(loaded.pack.ledgers) == ["findings"]
    assert list(loaded.pack.series) == ["output", "units", "sold", "prices"]
    figures = list(loaded.pack.figures)
    assert (figures[0], figures[-5:]) == (
        "returned",
        ["factories", "findings", "amount", "clear_rate", "costs"],
    )
    assert list(loaded.reports) == ["monthly"]
    assert list(loaded.scenarios) == ["first"]
    ledger = loaded.pack.ledgers["findings"]
    assert ledger.initial == "dispatched"
    assert list(ledger.states) == ["dispatched", "rectifying", "submitted", "cleared"]
    assert ledger.fields["source"].default == "011"
    assert loaded.sources.where("ledgers/findings.yaml", ("states", "cleared")).line == _line_of(
        "cleared: {label"
    )
    assert [ledger.point(name) for name in ("cleared", "clear", "deadline", "none")] == [
        "state", "act", "field", None,
    ]  # fmt: skip


def test_the_shipped_packs_are_sound() -> None:
    names = available()
    assert names
    for name, path in names.items():
        _, problems = read_pack(path)
        assert [problem.sentence() for problem in problems] == [], name
        assert load_pack(path).name == name, "a pack lies in a folder of its name"


def test_what_does_not_matter_does_not_change_the_digest(tmp_path: Path) -> None:
    before = load_pack(GOOD).digest
    pack = copied(tmp_path)
    edited(pack, "pack.yaml", "label: 县级督查", "# 说明\nlabel:   '县级督查'  # 名称")
    edited(pack, "ledgers/findings.yaml", "unique:\n  - [title, unit]", "unique: [[title,\n  unit]]")
    edited(pack, "scenarios/first.yaml", "label: 一件问题从交办到签收", "label: 一件问题")
    (pack / ".DS_Store").write_bytes(b"\0\1")
    (pack / "README.md").write_text("说明")
    assert found(pack) == []
    assert load_pack(pack).digest == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("ledgers/findings.yaml", "label: 延期原因", "label: 延期的原因"),
        ("ledgers/findings.yaml", "  aspect: 方面, item: 分项", "  item: 分项, aspect: 方面"),
        ("figures/findings.yaml", "decimals: 4", "decimals: 3"),
        ("reports/monthly.md", "督查月报", "月报"),
        ("pack.yaml", "1.1.0", "1.2.0"),
    ],
)
def test_what_matters_changes_the_digest(file: str, old: str, new: str, tmp_path: Path) -> None:
    pack = copied(tmp_path)
    edited(pack, file, old.strip(), new.strip())
    assert found(pack) == []
    assert load_pack(pack).digest != load_pack(GOOD).digest


@pytest.mark.parametrize("path", [GOOD, *available().values()], ids=lambda path: path.name)
def test_a_stored_version_is_the_same_pack_again(path: Path) -> None:
    loaded = load_pack(path)
    again = from_canonical(loaded.canonical)
    assert again.pack == loaded.pack
    assert again.digest == loaded.digest
    assert again.canonical == loaded.canonical
    assert again.reports == loaded.reports
    assert again.scenarios == loaded.scenarios
    assert again.path is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 1}', '{"format": 1, "files": {}}', '{"format": 1, "files": []}']
)
def test_what_is_not_a_stored_pack_is_refused(text: str) -> None:
    with pytest.raises(YoujuError) as error:
        from_canonical(text)
    assert error.value.code == "D392"


def test_a_tampered_stored_pack_does_not_pass() -> None:
    stored = json.loads(load_pack(GOOD).canonical)
    stored["files"]["ledgers/findings.yaml"]["fields"]["title"]["type"] = "texts"
    with pytest.raises(YoujuError) as error:
        from_canonical(json.dumps(stored))
    assert error.value.code == "D322"


def test_packs_are_found_by_name() -> None:
    assert find_pack("supervision").path == SHIPPED / "supervision"
    assert find_pack("county", extra=[GOOD.parent]).name == "county"
    with pytest.raises(YoujuError) as error:
        find_pack("superivsion")
    assert "最接近的是“supervision”" in str(error.value)


def test_the_order_of_problems_is_that_of_files_and_lines(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    edited(pack, "ledgers/findings.yaml", "open_by: clerk", "open_by: clark")
    edited(
        pack,
        "ledgers/findings.yaml",
        "from: submitted, to: rectifying, by: [clerk, leader]",
        "from: submitted, to: rectifying, by: [clerk, ladder]",
    )
    edited(pack, "figures/acts.yaml", "of: acts findings", "of: acts finding")
    problems = found(pack)
    assert len(problems) == 3
    assert problems == sorted(problems, key=lambda one: (one[1], one[2] or 0))


def test_bytes_that_are_not_text_are_refused(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    for encoding, guess in (("gb18030", "GBK"), ("utf-16", "UTF-16")):
        (pack / "reports" / "monthly.md").write_bytes("督查月报".encode(encoding))
        _, problems = read_pack(pack)
        assert [problem.code.id for problem in problems] == ["D319"]
        assert guess in problems[0].message


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    path = pack / "pack.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_pack(pack).digest == load_pack(GOOD).digest


def test_folders_inside_folders_are_refused(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    (pack / "ledgers" / "old").mkdir()
    (pack / "ledgers" / "old" / "findings.yaml").write_text("ledger: findings\n")
    (pack / "corrections").mkdir()
    (pack / "actions.py").write_text("print(1)\n")
    assert found(pack) == [
        ("D303", "actions.py", None),
        ("D303", "corrections", None),
        ("D303", "ledgers/old", None),
    ]


def test_a_dependency_gives_its_ledgers_and_figures(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    edited(pack, "pack.yaml", "version: 1.1.0", "version: 1.1.0\ndepends: {sound_neighbour: 1.0.0}")
    edited(
        pack,
        "ledgers/findings.yaml",
        "related: {label: 相关问题, to: findings}",
        "related: {label: 相关事项, to: shared}",
    )
    (pack / "figures" / "shared.yaml").write_text(
        "figure: shared\nlabel: 外包事项\nof: ledger shared\nwhere: 事项 is not null\nunit: 件\n",
        encoding="utf-8",
    )
    loaded = load_pack(pack, search=[NEIGHBOURS])
    assert loaded.pack.ledgers["findings"].links["related"].to == "shared"
    with pytest.raises(YoujuError) as error:
        load_pack(pack)
    assert {problem.code.id for problem in error.value.problems} == {"D341"}, "what it would bring is unknown"


def test_messages_name_the_file_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)
    _, problems = read_pack("D340")
    assert problems[0].sentence().startswith("D340/ledgers/items.yaml:13:49 transitions.finish.by")


@given(st.binary(max_size=300))
def test_any_bytes_give_sentences(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    pack = tmp_path_factory.mktemp("bytes")
    (pack / "pack.yaml").write_bytes(content)
    loaded, problems = read_pack(pack)
    assert loaded is None
    assert problems
    assert all(problem.where.file for problem in problems)
