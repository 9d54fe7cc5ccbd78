"""What people call the groups of a figure, and the order in which they stand.

Enter at `labels`, `label_of` and `rank`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from youju.definitions.models import Labelled
from youju.figures.composed import Composed
from youju.figures.definition import Definition
from youju.series.catalogue import area_label


def labels(definition: Definition | Composed, key: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """What people call the codes of a group."""
    for name, code in key.items():
        yield name, "未填" if code is None else label_of(definition, name, code)


def rank(definition: Definition | Composed, name: str, code: str | None) -> tuple[int, str]:
    """Groups in the order of the definition, others by code, those without a code last."""
    if isinstance(definition, Composed):
        return _rank_composed(definition, name, code)
    ledger, one = definition.ledger, definition.field(name)
    lists = definition.home.header.code_lists
    listed = lists[one.codes].codes if one is not None and one.codes in lists else {}
    known: Mapping[str, Sequence[str]] = {
        "state": list(ledger.states),
        "light": list(ledger.lights),
        "act": list(ledger.acts),
        "level": list(ledger.levels.names) if ledger.levels else [],
    }
    order = known.get(name) or list(listed)
    if code is None:
        return len(order) + 1, ""
    return order.index(code) if code in order else len(order), code


def _rank_composed(definition: Composed, name: str, code: str | None) -> tuple[int, str]:
    """Sectors in the order of their list, areas by code; groups of a counted figure as that has them."""
    root = definition.root_definition
    if isinstance(root, Definition):
        return rank(root, name, code)
    known = definition.root_series
    order = list((known.sectors() or {}) if known and name == "sector" else {})
    return (order.index(code) if code in order else len(order), code or "")


def label_of(definition: Definition | Composed, name: str, code: str) -> str:
    """What people call a code of a dimension."""
    if isinstance(definition, Composed):
        root, known = definition.root_definition, definition.root_series
        if isinstance(root, Definition):
            return label_of(root, name, code)
        return known.sector_label(code) if known and name == "sector" else area_label(code)
    ledger = definition.ledger
    if name == "light":
        light = ledger.lights.get(code)
        return (light.label if light else None) or code
    own: Mapping[str, Mapping[str, Labelled]] = {
        "state": ledger.states,
        "act": ledger.acts,
        "level": ledger.levels.names if ledger.levels else {},
    }
    named = own.get(name, {}).get(code)
    if named is not None:
        return named.label
    return _field_label(definition, name, code)


def _field_label(definition: Definition, name: str, code: str) -> str:
    from youju.people.queries import organisation_names
    from youju.standards import divisions, industries

    one = definition.field(name)
    if name == "division" or (one is not None and one.codes == "standard:division"):
        found = divisions.get(code)
        return found.full_name if found else code
    if one is None:
        return code
    if one.type == "organisation":
        return organisation_names([code]).get(code, code)
    if one.codes == "standard:industry":
        industry = industries.get(code)
        return industry.name if industry else code
    listed = definition.home.header.code_lists.get(one.codes or "")
    if listed is not None and code in listed.codes:
        return listed.codes[code].label
    if one.type == "boolean":
        return {"true": "是", "false": "否"}.get(code, code)
    return code
