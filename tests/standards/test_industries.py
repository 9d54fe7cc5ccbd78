"""GB/T 4754-2017: the tree, codes with and without section, ranges against naive membership, search."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.errors import YoujuError
from youju.standards import industries
from youju.standards.industries import Level

ALL = list(industries.everything())
ANY = st.sampled_from(ALL)
DIVISIONS = [industry for industry in ALL if industry.level == Level.DIVISION]


def test_the_counts_of_the_standard() -> None:
    assert Counter(industry.level for industry in ALL) == {
        Level.SECTION: 20,
        Level.DIVISION: 97,
        Level.GROUP: 473,
        Level.CLASS: 1380,
    }
    assert "".join(section.code for section in industries.sections()) == "ABCDEFGHIJKLMNOPQRST"


@given(ANY)
def test_the_tree_holds_together(industry: industries.Industry) -> None:
    assert industries.require(industry.code) == industry
    assert industries.require(industry.full_code.lower()) == industry
    assert len(industry.ancestors) == industry.level - 1
    if industry.parent:
        assert industry in industry.parent.children
        assert industry.ancestors[0].code == industry.section
    assert all(child.parent == industry for child in industry.children)
    assert bool(industry.children) == (industry.level != Level.CLASS)


@pytest.mark.parametrize("code", ["A1311", "CC", "9999", "", "C44", "13110", "U"])
def test_codes_that_are_not(code: str) -> None:
    assert industries.get(code) is None
    with pytest.raises(YoujuError) as caught:
        industries.require(code)
    assert caught.value.code == "S130"


def test_the_nearest_code_is_named() -> None:
    with pytest.raises(YoujuError) as caught:
        industries.require("C1317")
    assert "C131 谷物磨制" in str(caught.value)


@given(st.sampled_from(DIVISIONS), st.sampled_from(DIVISIONS), ANY)
def test_a_range_is_what_lies_between(
    first: industries.Industry, last: industries.Industry, probe: industries.Industry
) -> None:
    first, last = sorted((first, last), key=lambda industry: industry.code)
    found = industries.parse_range(f"{first.full_code}－{last.code}")
    leaves = [probe] if probe.level == Level.CLASS else [i for i in ALL if probe in i.ancestors]
    leaves = [leaf for leaf in leaves if leaf.level == Level.CLASS]
    assert leaves
    assert (probe.full_code in found) == all(first.code <= leaf.code[:2] <= last.code for leaf in leaves)
    assert all(leaf.code.startswith(found.prefixes) == (leaf.code in found) for leaf in leaves)
    assert found.divisions == tuple(d.code for d in DIVISIONS if first.code <= d.code <= last.code)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("13-43", ["1311", "C43", "C"], ["44", "12", "B"]),
        ("C", ["13", "4390"], ["46"]),
        ("13-43,46", ["4610", "13"], ["45", "D"]),
        ("13—43、46", ["46"], ["44"]),
        ("06~46大类", ["B", "C", "D", "0610"], ["47", "A"]),
        ("131-133", ["1311", "133"], ["134", "13"]),
        ("1311,1312-1314", ["1313"], ["1319", "131"]),
        ("工业", ["06", "46", "B", "C"], ["47", "E"]),
        ("B—D", ["06", "46"], ["47"]),
        ("第一产业", ["01", "04"], ["05", "A"]),
        ("第二产业", ["06", "E", "D"], ["11", "43", "B", "C"]),
        ("第三产业", ["05", "1110", "F", "T"], ["01", "13", "B"]),
    ],
)
def test_ranges(text: str, inside: list[str], outside: list[str]) -> None:
    found = industries.parse_range(text)
    assert [code for code in inside if code not in found] == []
    assert [code for code in outside if code in found] == []


def test_the_three_sectors_cover_everything_once() -> None:
    sectors = [industries.parse_range(name) for name in ("第一产业", "第二产业", "第三产业")]
    classes = [industry.code for industry in ALL if industry.level == Level.CLASS]
    assert all(sum(code in sector for sector in sectors) == 1 for code in classes)


@pytest.mark.parametrize(
    ("text", "codes"),
    [("13-", ["S131"]), ("43-13", ["S131"]), ("C-13", ["S131"]), ("", ["S131"]), ("13,九", ["S131"]),
     ("13-47,99", ["S130"]), ("98-99,x-y", ["S130", "S130"])],
)  # fmt: skip
def test_every_wrong_part_is_reported(text: str, codes: list[str]) -> None:
    with pytest.raises(YoujuError) as caught:
        industries.parse_range(text)
    assert [problem.code.id for problem in caught.value.problems] == codes


def test_search() -> None:
    assert [i.code for i in industries.search("农业")][:1] == ["01"]
    assert industries.search("煤炭", level=Level.DIVISION)[0].code == "06"
    assert "1340" in [i.code for i in industries.search("制糖")]
    assert industries.search("水泥制造")[0].code == "3011"
    assert industries.search("饲料加工业")[0].name == "饲料加工"  # near, not contained
    assert industries.search("再制造", notes=True)
    assert industries.search("") == []
    assert len(industries.search("制造")) == 20
    assert len(industries.search("制造", limit=None)) > 300
    assert all(isinstance(i.name, str) and i.name for i in ALL)


@given(ANY)
def test_a_name_finds_itself_first(industry: industries.Industry) -> None:
    found = industries.search(industry.name, limit=None)
    assert industry in found
    assert found[0].name == industry.name
