"""Files that belong to a record, and small pictures of them.

Enter at `of_record`: a file is handed out through a record only, to whoever sees that record.
"""

from __future__ import annotations

from dataclasses import dataclass

from youju.ledger import evidence, extracting, filestore, queries
from youju.ledger.models import EvidenceFile, LedgerRecord
from youju.ledger.rules import Rules


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


def picture_of(found: Attachment) -> bytes | None:
    """A small JPEG of a photo; None for other files and for photos that cannot be read."""
    if found.kind != "photo":
        return None
    known = EvidenceFile.objects.filter(sha256=found.sha256).first()
    if known is not None and known.thumbnail:
        with evidence.open_file(known.thumbnail) as stream:
            return stream.read()
    place = filestore.path_of(evidence.root(), found.sha256)
    return extracting.extract([(place, found.media_type)])[0].thumbnail or None
