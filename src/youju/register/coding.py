"""What no list reports and others tell: industry from name and scope, village from the address. No database.

Enter at `with_industry` and `with_village`. A reported value is never replaced; a coded industry is kept as a
value of the list `CODED`, with its confidence and the alternatives beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from youju.register.rules import CODED
from youju.register.standardising import INDUSTRY
from youju.register.villages import Village
from youju.standards import industry_coding

VILLAGE: Final = "village"
VILLAGE_CODE: Final = "village_code"
VILLAGE_CLASS: Final = "village_class"


def with_industry(values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a unit with an industry, where its name or scope tells one.

    Args:
        values: Item to ``{"value", "list", "row", "on"}``, as the lists say.
        before: The same as the unit stood before; what was coded from the same words is not coded again.
    """
    found = dict(values)
    if INDUSTRY in found or not (found.get("name") or found.get("scope")):
        return found
    known = before.get(INDUSTRY)
    if known and known["list"] == CODED and _words(before) == _words(found):
        return found | {INDUSTRY: known}
    choices = industry_coding.code(*_words(found))
    if not choices:
        return found
    days = [found[item]["on"] for item in ("name", "scope") if item in found]
    found[INDUSTRY] = {
        "value": choices[0].code, "list": CODED, "row": "", "on": max(days),
        "confidence": round(choices[0].confidence, 2),
        "others": [[one.code, round(one.confidence, 2)] for one in choices[1:]],
    }  # fmt: skip
    return found


def with_village(values: Mapping[str, Any], name: str, village: Village | None) -> dict[str, Any]:
    """Values of a unit with the village or community that its address names; it is said with the address.

    Args:
        values: As for `with_industry`.
        name: What the address names; empty for none.
        village: The one of the office's table; None for none.
    """
    found = dict(values)
    if "address" not in found:
        return found
    source = {part: found["address"][part] for part in ("list", "row", "on")}
    known = {VILLAGE: name}
    if village is not None:
        known |= {VILLAGE_CODE: village.code, VILLAGE_CLASS: village.kind}
    for item, text in known.items():
        if text and item not in found:
            found[item] = {"value": text, **source}
    return found


def is_sure(value: Mapping[str, Any]) -> bool:
    """Whether an industry needs nobody to look at it: a list reports it, or it was coded with confidence."""
    return value["list"] != CODED or value["confidence"] >= industry_coding.SURE


def _words(values: Mapping[str, Any]) -> tuple[str, str]:
    name, scope = (values[item]["value"] if item in values else "" for item in ("name", "scope"))
    return name, scope
