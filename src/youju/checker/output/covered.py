"""What was and was not checked of a document, in words that every format shows."""

from __future__ import annotations

from youju.checker.model import Coverage, Document


def total(document: Document) -> Coverage:
    """Coverage of all reports of a document together."""
    parts = [report.coverage for report in document.reports]
    return Coverage(
        sum(one.seen for one in parts),
        sum(one.understood for one in parts),
        sum(one.related for one in parts),
        [place for one in parts for place in one.skipped],
    )


def sentence(document: Document) -> str:
    """Numbers seen, understood, taken into a relation and left.

    Example:
        >>> from youju.checker.check import check_text
        >>> sentence(check_text("走访企业12家。"))
        '看到数字1个，读懂1个，核对0个（0组关系），没有可核对的1个。'
    """
    found = total(document)
    relations = sum(len(report.relations) for report in document.reports)
    return (
        f"看到数字{found.seen}个，读懂{found.understood}个，核对{found.related}个（{relations}组关系），"
        f"没有可核对的{len(found.skipped)}个。"
    )


def left(document: Document, most: int, more: str) -> str:
    """The numbers that were not checked, as printed.

    Args:
        most: How many are named.
        more: What is said when there are others.

    Returns:
        A sentence; empty when there are none.
    """
    skipped = total(document).skipped
    if not skipped:
        return ""
    quotes = "、".join(document.text[start:end] for start, end in skipped[:most])
    return f"没有核对：{quotes}{more if len(skipped) > most else ''}。"
