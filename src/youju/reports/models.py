"""Stored documents with their versions, what is bound in them, comments and reviews.

Versions, bindings, comments and reviews are append-only. Written only through `youju.reports.actions`.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models

DRAFT, FIRST, SECOND, THIRD, SIGNED = "draft", "first", "second", "third", "signed"
STATES: Final = {
    DRAFT: "起草中",
    FIRST: "已初审",
    SECOND: "已复审",
    THIRD: "已终审",
    SIGNED: "已签发",
}
"""States in their order; a review leads to the next, sign-off to the last."""


class Report(models.Model):
    """A document.

    Attributes:
        report: Code of its template.
        ledgers: Ledgers (and whatever else figures are counted of) that it tells of; who sees all of them
            whole sees the document.
        organisation: Whose document it is; empty when the operator composed it.
        head: Number of its latest version.
    """

    id = models.UUIDField(primary_key=True)
    report = models.CharField(max_length=48)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=250)
    pack = models.CharField(max_length=48)
    pack_digest = models.CharField(max_length=64)
    template_digest = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, default="")
    ledgers: Any = ArrayField(models.CharField(max_length=48), default=list)
    division = models.CharField(max_length=12, default="")
    as_of = models.DateField()
    known_at = models.DateField(null=True)
    state = models.CharField(max_length=10, default=DRAFT)
    head = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=64, default="")
    seq = models.IntegerField(default=0)

    class Meta:
        db_table = "reports_report"
        indexes = (models.Index(fields=["report", "as_of"], name="reports_report_asof"),)

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One state of a document's text.

    Attributes:
        source: Markdown with bound numbers.
        appendix: Markdown of the appendix of evidence.
        bindings: What is bound, in order: kind, ref, text, query, label.
        digest: SHA-256 over source, appendix and bindings.
    """

    id = models.UUIDField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    source = models.TextField()
    appendix = models.TextField(default="")
    bindings: Any = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=250, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)

    class Meta:
        db_table = "reports_version"
        constraints = (models.UniqueConstraint(fields=["report", "number"], name="reports_version_once"),)

    def __str__(self) -> str:
        return f"{self.report_id} {self.number}"


class Binding(models.Model):
    """A figure in a sentence of a version: what a correction of data touches is found here."""

    id = models.UUIDField(primary_key=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="bound")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="bound")
    address = models.CharField(max_length=64)
    figure = models.CharField(max_length=48)
    text = models.CharField(max_length=100)
    sentence = models.TextField()

    class Meta:
        db_table = "reports_binding"
        indexes = (
            models.Index(fields=["address"], name="reports_binding_address"),
            models.Index(fields=["figure"], name="reports_binding_figure"),
        )

    def __str__(self) -> str:
        return self.text


class Comment(models.Model):
    """What somebody said about a version, or about a passage of it."""

    id = models.UUIDField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="comments")
    number = models.IntegerField()
    quote = models.CharField(max_length=250, default="")
    text = models.TextField()
    person = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, default="")
    said_at = models.DateTimeField()

    class Meta:
        db_table = "reports_comment"
        indexes = (models.Index(fields=["report", "id"], name="reports_comment_report"),)

    def __str__(self) -> str:
        return self.text[:40]


class Review(models.Model):
    """One step of 三审三校 and sign-off, of one version.

    Attributes:
        step: ``first``, ``second``, ``third`` or ``signed``.
        verdict: ``pass`` or ``return``.
        digest: Of the version that was read.
    """

    id = models.UUIDField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="reviews")
    number = models.IntegerField()
    digest = models.CharField(max_length=64)
    step = models.CharField(max_length=10)
    verdict = models.CharField(max_length=10)
    text = models.TextField(default="")
    person = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "reports_review"
        indexes = (models.Index(fields=["report", "id"], name="reports_review_report"),)

    def __str__(self) -> str:
        return f"{self.step} {self.verdict}"


class Reported(models.Model):
    """A number that a document of somebody else tells, taken over to be compared with what is derived here.

    Attributes:
        source: Stream of the document's events.
        document: What the document is called; `sha256` is of its text.
        place: Offset of the number in that text.
        text: As printed, with its unit.
        value: With the sign of its verb; `low` and `high` are the ends of what would be printed so, null
            where there is no end (超过100万元).
        figure: Code of the figure that its words name, and `key` its group; empty where they name none.
        organisation: Who took it over; nobody else sees it.
    """

    id = models.UUIDField(primary_key=True)
    source = models.UUIDField(db_index=True)
    document = models.CharField(max_length=250)
    sha256 = models.CharField(max_length=64)
    as_of = models.DateField()
    organisation = models.CharField(max_length=64, default="")
    place = models.IntegerField()
    sentence = models.TextField()
    text = models.CharField(max_length=60)
    value: Any = models.DecimalField(max_digits=38, decimal_places=10)
    low: Any = models.DecimalField(max_digits=38, decimal_places=10, null=True)
    high: Any = models.DecimalField(max_digits=38, decimal_places=10, null=True)
    unit = models.CharField(max_length=40, default="")
    figure = models.CharField(max_length=48, default="")
    key: Any = models.JSONField(default=dict)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=64)

    class Meta:
        db_table = "reports_reported"
        constraints = (
            models.UniqueConstraint(
                fields=["sha256", "as_of", "organisation", "place"], name="reports_reported_once"
            ),
        )

    def __str__(self) -> str:
        return self.text


class Recognised(models.Model):
    """Which figure a person says a reported number tells; the last word counts.

    Attributes:
        figure: Code, and `key` its group; empty where he says that none does.
    """

    id = models.UUIDField(primary_key=True)
    reported = models.ForeignKey(Reported, models.PROTECT, related_name="recognised")
    figure = models.CharField(max_length=48, default="")
    key: Any = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        db_table = "reports_recognised"

    def __str__(self) -> str:
        return self.figure
