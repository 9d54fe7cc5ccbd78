"""Charts on screen: what one shows, as values. A script draws it with ECharts; the page tables the same.

Enter at `Chart`; a template shows one by ``{% chart chart %}`` and includes ``ui/_chart_scripts.html`` in its
block ``scripts``. Charts as pictures in documents are made by the room ``reports``.

Does not belong here: where values come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

Number = float | Decimal | None


@dataclass(frozen=True, slots=True)
class Line:
    """Values at the labels of the axis; None leaves a gap.

    Attributes:
        name: In the legend.
        values: One for each label.
        look: ``main`` (drawn strongly), ``quiet`` or ``dashed``.
    """

    name: str
    values: Sequence[Number]
    look: Literal["main", "quiet", "dashed"] = "main"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A level of the value axis that means something.

    Attributes:
        light: Name of the light whose colour it has.
    """

    label: str
    value: Number
    light: str = "red"


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the first line that is named.

    Attributes:
        at: Place of its label on the axis.
        up: Whether its name stands above it.
    """

    at: int
    label: str
    up: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart.

    Attributes:
        id: Of its element; one on a page.
        title: What it shows as a finding, in the reader's language.
        unit: Of the value axis.
        labels: Of the axis.
        file: Name of the pictures that are saved, without suffix.
        kind: ``line``, or ``bar``, whose axis begins at nought.
        decimals: Of values as they are shown.
    """

    id: str
    title: str
    unit: str
    labels: Sequence[str]
    lines: Sequence[Line]
    thresholds: Sequence[Threshold] = ()
    marks: Sequence[Mark] = ()
    file: str = "chart"
    kind: Literal["line", "bar"] = "line"
    decimals: int = 1

    @property
    def data(self) -> dict[str, Any]:
        """What the script reads; numbers as JSON has them."""
        found: dict[str, Any] = _plain(asdict(self))
        return found


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
