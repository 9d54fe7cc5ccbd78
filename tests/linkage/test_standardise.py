"""Names, addresses, codes, persons and telephones; reading what was read changes nothing."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.linkage.county import code_of
from tests.linkage.sounds import FILE, worked_out
from youju.linkage import names, places, regions, rows
from youju.linkage.text import Characters, fold, plain, sounds, translated

TEXT = st.text(
    st.sampled_from("弥渡县恒昊商貿有限公司（）()分店ＡB1１省市路號号 -一二十三"), max_size=24
) | st.text(max_size=20)


@given(TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert plain(plain(text)) == plain(text)
    assert rows.person(rows.person(text)) == rows.person(text)
    assert rows.phone(rows.phone(text)) == rows.phone(text)


CELL = TEXT | st.text(st.sampled_from("赵偉伟（代）0086-139转Xx无不详O1"), max_size=14)
CODE = st.builds(code_of, st.integers(0, 10**6)) | CELL


@given(st.lists(st.tuples(CODE, CELL, CELL, CELL, CELL), max_size=8))
def test_many_cells_are_read_as_each_alone(cells: list[tuple[str, ...]]) -> None:
    raw = [dict(zip(rows.RAW.names, ("a", str(row), *cell), strict=True)) for row, cell in enumerate(cells)]
    read = rows.standardise(pa.Table.from_pylist(raw, schema=rows.RAW))
    for row, (code, name, person, address, phone) in zip(read.table.to_pylist(), cells, strict=True):
        assert (row["code"], row["wrong"]) == rows.code(code)
        assert (row["person"], row["phone"]) == (rows.person(person), rows.phone(phone))
        assert (row["rest"], row["numbers"]) == places.read(address)[:2]
        whole = names.read(name)
        assert (row["name"], row["core"], row["tail"], row["head"]) == whole[:4]
        assert row["sound"] == whole.core.translate(sounds())


@given(st.lists(st.text(max_size=6)), st.dictionaries(st.characters(), st.characters(), max_size=3))
def test_columns_are_translated_as_texts_are(texts: list[str], table: dict[str, str]) -> None:
    points = {ord(one): ord(other) for one, other in table.items()}
    assert translated(pa.array(texts, pa.string()), points).to_pylist() == [
        t.translate(points) for t in texts
    ]


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("恒昊建设集团有限公司", "恒昊建设"),
        ("恒昊股份有限责任公司", "恒昊"),
        ("恒昊集团股份有限公司", "恒昊集团"),
        ("恒昊农民专业合作社", "恒昊"),
        ("恒昊专业合作社联合社", "恒昊"),
        ("恒昊总公司", "恒昊"),
        ("昊公司", "昊公司"),
    ],
)
def test_the_longest_legal_form_is_taken_off(name: str, core: str) -> None:
    assert names.read(name).core == core


@given(TEXT)
def test_a_code_that_was_read_is_read_as_itself(text: str) -> None:
    right, wrong = rows.code(text)
    assert not (right and wrong)
    if right:
        assert rows.code(right) == (right, "")


@given(TEXT)
def test_a_name_keeps_its_parts(text: str) -> None:
    name = names.read(text)
    assert name.core in name.full or name.head
    assert bool(name.tail) == (name.kind == "branch") == bool(name.head)
    assert len(name.core) >= min(len(name.full), 2)


@pytest.mark.parametrize(
    ("text", "core", "kind"),
    [
        ("谷城縣宏達貿易有限公司", "宏达贸易", "legal"),
        ("谷城县宏达贸易有限责任公司", "宏达贸易", "legal"),
        ("宏达（谷城）贸易股份有限公司", "宏达贸易", "legal"),
        ("湖北省宏达贸易有限公司谷城分公司", "宏达贸易谷城分公司", "branch"),
        ("谷城石桥镇阿芳理发店（个体工商户）", "石桥镇阿芳理发店", "household"),
        ("谷城绿野养殖专业合作社", "绿野养殖", "cooperative"),
        ("ＡＢＣ电子（湖北）有限公司", "ABC电子", "legal"),
    ],
)
def test_names(text: str, core: str, kind: str) -> None:
    name = names.read(text)
    assert (name.core, name.kind) == (core, kind)


def test_a_county_that_became_a_city_is_the_same_place() -> None:
    assert regions.strip("安徽省广德县邱村镇").county == regions.strip("广德市邱村镇").county == "广德"
    assert regions.strip("三明市沙县凤岗街道").county == regions.strip("福建省沙县区凤岗街道").county


def test_the_name_of_a_road_is_no_place() -> None:
    assert regions.strip("合肥路12号").rest == "合肥路12号"
    town = "城关镇工业街8号"
    for text, county in ((town, ""), ("谷城县" + town, "谷城")):
        found = regions.strip(text)
        assert (found.rest, found.county) == (town, county)
    assert places.read("谷城县宁国路五号二单元").rest == "宁国路5号2单元"


def test_numerals_of_addresses_are_digits() -> None:
    assert places.read("建设路一百二十号十二栋").numbers == "120,12"
    assert places.read("建设路一零号").numbers == "10"


def test_characters_that_sound_alike_are_one() -> None:
    assert worked_out() == FILE.read_text(encoding="utf-8")
    assert "宏盛".translate(sounds()) == "洪胜".translate(sounds())
    assert "宏盛".translate(sounds()) != "宏达".translate(sounds())


def _hashed(line: str) -> int:
    """A polynomial of the mixed characters, mixed again, one after another."""
    most = 1 << 64

    def mixed(value: int) -> int:
        value = (value + 0x9E3779B97F4A7C15) % most
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 % most
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB % most
        return value ^ (value >> 31)

    total = sum(mixed(ord(one)) * pow(0x9E3779B97F4A7C15, place, most) for place, one in enumerate(line))
    return mixed(total % most) if total % most else 0


@given(st.lists(st.text(max_size=40), max_size=8), st.integers(0, 3))
def test_hashes_are_those_of_each_text_alone(lines: list[str], cut: int) -> None:
    column = pa.array(lines, pa.string())[cut:]
    assert Characters.of(column).hashes().tolist() == [_hashed(line) for line in lines[cut:]]


def test_hashes_of_many_characters_are_those_of_few() -> None:
    lines = ["宁国市河沥溪路398号" * length for length in (1, 9_000, 0, 1, 4_000, 3_000)]
    assert Characters.of(pa.array(lines)).hashes().tolist() == [
        Characters.of(pa.array([line])).hashes()[0] for line in lines
    ]
