"""Files that belong to a record, and what can be shown of them.

Enter at `of_record`: a file is handed out through a record only, to whoever sees that record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from youju.ledger import evidence, extracting, filestore, queries
from youju.ledger.models import EvidenceFile, LedgerRecord
from youju.ledger.rules import Rules

MOST_PAGES = 20
"""Pages of a document that are shown as pictures."""
MOST_TEXT = 20_000
"""Characters of a text that are shown."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a record under the name with which it came.

    Attributes:
        media_type: By content.
    """

    sha256: str
    name: str
    kind: str
    media_type: str


def of_record(row: LedgerRecord, rules: Rules, sha256: str) -> Attachment | None:
    """A file attached to a record (or a duplicate merged into it), or held by one of its fields."""
    names = {one.sha256: (one.name, one.kind) for one in queries.evidence_of(row)}
    for name, one in rules.ledger.fields.items():
        held = row.values.get(name)
        if one.type == "file" and held and not one.personal:
            names[held["sha256"]] = (held["name"], held["kind"])
    if sha256 not in names:
        return None
    known = EvidenceFile.objects.filter(sha256=sha256).first()
    name, kind = names[sha256]
    return Attachment(sha256, name, kind, known.media_type if known else "application/octet-stream")


def pictured(digests: Iterable[str]) -> set[str]:
    """Those files of which there is a small picture already."""
    known = EvidenceFile.objects.filter(sha256__in=[*digests]).exclude(thumbnail="")
    return set(known.values_list("sha256", flat=True))


def picture_of(found: Attachment) -> bytes | None:
    """A small JPEG of a photo or of the first page; None for other and for damaged files."""
    known = EvidenceFile.objects.filter(sha256=found.sha256).first()
    if known is not None and known.thumbnail:
        with evidence.open_file(known.thumbnail) as stream:
            return stream.read()
    return _extracted(found).picture or None if _is_pictured(found) else None


def page_of(found: Attachment, number: int) -> bytes | None:
    """A JPEG of a photo or of a page, large enough to be read; None where there is none."""
    if not _is_pictured(found) or not 1 <= number <= MOST_PAGES:
        return None
    return _extracted(found, side=extracting.LARGEST, page=number).picture or None


@dataclass(frozen=True, slots=True)
class Preview:
    """What can be shown of a file without opening it in another program.

    Attributes:
        pages: Numbers of the pages of which there are pictures; a photo is one page.
        more: Further pages of which none is shown.
        text: Its text from the beginning, for files that are not shown as pictures; may be empty.
        cut: Whether there is more of it.
    """

    pages: range
    more: int
    text: str
    cut: bool


def preview(found: Attachment) -> Preview:
    """What can be shown of a file; nothing of a damaged one."""
    shown = _extracted(found)
    pages = min(shown.pages, MOST_PAGES)
    text = "" if pages else shown.text
    return Preview(range(1, pages + 1), shown.pages - pages, text[:MOST_TEXT], len(text) > MOST_TEXT)


def _is_pictured(found: Attachment) -> bool:
    return found.media_type.startswith("image/") or found.media_type == "application/pdf"


def _extracted(found: Attachment, *, side: int = extracting.THUMBNAIL, page: int = 1) -> extracting.Extract:
    place = filestore.path_of(evidence.root(), found.sha256)
    return extracting.extract([(place, found.media_type)], side=side, page=page)[0]
