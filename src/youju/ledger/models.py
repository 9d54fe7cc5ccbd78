"""Tables of the ledgers: installed packs, the projection of records, keys, links, evidence, counters.

Everything about a record here is a projection of its events and can be worked out again from them.
Changed only through `youju.ledger.actions`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

NEVER = date(1, 1, 1)
"""A day before every record: what was worked out as at it has to be worked out again."""


class LedgerPack(models.Model):
    """A version of a pack that was installed here; kept for ever, because old events were made under it.

    Attributes:
        canonical: Text from which `youju.definitions.load.from_canonical` rebuilds the pack.
        ledgers: Names of its ledgers.
        current: Whether this version rules now; one at most for each pack.
    """

    name = models.CharField(max_length=48)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    canonical = models.TextField()
    ledgers = ArrayField(models.CharField(max_length=48))
    installed_at = models.DateTimeField()
    installed_by = models.CharField(max_length=64)
    current = models.BooleanField(default=True)

    class Meta:
        db_table = "ledger_pack"
        constraints = (
            models.UniqueConstraint(fields=["name", "version"], name="ledger_pack_version"),
            models.UniqueConstraint(fields=["name"], condition=Q(current=True), name="ledger_pack_current"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class PackWork(models.Model):
    """Something that the system administrator asked to be done with a pack; the worker does it.

    Attributes:
        work: ``scenarios``, ``preview`` or ``install``.
        folder: Where the pack lies on the server.
        digest: Of what is to be installed, as it was when asked; empty for scenarios.
        began_at: When a worker took it; None while it waits.
        outcome: What came of it, as `youju.ledger.actions.packing.finish` was told.
    """

    id = models.UUIDField(primary_key=True)
    pack = models.CharField(max_length=48)
    work = models.CharField(max_length=12)
    folder = models.TextField()
    digest = models.CharField(max_length=64, default="")
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        db_table = "ledger_packwork"
        indexes = (models.Index(fields=["pack", "-id"], name="ledger_packwork_of"),)
        constraints = (
            models.UniqueConstraint(
                fields=["pack", "work"], condition=Q(done_at=None), name="ledger_packwork_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pack} {self.work}"


class LedgerRecord(models.Model):
    """A record as it stands now.

    Attributes:
        id: The stream of its events (UUID version 7: in the order of opening).
        pack_version: Version of the pack under which it was made.
        version: Version under which it was last worked.
        final: Whether its state is a final one.
        values: Field code to value as stored (`youju.ledger.values`).
        clocks: Clock name to clock object (`youju.ledger.clocks`).
        organisation: Organisation it belongs to; that of the opener when the ledger names no field.
        parties: Organisations that have to do with it, for visibility.
        division: Code from the ledger's division field, or empty.
        period: Month of the opening, ``2023-11``.
        voided: Whether the opening itself was voided: it counts nowhere.
        head_seq: Number of events.
        head_date: Latest business date of an event that counts; anything dated before is a late entry.
        position: Position of the last event in the whole log.
        next_due: First due date of the clocks that are running.
        next_step_on: First day on which an escalation step may come due.
        light: Its light when it was last worked out, or empty (`youju.ledger.lightspans`).
        light_until: First day on which the light may be another; a day long past when it is not known.
    """

    id = models.UUIDField(primary_key=True)
    ledger = models.CharField(max_length=48)
    pack = models.CharField(max_length=48)
    pack_version = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    number = models.CharField(max_length=100, null=True)
    level = models.CharField(max_length=48, default="")
    parent = models.UUIDField(null=True)
    state = models.CharField(max_length=48)
    final = models.BooleanField(default=False)
    values: Any = models.JSONField()
    clocks = models.JSONField()
    organisation = models.CharField(max_length=64, default="")
    parties = ArrayField(models.CharField(max_length=64), default=list)
    division = models.CharField(max_length=12, default="")
    opened_on = models.DateField()
    period = models.CharField(max_length=7)
    merged_into = models.UUIDField(null=True)
    voided = models.BooleanField(default=False)
    head_seq = models.IntegerField()
    head_date = models.DateField()
    position = models.BigIntegerField()
    next_due = models.DateField(null=True)
    next_step_on = models.DateField(null=True)
    light = models.CharField(max_length=48, default="", db_default="")
    light_until = models.DateField(default=NEVER, db_default=NEVER)
    created_by = models.CharField(max_length=64)
    created_organisation = models.CharField(max_length=64, default="")
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_record"
        constraints = (models.UniqueConstraint(fields=["ledger", "number"], name="ledger_record_number"),)
        indexes = (
            models.Index(fields=["ledger", "id"], name="ledger_record_page"),
            # The light is looked at within the index, so that one index serves both filters.
            models.Index(fields=["ledger", "state", "id", "light"], name="ledger_record_state"),
            models.Index(fields=["ledger", "organisation", "id"], name="ledger_record_organisation"),
            models.Index(
                fields=["ledger", "next_due"], name="ledger_record_due", condition=Q(next_due__isnull=False)
            ),
            models.Index(
                fields=["next_step_on"], name="ledger_record_step", condition=Q(next_step_on__isnull=False)
            ),
            models.Index(fields=["ledger", "light", "id"], name="ledger_record_light"),
            models.Index(fields=["ledger", "light_until"], name="ledger_record_light_until"),
            models.Index(fields=["ledger", "opened_on", "id"], name="ledger_record_opened"),
            models.Index(fields=["parent"], name="ledger_record_parent", condition=Q(parent__isnull=False)),
            models.Index(
                fields=["merged_into"], name="ledger_record_merged", condition=Q(merged_into__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.number or str(self.id)


class Reach(models.Model):
    """That a record concerns an organisation, itself or as one below it. Kept by triggers.

    It says the same as `LedgerRecord.parties` and the tree of organisations, in a shape that an index leads
    through: the records that somebody may see, in the order of their opening.
    """

    pk = models.CompositePrimaryKey("scope", "ledger", "record")
    scope = models.CharField(max_length=64)
    ledger = models.CharField(max_length=48)
    record = models.UUIDField()

    class Meta:
        db_table = "ledger_reach"

    def __str__(self) -> str:
        return f"{self.scope} {self.ledger} {self.record}"


class SearchText(models.Model):
    """The words of a record, for search; personal data is not among them.

    Attributes:
        text: Its words with letters made small.
        pieces: Every two characters that stand side by side, as numbers (`youju.ledger.listing.searching`).
    """

    record = models.UUIDField(primary_key=True)
    ledger = models.CharField(max_length=48)
    text = models.TextField()
    pieces = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "ledger_search"
        indexes = (GinIndex(fields=["pieces"], name="ledger_search_pieces"),)

    def __str__(self) -> str:
        return str(self.record)


class Unsearched(models.Model):
    """A record whose words are to be worked out (again). Kept by triggers."""

    record = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "ledger_unsearched"

    def __str__(self) -> str:
        return str(self.record)


class SavedView(models.Model):
    """A list that somebody saved: filters, order and columns as they stand in an address.

    Attributes:
        query: The address's query.
        person: Whose it is.
        organisation: On whose behalf it was saved.
        role: Who else sees it: those who hold this role in the organisation; empty for nobody.
    """

    ledger = models.CharField(max_length=48)
    name = models.CharField(max_length=60)
    query = models.TextField()
    person = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, default="")
    role = models.CharField(max_length=60, default="")
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_savedview"
        constraints = (
            models.UniqueConstraint(fields=["ledger", "person", "name"], name="ledger_savedview_name"),
        )
        indexes = (models.Index(fields=["ledger", "organisation", "role"], name="ledger_savedview_shared"),)

    def __str__(self) -> str:
        return self.name


class ListColumns(models.Model):
    """The columns that somebody chose for the lists of a ledger."""

    ledger = models.CharField(max_length=48)
    person = models.CharField(max_length=64)
    columns = ArrayField(models.CharField(max_length=64))

    class Meta:
        db_table = "ledger_listcolumns"
        constraints = (models.UniqueConstraint(fields=["ledger", "person"], name="ledger_listcolumns_once"),)

    def __str__(self) -> str:
        return f"{self.ledger} {self.person}"


class ImportJob(models.Model):
    """A file on its way into a ledger, from its upload until it is written or given up.

    Attributes:
        name: Name of the file as people know it.
        stored: Name under which it lies in the folder of uploads; empty when it was cleared.
        stage: ``uploaded``, ``checking``, ``checked``, ``writing``, ``done`` or ``failed``.
        mapping: The 对照表 as it was confirmed.
        report: What `youju.ledger.importing.Report.as_dict` says.
        on: Business date.
        changed_at: When it last came to another stage.
    """

    id = models.UUIDField(primary_key=True)
    ledger = models.CharField(max_length=48)
    person = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, default="")
    name = models.CharField(max_length=200)
    stored = models.CharField(max_length=100)
    stage = models.CharField(max_length=10)
    mapping: Any = models.JSONField(null=True)
    report: Any = models.JSONField(null=True)
    on = models.DateField()
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_importjob"
        indexes = (models.Index(fields=["person", "begun_at"], name="ledger_importjob_person"),)

    def __str__(self) -> str:
        return self.name


class UniqueKey(models.Model):
    """A combination of values under which only one record of a ledger may be."""

    pk = models.CompositePrimaryKey("ledger", "key", "digest")
    ledger = models.CharField(max_length=48)
    key = models.CharField(max_length=400)
    digest = models.BinaryField(max_length=32)
    record = models.UUIDField()

    class Meta:
        db_table = "ledger_uniquekey"

    def __str__(self) -> str:
        return f"{self.ledger} {self.key}"


class RecordLink(models.Model):
    """A named connection from one record to another; the other end sees it as well."""

    record = models.UUIDField()
    link = models.CharField(max_length=48)
    other = models.UUIDField()

    class Meta:
        db_table = "ledger_link"
        constraints = (models.UniqueConstraint(fields=["record", "link", "other"], name="ledger_link_once"),)
        indexes = (models.Index(fields=["other", "link"], name="ledger_link_other"),)

    def __str__(self) -> str:
        return f"{self.record} {self.link} {self.other}"


class EvidenceFile(models.Model):
    """A file in the store, known by its content.

    Attributes:
        media_type: By content, not by name.
        kind: Kind of evidence: document, spreadsheet, photo, video, audio, archive.
        thumbnail: Digest of a small JPEG of a photo, or empty.
        text: Text for search, cut to a bounded length; empty until it is derived.
        derived: Whether thumbnail and text were tried: ``pending``, ``done`` or ``failed``.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    thumbnail = models.CharField(max_length=64, default="")
    text = models.TextField(default="")
    derived = models.CharField(max_length=10, default="pending")
    stored_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_evidence"
        indexes = (
            models.Index(
                fields=["stored_at"], name="ledger_evidence_pending", condition=Q(derived="pending")
            ),
        )

    def __str__(self) -> str:
        return self.sha256


class Counter(models.Model):
    """The last number given out under one numbering scope, such as 审改〔2023〕 of a ledger."""

    ledger = models.CharField(max_length=48)
    scope = models.CharField(max_length=100)
    value = models.BigIntegerField()

    class Meta:
        db_table = "ledger_counter"
        constraints = (models.UniqueConstraint(fields=["ledger", "scope"], name="ledger_counter_scope"),)

    def __str__(self) -> str:
        return f"{self.ledger} {self.scope}"


from youju.ledger.models_own import Comment, Draft, Submission  # noqa: E402, F401 - Django looks for tables here
