"""What an upgrade would orphan: states, fields, types, codes, levels, links; and what a migration covers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.definitions.packs import GOOD, copied, edited
from youju.definitions.check_pack import version_key
from youju.definitions.load import load_pack, read_pack
from youju.definitions.models import Migration, Pack
from youju.definitions.upgrade import Changes, Rewrite, compare, migration_for, require_newer
from youju.errors import YoujuError

LEDGER = "ledgers/findings.yaml"
OLD = load_pack(GOOD).pack


def changed(folder: Path, *edits: tuple[str, str, str]) -> Pack:
    """The good pack with some texts replaced; it need not be sound otherwise."""
    pack = copied(folder)
    for file, old, new in edits:
        edited(pack, file, old, new)
    loaded, problems = read_pack(pack)
    assert loaded, [problem.sentence() for problem in problems]
    return loaded.pack


def test_the_same_pack_changes_nothing() -> None:
    assert compare(OLD, OLD) == Changes()
    assert compare(OLD, OLD).harmless


def test_what_is_only_added_is_harmless(tmp_path: Path) -> None:
    new = changed(
        tmp_path,
        (LEDGER, "  people: {label", "  place: {label: 地点, type: place}\n  people: {label"),
        (
            LEDGER,
            "by: clerk, restarts: look_back}",
            "by: clerk, restarts: look_back}\n  visit: {label: 走访, by: clerk}",
        ),
        ("pack.yaml", "old: {label: 旧来源", "new: 新来源\n      old: {label: 旧来源"),
        (LEDGER, "type: money, unit: 万元, decimals: 2", "type: money, unit: 万元, decimals: 4"),
    )
    assert compare(OLD, new).harmless


def test_a_renamed_state_is_vanished_without_a_migration(tmp_path: Path) -> None:
    ledger = OLD.ledgers["findings"]
    states = {("doing" if name == "rectifying" else name): state for name, state in ledger.states.items()}
    before = OLD.model_copy(update={"ledgers": {"findings": ledger.model_copy(update={"states": states})}})
    assert compare(before, OLD).vanished_states == {"findings": ("doing",)}
    migration = OLD.header.migrations[0]
    covered = compare(before, OLD, migration)
    assert covered.harmless
    assert covered.rewrites == {
        "findings": Rewrite({"doing": "rectifying"}, {"money": "amount"}, frozenset({"remark"}))
    }


@pytest.mark.parametrize(("old_field", "covered"), [("money", True), ("remark", True), ("other", False)])
def test_a_field_that_is_gone(old_field: str, covered: bool) -> None:
    ledger = OLD.ledgers["findings"]
    fields = {**ledger.fields, old_field: ledger.fields["amount"]}
    if old_field == "money":
        del fields["amount"]
    before = OLD.model_copy(update={"ledgers": {"findings": ledger.model_copy(update={"fields": fields})}})
    assert compare(before, OLD).dropped_fields == {"findings": (old_field,)}
    assert compare(before, OLD, OLD.header.migrations[0]).harmless is covered


RETYPED = [
    ("type: number, unit: 人", "type: number, unit: 户", "people", ("number 人", "number 户")),
    ("已整改金额, type: money, unit: 元", "已整改金额, type: money, unit: 万元", "fixed",
        ("money 元", "money 万元")),
    ("unit: 万元, decimals: 2", "unit: 万元, decimals: 1", "amount",
        ("money 万元 2位小数", "money 万元 1位小数")),
    (
        "cost: {label: 费用, type: money, unit: 元}", "cost: {label: 费用, type: money, unit: 千元}", "steps",
        ("table（step text、cost money 元、note text）", "table（step text、cost money 千元、note text）"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field", "types"), RETYPED, ids=[row[2] for row in RETYPED])
def test_a_value_must_not_silently_mean_something_else(
    old: str, new: str, field: str, types: tuple[str, str], tmp_path: Path
) -> None:
    edits = [(LEDGER, old, new)]
    changes = compare(OLD, changed(tmp_path, *edits))
    assert changes.retyped_fields == {"findings": {field: types}}
    assert not changes.harmless


def test_a_code_may_become_free_text_and_not_the_other_way(tmp_path: Path) -> None:
    new = changed(
        tmp_path,
        (
            LEDGER,
            'source: {label: 来源, type: code, codes: sources, default: "011"}',
            "source: {label: 来源, type: text}",
        ),
    )
    assert compare(OLD, new).harmless
    assert compare(new, OLD).retyped_fields == {"findings": {"source": ("text", "code")}}


def test_codes_levels_links_and_ledgers_that_are_gone(tmp_path: Path) -> None:
    new = changed(
        tmp_path,
        ("pack.yaml", "      old: {label: 旧来源, until: 2020-12-31}\n", ""),
        (LEDGER, "names: {aspect: 方面, item: 分项, detail: 细项}", "names: {item: 分项, detail: 细项}"),
        (LEDGER, "links:\n  related: {label: 相关问题, to: findings}\n", ""),
    )
    changes = compare(OLD, new)
    assert changes.vanished_codes == {"findings": {"source": ("old",)}}
    assert changes.vanished_levels == {"findings": ("aspect",)}
    assert changes.vanished_links == {"findings": ("related",)}
    empty = OLD.model_copy(update={"ledgers": {}})
    assert compare(OLD, empty).vanished_ledgers == ("findings",)


def test_another_standard_list_may_lack_any_code(tmp_path: Path) -> None:
    ledger = OLD.ledgers["findings"]
    fields = {
        **ledger.fields,
        "area": ledger.fields["area"].model_copy(update={"codes": "standard:industry"}),
    }
    new = OLD.model_copy(update={"ledgers": {"findings": ledger.model_copy(update={"fields": fields})}})
    assert compare(OLD, new).vanished_codes == {"findings": {"area": ("*",)}}


def test_the_migration_of_a_version_is_found() -> None:
    before = OLD.model_copy(update={"header": OLD.header.model_copy(update={"version": "1.0.0"})})
    assert isinstance(migration_for(before, OLD), Migration)
    assert migration_for(OLD, OLD) is None


def test_the_same_content_may_be_installed_again() -> None:
    require_newer(OLD, OLD, same_content=True)
    with pytest.raises(YoujuError) as error:
        require_newer(OLD, OLD, same_content=False)
    assert error.value.code == "D382"


VERSIONS = st.tuples(*[st.integers(0, 99)] * 3)


@given(VERSIONS, VERSIONS)
def test_versions_are_compared_as_numbers(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    keys = [version_key(".".join(str(part) for part in one)) for one in (first, second)]
    assert (keys[0] < keys[1]) == (first < second)
