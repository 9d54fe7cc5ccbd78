"""A document as one HTML file that needs nothing else, each number with what it came from.

Enter at `written`. No script; charts are pictures within the file.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from youju.reports.document import (
    WORDS,
    Block,
    Bound,
    Chart,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Span,
    Table,
    Title,
    text_of,
)

_STYLE: Final = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")


def written(document: Document) -> bytes:
    """The document's bytes, in UTF-8."""
    body = "\n".join(blocks(document, _bound, _within))
    title = escape(document.title)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body>\n{body}\n</body></html>\n"
    ).encode()


def _bound(one: Bound) -> str:
    what = escape(f"{WORDS[one.kind]}：{one.label}" if one.label else WORDS[one.kind])
    return f'<data value="{escape(one.tag)}" title="{what}">{escape(one.text)}</data>'


def blocks(
    document: Document, bound: Callable[[Bound], str], source: Callable[[Chart], str]
) -> Iterator[str]:
    """The blocks as HTML.

    Args:
        document: What is shown.
        bound: Shows what is bound.
        source: Address of the picture of a chart.
    """
    for block in document.blocks:
        yield _chart(block, source) if isinstance(block, Chart) else _block(block, bound)


def _block(block: Block, bound: Callable[[Bound], str]) -> str:
    if isinstance(block, Title):
        return f"<h1>{_spans(block.spans, bound)}</h1>"
    if isinstance(block, Heading):
        name = f"h{block.level + 1}"
        return f"<{name}>{escape(block.number)}{_spans(block.spans, bound)}</{name}>"
    if isinstance(block, Paragraph):
        return f'<p class="{block.role}">{_spans(block.spans, bound)}</p>'
    if isinstance(block, Table):
        return _table(block, bound)
    return "<hr>" if isinstance(block, PageBreak) else ""


def _chart(block: Chart, source: Callable[[Chart], str]) -> str:
    """A chart as a picture whose description says all of its values."""
    told = "、".join(
        f"{label}{one.text}{block.unit}" for label, one in zip(block.labels, block.values, strict=True)
    )
    said = escape(f"{block.title}：{told}")
    return f'<p class="note"><img alt="{said}" src="{escape(source(block))}"></p>'


def _within(block: Chart) -> str:
    """The picture itself as an address, so that the file needs no other."""
    from youju.reports.outputs.charts import picture

    return f"data:image/png;base64,{base64.b64encode(picture(block)).decode()}"


def _spans(spans: Sequence[Span], bound: Callable[[Bound], str]) -> str:
    found = []
    for one in spans:
        if isinstance(one, Bound):
            found.append(bound(one))
        else:
            text = escape(one.text).replace("\n", "<br>")
            found.append(f"<strong>{text}</strong>" if one.strong else text)
    return "".join(found)


def _table(block: Table, bound: Callable[[Bound], str]) -> str:
    caption = f'<p class="caption">{_spans(block.caption, bound)}</p>' if block.caption else ""
    head = "".join(f'<th scope="col">{_spans(cell, bound)}</th>' for cell in block.rows[0])
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td class="n">{_spans(cell, bound)}</td>'
            if column in block.right
            else f"<td>{_spans(cell, bound)}</td>"
            for column, cell in enumerate(row)
        )
        + "</tr>"
        for row in block.rows[1:]
    )
    label = escape(text_of(block.caption) or "表")
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'{caption}<div class="table" tabindex="0" role="region" aria-label="{label}">{table}</div>'
