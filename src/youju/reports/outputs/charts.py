"""Charts as pictures, the same bytes for the same values.

Enter at `picture`. The face is a subset of Noto Sans SC that comes with this room (docs/decisions/0021), so
that a machine without any Chinese font draws the same. Bars begin at nought, with their values beside them.
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from youju.reports.document import Chart

FONTS: Final = Path(__file__).parent.parent / "fonts"
SANS: Final = FONTS / "NotoSansSC.ttf"
_INK, _QUIET, _MARK = "#1f2933", "#8895a0", "#0b6b73"
_SHADES: Final = ("#0b6b73", "#4a98a0", "#8fc1c6", "#c7a26b", "#8a6f3e", "#7b8794", "#b3bcc4", "#d9c6a3")


@lru_cache(maxsize=1)
def _face() -> Any:
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(SANS))


@lru_cache(maxsize=64)
def picture(chart: Chart) -> bytes:
    """A chart as PNG, 150 mm wide at 200 dots an inch."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context({"axes.unicode_minus": False, "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(5.9, 3.3), dpi=200, layout="constrained")
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        values = [_number(one.text) for one in chart.values]
        labels = [one if len(one) <= 10 else f"{one[:9]}…" for one in chart.labels]
        if chart.kind == "pie":
            _pie(axes, labels, values, chart)
        elif chart.kind == "line":
            _line(axes, labels, values, chart)
        else:
            _bars(axes, labels, values, chart)
        unit = f"（{chart.unit}）" if chart.unit else ""
        axes.set_title(f"{chart.title}{unit}", fontproperties=_face(), fontsize=11, color=_INK, loc="left")
        stream = io.BytesIO()
        canvas.print_png(stream, metadata={"Software": None})
    return stream.getvalue()


def _number(text: str) -> float:
    return float(text.replace(",", "").rstrip("%") or 0)


def _bars(axes: Any, labels: list[str], values: list[float], chart: Chart) -> None:
    places = list(range(len(values)))
    bars = axes.barh(places, values, color=_MARK, height=0.62)
    axes.set_yticks(places, labels, fontproperties=_face(), fontsize=9, color=_INK)
    axes.invert_yaxis()
    axes.bar_label(bars, [one.text for one in chart.values], padding=3, fontproperties=_face(), fontsize=9)
    axes.set_xlim(min(0, *values) * 1.15, (max(0, *values) or 1) * 1.15)
    axes.axvline(0, color=_QUIET, linewidth=0.8)
    axes.xaxis.set_visible(False)
    _clean(axes, "bottom")


def _line(axes: Any, labels: list[str], values: list[float], chart: Chart) -> None:
    places = list(range(len(values)))
    axes.plot(places, values, color=_MARK, linewidth=1.8, marker="o", markersize=3.5)
    axes.set_xticks(places, labels, fontproperties=_face(), fontsize=8, color=_INK, rotation=45, ha="right")
    for label in axes.get_yticklabels():
        label.set_fontproperties(_face())
        label.set_fontsize(8)
    for place in {0, len(values) - 1}:
        axes.annotate(
            chart.values[place].text, (place, values[place]), textcoords="offset points", xytext=(0, 6),
            ha="center", fontproperties=_face(), fontsize=9,
        )  # fmt: skip
    axes.grid(axis="y", color="#e3e8ec", linewidth=0.6)
    axes.margins(y=0.18)
    _clean(axes)


def _pie(axes: Any, labels: list[str], values: list[float], chart: Chart) -> None:
    told = [f"{label} {one.text}" for label, one in zip(labels, chart.values, strict=True)]
    shares = [max(one, 0.0) for one in values]
    if not sum(shares):
        shares = [1.0] * len(shares)
    colours = [_SHADES[place % len(_SHADES)] for place in range(len(shares))]
    axes.pie(
        shares, labels=told, colors=colours, startangle=90, counterclock=False,
        wedgeprops={"width": 0.42, "edgecolor": "white"},
        textprops={"fontproperties": _face(), "fontsize": 9, "color": _INK},
    )  # fmt: skip


def _clean(axes: Any, *hidden: str) -> None:
    for side in ("top", "right", *hidden):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(_QUIET)
    axes.tick_params(length=0)
