"""What the page of a unit shows: values with their sources, rows, history, connected units."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from youju.events.queries import of_stream
from youju.events.records import Event
from youju.ledger import catalogue
from youju.ledger.models import LedgerRecord
from youju.people.actors import Actor
from youju.register import queries
from youju.register.coding import VILLAGE_CLASS
from youju.register.folding import fold
from youju.register.models import Row, Unit
from youju.register.pages import plan, words
from youju.register.pages.comparing import masked
from youju.register.rowsets import CELLS
from youju.register.rules import VERIFIED, Rules
from youju.register.standardising import readable, standard
from youju.register.villages import CLASSES

LABELS = {
    "code": gettext_noop("信用代码"),
    "name": gettext_noop("单位名称"),
    "person": gettext_noop("负责人"),
    "address": gettext_noop("地址"),
    "phone": gettext_noop("联系电话"),
    "village": gettext_noop("村（社区）"),
    "village_code": gettext_noop("村级代码"),
    "village_class": gettext_noop("城乡分类"),
}
EVENTS = {
    "entered": gettext_noop("入库"),
    "changed": gettext_noop("变化"),
    "closed": gettext_noop("不再存续"),
    "reopened": gettext_noop("恢复"),
    "merged": gettext_noop("并入其他单位"),
}
CONNECTED = 50
"""Connected units that are shown."""


@dataclass(frozen=True, slots=True)
class Value:
    """One item: the value that counts, who said so since when, what the others say, and how sure it is.

    Attributes:
        record: In which the value was settled, where the reader may see that.
    """

    label: str
    text: str
    source: str
    on: date
    others: list[tuple[str, str]]
    doubt: str = ""
    record: UUID | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A difference of the unit: what it is about, what the lists say, how it stands."""

    id: UUID
    kind: str
    detail: str
    state: str
    final: bool
    on: date


@dataclass(frozen=True, slots=True)
class Moment:
    """One change, as ``ui/_timeline.html`` shows it."""

    title: str
    on: date
    lines: Sequence[str]
    who: str = ""
    note: str = ""
    moved: str = ""
    comment: str = ""
    void: bool = False


def label(item: str, rules: Rules) -> str:
    """What an item is called."""
    if item in LABELS:
        return _(LABELS[item])
    return rules.items[item].label if item in rules.items else item


def shown(item: str, text: str) -> str:
    """A value as the page may show it."""
    return masked(text) if item == "phone" else text


def told(row: Row) -> dict[str, str]:
    """What a row says, item by item, as the page may show it."""
    cells = {name: getattr(row, name) for name in CELLS if getattr(row, name)}
    return {item: shown(item, text) for item, text in (cells | row.items).items()}


def context(unit: Unit, actor: Actor, *, as_of: date, today: date) -> dict[str, Any]:
    """Everything for the page.

    Args:
        unit: The unit.
        actor: Who looks.
        as_of: As at which day values are shown; rows are those of today.
        today: Of the reader.
    """
    rules = queries.rules_in_force()
    events = of_stream(unit.id)
    state = fold(events, as_of=as_of)
    rows = queries.rows_of(unit)
    near = {"head": unit.head, "merged_into": unit.merged_into}
    known = {
        one.id: one for one in queries.visible_to(actor).filter(id__in=[id_ for id_ in near.values() if id_])
    }
    work = queries.differences_of(unit, actor)
    settled = queries.settling(state.values, actor)
    return {
        "unit": unit,
        "name": state.facts.get("name") or state.facts.get("address") or str(unit.number),
        "known": state.on is not None,
        "facts": state.facts,
        "closed_on": date.fromisoformat(state.facts["closed_on"]) if state.facts.get("closed_on") else None,
        "values": list(_values(state.values, rows if as_of == today else [], rules, settled)),
        "work": list(_works(work[:CONNECTED])),
        "kind": words.word(state.facts.get("kind") or ""),
        "rows": [(rules.label(row.source), row, list(row_items(row, rules)), _why(row)) for row in rows],
        "moments": [_moment(event, rules) for event in reversed(events)],
        "head": known.get(unit.head) if unit.head else None,
        "merged_into": known.get(unit.merged_into) if unit.merged_into else None,
        "branches": list(queries.branches_of(unit, actor)[:CONNECTED]),
        "merged": list(queries.visible_to(actor).filter(merged_into=unit.id)[:CONNECTED]),
        "as_of": as_of,
        "is_today": as_of == today,
        "plan": plan.drawn(unit, rows, actor, rules) if as_of == today and rows else None,
    }


def _works(records: Sequence[LedgerRecord]) -> Iterator[Work]:
    if not records:
        return
    defined = catalogue.current(queries.DIFFERENCES)
    kinds = defined.code_lists["difference_kinds"]
    for one in records:
        kind, state = one.values["kind"], defined.state_label(one.state)
        label = kinds[kind].label if kind in kinds else kind
        yield Work(one.id, label, one.values["detail"], state, one.final, one.opened_on)


def _values(
    values: Mapping[str, Any], rows: list[Row], rules: Rules, settled: Collection[UUID]
) -> Iterator[Value]:
    order = [*(item for item in LABELS if item in values), *(item for item in values if item not in LABELS)]
    for item in order:
        one = values[item]
        text = shown(item, one["value"])
        others = [
            (rules.label(row.source), readable(item, other))
            for row in rows
            if row.gone_on is None and (other := standard(item, told(row).get(item, ""))) not in ("", text)
        ]
        source, on = rules.label(one["list"]), date.fromisoformat(one["on"])
        others += [(_("也可能是"), readable(item, code)) for code, _sure in one.get("others", ())[:2]]
        text = readable(item, text)
        if item == VILLAGE_CLASS:
            text = f"{text} {CLASSES.get(text, '')}".strip()
        doubt = _("把握%(sure)s") % {"sure": f"{one['confidence']:.0%}"} if "confidence" in one else ""
        record = UUID(one["row"]) if one["list"] == VERIFIED else None
        shown_in = record if record in settled else None
        yield Value(label(item, rules), text, source, on, others, doubt, shown_in)


def row_items(row: Row, rules: Rules) -> Iterator[tuple[str, str]]:
    """What a row says, with what each item is called, as its list wrote it."""
    for item, text in told(row).items():
        yield label(item, rules), readable(item, text)


def _why(row: Row) -> str:
    """Zone and reason of the link of a row."""
    return f"{words.word(row.zone)} {words.reason(row.reason)}" if row.reason else ""


def _moment(event: Event, rules: Rules) -> Moment:
    said: list[str] = []
    for item, value in event.payload.get("items", {}).items():
        now = readable(item, shown(item, value["value"])) if value else _("不再有")
        source = rules.label(value["list"]) if value else ""
        said.append(
            _("%(item)s：%(value)s %(source)s") % {"item": label(item, rules), "value": now, "source": source}
        )
    for names, sentence in (("joined", _("列入：%(rows)s")), ("left", _("不再列入：%(rows)s"))):
        if names in event.payload:
            rows = [f"{rules.label(one)} {row}" for one, row in event.payload[names]]
            said.append(sentence % {"rows": _("，").join(rows)})
    # What lists say is Chinese, whatever the language of the page.
    said = [format_html('<span lang="zh-Hans">{}</span>', one) for one in said]
    return Moment(_(EVENTS.get(event.type, event.type)), event.business_date, said)
