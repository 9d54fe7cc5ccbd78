"""What is not in order in a version before it is signed or released, in sentences.

Enter at `unproved`, `before_signing` and `contradictions`.
"""

from __future__ import annotations

from youju.checker.check import check_text
from youju.reports import queries
from youju.reports.compose import addresses
from youju.reports.document import Bound, Document, Heading, plain_text, spans_of
from youju.reports.evidence.text import loose
from youju.reports.models import Version


def unproved(document: Document) -> list[str]:
    """The numbers of a document that are bound to nothing, as they are written, in order."""
    found: list[str] = []
    for block in document.blocks:
        for spans in spans_of(block):
            pieces = [(span.text, 0 if isinstance(span, Bound) else None) for span in spans]
            found.extend(loose(pieces, heading=isinstance(block, Heading)))
    return found


def contradictions(document: Document) -> list[str]:
    """What the checker finds in a document."""
    made = check_text(plain_text(document))
    return [one.message for report in made.reports for one in report.findings]


def before_signing(version: Version) -> list[str]:
    """Everything for which a version cannot be signed."""
    document = queries.document(version, appendix=False)
    found = [f"数字“{one}”没有绑定" for one in unproved(document)]
    bound = list(document.bound())
    known = queries.rows_of(bound)
    found += [
        f"“{one.text}”的观测值已不在"
        for one in bound
        if any(address not in known for address in addresses(one))
    ]
    found += contradictions(document)
    return found
