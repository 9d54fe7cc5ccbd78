"""Forms made from the pack: what is shown, sent and read again is the same, in every ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.house.source import ROOT
from youju.definitions.load import load_pack
from youju.definitions.models import FieldDef
from youju.ledger.coercing import Lookups
from youju.ledger.forms.controls import Control, controls
from youju.ledger.forms.gathering import gathered, kept, restored
from youju.ledger.forms.written import in_unit, picked
from youju.ledger.pages.words import Words
from youju.ledger.rules import Rules
from youju.people.actors import Actor

PACK = ROOT / "src" / "youju" / "packs" / "supervision"
LEDGERS = sorted(path.stem for path in (PACK / "ledgers").glob("*.yaml"))
BODIES = {"finance": "云溪县财政局", "school": "第一中学（北校区）", "town": "鳌峰街道"}
ACTOR = Actor("wang", "王一", "finance")


def _body(text: str) -> str | None:
    return text if text in BODIES else next((code for code, name in BODIES.items() if name == text), None)


@cache
def rules(name: str) -> Rules:
    """A ledger of the pack, with three organisations and the divisions of a county."""
    area = {"341802", "341803"}
    lookups = Lookups(_body, lambda text: text if text in area else None, lambda _: None)
    return Rules(load_pack(PACK).pack, name, lookups)


def words_of(one: Rules) -> Words:
    made = Words(one)
    made.organisations = BODIES
    return made


def value_of(one: FieldDef, ruling: Rules) -> st.SearchStrategy[Any]:
    """What a field may hold, as it is stored."""
    if one.pattern:
        return st.from_regex(one.pattern, fullmatch=True).filter(
            lambda text: text.strip() == text and text.isprintable()
        )
    match one.type:
        case "text" | "person" | "place":
            letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"])
            text = st.text(letters | st.just("\n"), min_size=1, max_size=min(one.max_length or 80, 80))
            return text.map(lambda t: ruling_text(one, t)).filter(bool)
        case "number" | "money" | "percent":
            places = 6 if one.decimals is None else one.decimals
            low = Decimal(one.min) if one.min else Decimal(-(10**9))
            numbers = st.decimals(low, 10**9, places=places, allow_nan=False)
            return numbers.map(lambda n: format(n.normalize(), "f") if n else "0")
        case "date":
            return st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(date.isoformat)
        case "boolean":
            return st.booleans()
        case "organisation":
            return st.sampled_from(sorted(BODIES))
        case "code" if (one.codes or "").startswith("standard:"):
            return st.sampled_from(["341802", "341803"])
        case "code":
            return st.sampled_from(sorted(ruling.code_lists[one.codes or ""]))
        case "table":
            row = {name: value_of(column, ruling) for name, column in (one.columns or {}).items()}
            return st.lists(st.fixed_dictionaries(row), min_size=1, max_size=4)
        case other:
            raise AssertionError(f"no strategy for {other}")


def ruling_text(one: FieldDef, text: str) -> str | None:
    """A text as the reader stores it."""
    from youju.ledger.coercing import coercion

    lookups = Lookups(lambda _: None, lambda _: None, lambda _: None)
    try:
        return str(coercion(one, {}, lookups)(text.replace("\r", "")) or "")
    except Exception:  # what the reader refuses is no stored value
        return ""


def sent(inputs: list[Control]) -> QueryDict:
    """What a browser sends when nothing is touched."""
    data = QueryDict(mutable=True)
    for one in inputs:
        if one.kind == "table":
            for row in one.rows:
                for cell in row:
                    data[cell.name] = cell.value.replace("\n", " ") if cell.kind != "lines" else cell.value
        else:
            data[one.name] = one.value.replace("\n", "\r\n")
    return data


@pytest.mark.parametrize("name", LEDGERS)
@settings(max_examples=40)
@given(data=st.data())
def test_what_a_form_shows_is_read_again_as_it_was(name: str, data: st.DataObject) -> None:
    ruling = rules(name)
    fields = ruling.ledger.fields
    values = {key: data.draw(value_of(one, ruling), label=key) for key, one in fields.items()}
    for key, one in fields.items():
        if one.type == "table":
            for row in values[key]:
                row.update({c: v.replace("\n", " ") for c, v in row.items() if isinstance(v, str)})
    inputs = controls(ruling, fields, words=words_of(ruling), values=values)
    assert len(inputs) == len(fields) > 0
    posted = gathered(fields, fields, sent(inputs), actor=ACTOR)
    read, problems = ruling.reader.read(posted.values)
    assert not problems, [problem.message for problem in problems]
    assert read == values


@pytest.mark.parametrize("name", LEDGERS)
def test_an_empty_form_holds_nothing_but_defaults(name: str) -> None:
    ruling = rules(name)
    fields = ruling.ledger.fields
    inputs = controls(ruling, fields, words=words_of(ruling), values={})
    posted = gathered(fields, fields, sent(inputs), actor=ACTOR)
    read, problems = ruling.reader.read(posted.values)
    assert not problems
    assert {key: value for key, value in read.items() if value is not None} == {
        key: one.default for key, one in fields.items() if one.default is not None
    }


@given(
    st.decimals(0, 10**12, places=4, allow_nan=False),
    st.sampled_from(["元", "千元", "万", "万元", "百万元", "亿", "亿元"]),
    st.sampled_from(["元", "万元", "亿元"]),
)
def test_money_is_converted_exactly(number: Decimal, typed: str, unit: str) -> None:
    scale = {"元": 0, "千元": 3, "万": 4, "万元": 4, "百万元": 6, "亿": 8, "亿元": 8}
    moved = number.scaleb(scale[typed] - scale[unit])
    assert Decimal(in_unit(f"{number:f}{typed}", unit)) == moved
    assert Decimal(in_unit(f"{number:,f} {typed}", unit)) == moved


@pytest.mark.parametrize("text", ["1.2.3万元", "约3万元", "3美元", "1,23万元", "-"])
def test_money_that_cannot_be_read_is_left_for_the_reader_to_refuse(text: str) -> None:
    assert in_unit(text, "万元") == text
    _, problems = rules("audit_findings").reader.read({"amount": in_unit(text, "万元")})
    assert [problem.code.id for problem in problems] == ["K703"]


@pytest.mark.parametrize(
    "text", ["2023-12-01", "2023.12.1", "2023年12月1日", "2023/12/1", "20231201", "２０２３年１２月１日"]
)
def test_dates_are_read_as_officials_write_them(text: str) -> None:
    posted = gathered(rules("eco_problems").ledger.fields, ["deadline"], {"f.deadline": text}, actor=ACTOR)
    assert rules("eco_problems").reader.read(posted.values)[0] == {"deadline": "2023-12-01"}


def test_a_picker_writes_name_and_code_and_a_typed_name_will_do() -> None:
    fields = rules("audit_findings").ledger.fields
    for text in ("云溪县财政局（finance）", "finance", "云溪县财政局", " 云溪县财政局 "):
        posted = gathered(fields, ["auditee"], {"f.auditee": text}, actor=ACTOR)
        assert rules("audit_findings").reader.read(posted.values)[0] == {"auditee": "finance"}, text
    assert picked("第一中学（北校区）（school）") == "school"


def test_rows_keep_their_order_and_leave_out_the_empty_ones() -> None:
    ruling = rules("proposals")
    data = QueryDict(mutable=True)
    for number, node in ((7, "二"), (0, "一"), (12, "三")):
        data[f"f.plan-{number}-node"] = node
    data["f.plan-3-node"] = "  "
    data["f.plan-x-node"] = "坏"
    data["f.plan-1-nothing"] = "坏"
    posted = gathered(ruling.ledger.fields, ["plan"], data, actor=ACTOR)
    assert [row["node"] for row in posted.values["plan"]] == ["一", "二", "三"]


def test_a_file_reference_is_ones_own_and_cannot_be_made_up() -> None:
    reference = {"sha256": "a" * 64, "name": "甲.pdf", "size": 3, "kind": "document"}
    token = kept(reference, ACTOR).token
    mine = restored(token, ACTOR)
    assert mine is not None
    assert mine.as_dict() == reference
    assert restored(token, Actor("zhang", "张三", "finance")) is None
    assert restored(token[:-2] + "xx", ACTOR) is None
    assert restored("", ACTOR) is None


def test_every_required_field_says_so_and_codes_are_those_in_use() -> None:
    checked = 0
    for name in LEDGERS:
        ruling = rules(name)
        for one in controls(ruling, ruling.ledger.fields, words=words_of(ruling), values={}):
            field = ruling.ledger.fields[one.code]
            assert one.required == field.required
            if one.choices:
                assert [code for code, _ in one.choices] == list(ruling.code_lists[field.codes or ""])
                checked += 1
    assert checked > 5
