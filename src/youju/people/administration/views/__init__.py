"""Pages of the three administrators, one module for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from youju.people.administration.queries import PAGE
from youju.people.telling import sentences as sentences


def paged(rows: Sequence[Any], key: str, parameter: str, **kept: str) -> dict[str, Any]:
    """The rows of one page, and the query of the next page where there is one.

    Args:
        rows: Up to one more than a page holds.
        key: Attribute of the last row by which the next page begins.
        parameter: Name of that in the query.
        kept: What else the query says.
    """
    shown = rows[:PAGE]
    following = ""
    if len(rows) > PAGE:
        given = {name: value for name, value in kept.items() if value}
        following = urlencode({**given, parameter: getattr(shown[-1], key)})
    return {"rows": shown, "following": following}
