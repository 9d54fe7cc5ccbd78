"""Figures as people read them: value, passport, and the records behind, in words.

Enter at `printed` (a value as documents print it), `latest`, `one` and `line`. Who may see which record
behind a figure is said by the ledger room: the number stands for all of them, and only those that the reader
may see are listed.

Does not belong here: HTML (templates), counting (`count`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from youju.engine.aggregates import rounded
from youju.events.queries import of_streams
from youju.figures import queries as observed
from youju.figures.models import ObservationRow
from youju.figures.passport import chain
from youju.ledger import catalogue, queries
from youju.ledger.fold import Folded, fold
from youju.ledger.listing.columns import Words
from youju.ledger.models import LedgerRecord
from youju.ledger.related import RelatedFigure
from youju.people.actors import Actor
from youju.register import queries as register
from youju.register.models import Unit
from youju.series import catalogue as series_catalogue
from youju.series.catalogue import area_label
from youju.ui.formats import amount, bracketed, day

RELATED = 6
"""Figures that the page of a record shows."""
UNITS_SHOWN = 50
"""Units that are listed behind a figure over the register."""
UNITS = {"percent": "%", "index": ""}
"""How units are printed that are written otherwise in a pack; the others are printed as written."""
OBSERVATIONS = 2000
"""Observations among which the latest of each figure is looked for."""


def latest(actor: Actor, *, as_of: date) -> dict[str, Any]:
    """The latest observations of every figure as at a date or the last counted day before it."""
    known = observed.latest(limit=OBSERVATIONS, actor=actor)
    newest: dict[tuple[Any, ...], ObservationRow] = {}
    for row in sorted(known, key=lambda one: (one.as_of, one.counted_at), reverse=True):
        if row.as_of <= as_of:
            newest.setdefault((row.figure, tuple(sorted(row.key.items())), row.division), row)
    groups: dict[str, list[ObservationRow]] = {}
    for row in sorted(newest.values(), key=_place):
        groups.setdefault(row.ledger if row.source == "ledger" else _("统计数列和名录库"), []).append(row)
    labels = {name: rules.ledger.label for name, rules in catalogue.all_current().items()}
    return {
        "groups": [
            {"label": labels.get(name, name), "rows": [line(row) for row in rows]}
            for name, rows in groups.items()
        ],
        "days": sorted({row.as_of for row in known}, reverse=True)[:5],
    }


def related(ledger: str, actor: Actor, as_of: date) -> list[RelatedFigure]:
    """What was counted last of a ledger; `youju.ledger.related` asks for the pages of its records."""
    names = [
        name
        for pack in catalogue.installed()
        for name, one in catalogue.loaded(pack.digest).pack.figures.items()
        if one.of.ledger == ledger
    ]
    rows = observed.totals(names[:RELATED], actor=actor, as_of=as_of)
    return [
        RelatedFigure(
            told["label"],
            told["value"],
            told["unit"],
            told["as_of"],
            reverse("figures:figure", args=[told["id"]]),
        )
        for told in map(line, rows)
    ]


def _place(row: ObservationRow) -> tuple[Any, ...]:
    """Order of observations: that of their pack, the total before its groups."""
    pack = catalogue.loaded(row.pack_digest).pack
    ledgers, known = list(pack.ledgers), list(pack.figures)
    return (
        row.pack,
        ledgers.index(row.ledger) if row.ledger in ledgers else len(ledgers),
        known.index(row.figure),
        sorted(row.key_labels.items()),
    )


def one(actor: Actor, address: str, *, after: int) -> dict[str, Any]:
    """One observation with the records behind it.

    Args:
        actor: Who reads.
        address: Its address.
        after: Records of the pages before.

    Raises:
        YoujuError: F805 when there is none.
    """
    row = observed.find(address, actor=actor)
    if row.source != "ledger":
        return _not_of_records(row, actor)
    behind = observed.records_behind(row)
    some = behind[after : after + queries.PAGE]
    ids = {UUID(record.record) for record in some}
    seen = {str(record.id): record for record in queries.visible_to(actor).filter(id__in=ids)}
    streams = of_streams([record.id for record in seen.values()])
    then = {str(id_): fold(events, as_of=row.as_of, known_at=row.known_at) for id_, events in streams.items()}
    listed = [
        {**_brief(seen[record.record], then[record.record]), "on": record.on, "act": _act(seen, record)}
        for record in some
        if record.record in seen
    ]
    return {
        "figure": line(row) | {"passport": _passport(row), "digests": _digests(row)},
        "behind": len(behind),
        "hidden": len(some) - len(listed),
        "numbered": any(record.number for record in some),
        "records": listed,
        "first": "" if after > 0 else None,
        "next": after + queries.PAGE if after + queries.PAGE < len(behind) else None,
    }


def printed(row: ObservationRow) -> str:
    """A value as documents print it: rounded half away from zero to its decimals, with its unit.

    Digits are not grouped, so that a figure is found again by its text. Without a value it is a dash: who
    composes a document does not print that but says why (`ObservationRow.reason`).
    """
    return printed_value(row.value, row.unit, row.decimals)


def printed_value(value: Decimal | None, unit: str, decimals: int) -> str:
    """As `printed`, for a value that is not kept. An index has no unit: 103.2, not 103.2 of something."""
    if value is None:
        return "—"
    return f"{rounded(value, decimals):f}{UNITS.get(unit, unit)}"


def _not_of_records(row: ObservationRow, actor: Actor) -> dict[str, Any]:
    """A figure over series, over the register or over figures: its operands and reported values."""
    step = chain(row)
    numbers = [str(one["number"]) for one in step.behind] if row.source == "register" else []
    seen = set(observed.visible_to(actor).filter(address__in=[one.row.address for one in step.below])
               .values_list("address", flat=True))  # fmt: skip
    return {
        "figure": line(row) | {"passport": _passport(row), "digests": _digests(row)},
        "composed": True,
        "units": _units(numbers, actor),
        "behind": step.count,
        "below": [line(one.row) for one in step.below if one.row.address in seen],
        "values": [
            {
                "series": series_catalogue.get(one["series"]).series.label,
                "code": one["series"],
                "area": one["area"],
                "sector": one["sector"],
                "where": _where(one),
                "period": one["period"],
                "value": amount(one["value"]),
                "vintage": one["vintage"],
                "source": one["delivery"].source,
                "on": one["delivery"].on,
            }
            for one in step.values
        ],
    }


def _units(numbers: Sequence[str], actor: Actor) -> list[Unit]:
    """The first units behind a figure over the register, as far as somebody may see them."""
    known = [int(one) for one in numbers if one.isdecimal()]
    return list(register.visible_to(actor).filter(number__in=known).order_by("number")[:UNITS_SHOWN])


def _where(one: dict[str, Any]) -> str:
    """Area and sector of a value of a series, in words."""
    known = series_catalogue.get(one["series"])
    sector = known.sector_label(one["sector"]) if one["sector"] else ""
    return " ".join(part for part in (area_label(one["area"]), sector) if part)


def line(row: ObservationRow) -> dict[str, Any]:
    """An observation with its value as it is printed."""
    labels = _("、").join(row.key_labels.values())
    return {
        "id": row.address,
        "label": f"{row.label}{bracketed(labels)}",
        "value": "—" if row.value is None else f"{rounded(row.value, row.decimals):,f}",
        "reason": row.reason,
        "unit": UNITS.get(row.unit, row.unit),
        "numerator": amount(row.numerator) if row.denominator is not None else "",
        "denominator": amount(row.denominator),
        "as_of": row.as_of,
        "known_at": row.known_at,
    }


def _passport(row: ObservationRow) -> list[dict[str, str]]:
    """Where an observation comes from, in words."""
    pack = catalogue.loaded(row.pack_digest).pack
    version = _("%(pack)s，%(version)s版") % {"pack": pack.header.label, "version": row.pack_version}
    told = (
        (_("指标"), f"{row.label}{bracketed(row.figure)}"),
        # The terms are worked out in Chinese, whatever the language of the page.
        (
            _("口径"),
            pack.figures[row.figure].note or format_html('<span lang="zh-Hans">{}</span>', row.terms),
        ),
        (_("业务包"), version),
        (_("台账"), pack.ledgers[row.ledger].label if row.ledger in pack.ledgers else ""),
        (_("分子"), amount(row.numerator) if row.denominator is not None else ""),
        (_("分母"), amount(row.denominator)),
        (_("没有数值的原因"), row.reason),
        (_("计算时间"), day(row.counted_at)),
        (_("计算引擎"), row.engine),
    )
    return [{"label": label, "text": text} for label, text in told if text]


def _digests(row: ObservationRow) -> list[tuple[str, str]]:
    return [
        (_("观测编号"), row.address),
        (_("口径摘要"), row.definition_hash),
        (_("快照摘要"), row.snapshot_digest),
    ]


def _brief(record: LedgerRecord, then: Folded) -> dict[str, Any]:
    """What a record is called, and where it stood then."""
    rules = catalogue.current(record.ledger)
    title = Words(rules, [record]).title(record)
    number, state = record.number or "", rules.state_label(then.state)
    return {"id": record.id, "number": number, "title": title, "state": state}


def _act(seen: dict[str, LedgerRecord], behind: observed.Behind) -> str:
    found = catalogue.current(seen[behind.record].ledger).acts.get(behind.act or "")
    return found.label if found else ""
