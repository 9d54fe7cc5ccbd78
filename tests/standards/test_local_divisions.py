"""Divisions that an installation adds to the shipped edition."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from youju.errors import YoujuError
from youju.linkage import regions
from youju.standards import divisions
from youju.standards.addresses import locate
from youju.web import setup

LOCAL = [("980000", "沐江省"), ("980100", "栖云市"), ("980121", "禾阳县"), ("980121101", "梅坞镇")]


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    divisions.supplement([])


def test_they_are_known_everywhere_and_only_while_they_are_given() -> None:
    assert regions.strip("禾阳县梅坞镇长街").county == ""
    divisions.supplement(LOCAL)
    assert divisions.require("980121101").parent == divisions.require("980121")
    assert divisions.require("980121").full_name == "沐江省栖云市禾阳县"
    assert [one.code for one in divisions.search("梅坞", inside="980121")] == ["980121101"]
    assert divisions.require("980121").children == (divisions.require("980121101"),)
    found = locate("沐江省栖云市禾阳县梅坞镇长街8号").division
    assert found is not None and found.code == "980121101"
    assert regions.strip("禾阳县梅坞镇长街").county == "禾阳"
    divisions.supplement([])
    assert divisions.get("980121") is None and len(divisions.provinces()) == 34
    assert regions.strip("禾阳县梅坞镇长街").county == ""


def test_all_that_is_wrong_is_said() -> None:
    wrong = [("340000", "安徽省"), ("98", "省"), ("970121", "无上级县"), ("98012x", "县"), ("980000", "")]
    with pytest.raises(YoujuError) as caught:
        divisions.supplement(wrong)
    assert [problem.code.id for problem in caught.value.problems] == ["S122"] * 5
    assert divisions.get("980000") is None


def test_they_are_read_from_the_home_directory(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("YOUJU_HOME", str(tmp_path))
    lines = "\n".join(["code,name", *(",".join(one) for one in LOCAL)])
    (tmp_path / "divisions.csv").write_text(lines + "\n", encoding="utf-8")
    setup.local_divisions()
    assert divisions.require("980121").name == "禾阳县"
    (tmp_path / "divisions.csv").unlink()
    setup.local_divisions()
    assert divisions.get("980121") is None
