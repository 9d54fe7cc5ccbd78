"""The names of expressions: what a ledger has, with units, codes and clocks, and what each place may use."""

from __future__ import annotations

import pytest

from tests.definitions.packs import GOOD
from youju.definitions.load import load_pack
from youju.definitions.symbols import (
    act_symbols,
    alert_symbols,
    column_symbols,
    figure_symbols,
    measured_type,
    record_symbols,
    row_symbols,
)
from youju.errors import YoujuError
from youju.language import Kind, Symbols, parse

PACK = load_pack(GOOD).pack
LEDGER = PACK.ledgers["findings"]


def names(symbols: Symbols) -> list[str]:
    """Codes of the fields."""
    return [symbol.code for symbol in symbols.fields]


def test_a_record_has_its_fields_and_what_every_record_has() -> None:
    symbols = record_symbols(PACK, LEDGER)
    assert names(symbols) == ["state", "level", "number", *LEDGER.fields]
    assert [clock.code for clock in symbols.clocks] == list(LEDGER.clocks)
    by_code = {symbol.code: symbol for symbol in symbols.fields}
    assert by_code["amount"].type.unit == "万元"
    assert by_code["amount"].type.kind is Kind.MONEY
    assert by_code["steps"].type.kind is Kind.OTHER
    assert by_code["proof"].type.kind is Kind.OTHER
    assert by_code["source"].codes == {"011": "上级交办", "012": "群众反映", "old": "旧来源"}
    assert by_code["area"].codes is None
    assert by_code["area"].scheme == "division"
    assert by_code["state"].codes == {name: state.label for name, state in LEDGER.states.items()}


def test_labels_and_codes_mean_the_same() -> None:
    symbols = record_symbols(PACK, LEDGER)
    by_label = parse("状态 = '已销号' and 涉及金额 > 3", symbols)
    by_code = parse("state = 'cleared' and amount > 3", symbols)
    assert by_label.root == by_code.root


def test_a_clock_that_counts_working_days_says_so() -> None:
    clocks = LEDGER.clocks
    due = clocks["rectify"].due.model_copy(
        update={"after": clocks["rectify"].due.after.model_copy(update={"unit": "workdays"})}  # type: ignore[union-attr]
    )
    ledger = LEDGER.model_copy(
        update={"clocks": {"rectify": clocks["rectify"].model_copy(update={"due": due})}}
    )
    assert [clock.workdays for clock in record_symbols(PACK, ledger).clocks] == [True]
    assert not any(clock.workdays for clock in record_symbols(PACK, LEDGER).clocks)


def test_acts_are_known_in_figures_over_acts_only() -> None:
    assert parse("act = '退回'", act_symbols(PACK, LEDGER)).fields == {"act"}
    with pytest.raises(YoujuError):
        parse("act = '退回'", record_symbols(PACK, LEDGER))


def test_rows_see_their_columns_and_the_record() -> None:
    symbols = row_symbols(PACK, LEDGER, "steps")
    assert names(symbols)[:3] == ["step", "cost", "note"]
    assert parse("cost > 1 and state = 'cleared'", symbols).fields == {"cost", "state"}
    assert names(column_symbols(PACK, LEDGER, "steps")) == ["step", "cost", "note"]


def test_a_column_hides_a_field_of_the_same_name() -> None:
    table = LEDGER.fields["steps"]
    columns = {"amount": table.columns["cost"]}  # type: ignore[index]
    fields = {**LEDGER.fields, "steps": table.model_copy(update={"columns": columns})}
    symbols = row_symbols(PACK, LEDGER.model_copy(update={"fields": fields}), "steps")
    assert names(symbols).count("amount") == 1
    assert symbols.field("amount").type.unit == "元"  # type: ignore[union-attr]


def test_figures_see_what_they_count() -> None:
    for name, first in (("findings", "state"), ("returned", "act"), ("costs", "step")):
        figure = PACK.figures[name]
        assert names(figure_symbols(PACK, figure, LEDGER))[0] == first
    assert names(alert_symbols(PACK.figures["clear_rate"])) == ["value", "target"]
    assert names(alert_symbols(PACK.figures["findings"])) == ["value"]
    assert measured_type(PACK.figures["amount"]).unit == "亿元"
