"""Tables of the register: deliveries, rows of the lists, units, words for search, decisions of reviewers.

Units are a projection of their events. Changed only through `youju.register.actions`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q

QUALIFIED = 10**12
"""Above everything that a unit sells."""


class Load(models.Model):
    """One taking in: some lists were delivered, all rows were linked, the units followed.

    Attributes:
        on: Business date: the day as at which the lists were delivered.
        at: When we were told.
        rules: The rules that held, as `youju.register.rules.Rules.as_dict` says.
        result: Counts, by name.
    """

    id = models.UUIDField(primary_key=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    rules: Any = models.JSONField()
    result: Any = models.JSONField(default=dict)

    class Meta:
        db_table = "register_load"
        indexes = (models.Index(fields=["-at", "-id"], name="register_load_latest"),)

    def __str__(self) -> str:
        return str(self.on)


class Delivery(models.Model):
    """A list as a department handed it over; the file itself is kept under its digest.

    Attributes:
        load: With which it came; None for a list of projects, which changes no unit.
        source: Name of the list.
        file: Name of the file.
        as_at: The day as at which it was delivered; None for what came before that was kept.
        held: Whether it is not to be trusted: nothing of it was used.
        rows: Number of its rows; 0 where they could not be read.
        columns: Its headings.
        problems: Why it was held, in the one shape of errors: the first rows of each reason.
        reasons: All rows of all reasons, a table that is kept under this digest; empty where nothing is held.
        counts: Rows that were ``added``, ``changed``, ``same`` and ``gone``; also ``partial``, ``encoding``
            and ``twice``, for the next delivery to be held against.
    """

    id = models.UUIDField(primary_key=True)
    load = models.ForeignKey(Load, models.PROTECT, null=True, related_name="deliveries")
    source = models.CharField(max_length=48, db_column="list")
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    as_at = models.DateField(null=True)
    held = models.BooleanField()
    rows = models.IntegerField(default=0)
    columns: Any = models.JSONField(default=list)
    problems: Any = models.JSONField(default=list)
    reasons = models.CharField(max_length=64, default="")
    counts: Any = models.JSONField(default=dict)

    class Meta:
        db_table = "register_delivery"
        indexes = (models.Index(fields=["source", "-id"], name="register_delivery_of"),)

    @property
    def on(self) -> date:
        """The day as at which it was delivered."""
        return self.as_at or (self.load.on if self.load else date.min)

    def __str__(self) -> str:
        return f"{self.source} {self.file}"


class Upload(models.Model):
    """A list that somebody handed in by page, waiting for the worker, or taken in.

    Attributes:
        source: Name of the list.
        file: Name of the file; it lies under its digest.
        columns: Heading by meaning, also those of items.
        partial: Whether it holds new and changed rows only.
        accepted: Whether it was handed in as right though it is not like the last delivery.
        done_at: When the worker was through with it; None while it waits.
        delivery: As which it came in, or was held; None where there could be none.
        problems: Why there was none, in the one shape of errors.
    """

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=48, db_column="list")
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    columns: Any = models.JSONField()
    partial = models.BooleanField()
    accepted = models.BooleanField(default=False)
    on = models.DateField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True)
    problems: Any = models.JSONField(default=list)

    class Meta:
        db_table = "register_upload"
        indexes = (
            models.Index(fields=["id"], name="register_upload_waits", condition=Q(done_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.file}"


class VillageRow(models.Model):
    """A village or community of the table that the office handed in (`youju.register.villages`)."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=3, default="")

    class Meta:
        db_table = "register_village"

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class ProjectRow(models.Model):
    """An investment project of the list that the office handed in (`youju.register.projects`).

    Attributes:
        code: The list's own number of it.
        owner: Name of the unit that builds.
        owner_code: Its credit code, or empty.
        unit: That unit of the register, where it was found.
        planned: Planned investment in 万元, as it is written in the list.
        began_on: Day on which work began; None before.
        ended_on: Day on which it was completed; None before.
        division: Code of the division in which it lies, or empty.
        on: Day as at which the list was handed in.
    """

    code = models.CharField(max_length=200, primary_key=True)
    name = models.TextField()
    owner = models.TextField(default="")
    owner_code = models.CharField(max_length=18, default="")
    unit = models.UUIDField(null=True)
    planned = models.TextField(default="")
    began_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    division = models.CharField(max_length=12, default="")
    on = models.DateField()

    class Meta:
        db_table = "register_project"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Unit(models.Model):
    """A statistical unit as it stands now.

    Attributes:
        id: The stream of its events; never changes and is never given to another unit.
        number: The same for people: 1, 2, 3 in the order of entry.
        code: Its credit code, or empty.
        kind: 法人单位, 产业活动单位, 个体经营户, 农民专业合作社 or 其他单位, as linkage says.
        head: Its head office, for a branch.
        merged_into: The unit that it turned out to be.
        division: Code of the division that its address names; empty where it names none.
        values: Item to ``{"value", "list", "row", "on"}``: what it is and who said so when.
        lists: Lists in which it stands.
        on: Day from which it is in the register.
        closed_on: Day from which it is no more; None while it is.
        reach: Whole 万元 that it sells in a year at most, `QUALIFIED` where a list names its qualification,
            None where none says either; the database works it out of ``values``.
    """

    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField(unique=True)
    code = models.CharField(max_length=18, default="")
    name = models.TextField(default="")
    kind = models.CharField(max_length=16)
    head = models.UUIDField(null=True)
    merged_into = models.UUIDField(null=True)
    address = models.TextField(default="")
    division = models.CharField(max_length=12, default="")
    values: Any = models.JSONField()
    lists = ArrayField(models.CharField(max_length=48))
    on = models.DateField()
    closed_on = models.DateField(null=True)
    head_seq = models.IntegerField()
    reach = models.GeneratedField(
        expression=Func("values", function="register_reach"),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )

    class Meta:
        db_table = "register_unit"
        indexes = (
            models.Index(fields=["division", "number"], name="register_unit_division"),
            models.Index(
                fields=["division"],
                name="register_unit_here",
                condition=Q(closed_on__isnull=True, merged_into__isnull=True),
            ),
            models.Index(fields=["code"], name="register_unit_code", condition=~Q(code="")),
            models.Index(fields=["reach"], name="register_unit_reach", condition=Q(reach__isnull=False)),
            models.Index(fields=["head"], name="register_unit_head", condition=Q(head__isnull=False)),
            models.Index(
                fields=["merged_into"], name="register_unit_merged", condition=Q(merged_into__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Row(models.Model):
    """A row of a list, as it was last delivered, and the unit that it is.

    Attributes:
        source: Name of the list.
        row: The list's own number of it.
        items: What else the list says, by item.
        first_on: Day on which it was first delivered.
        changed_on: Day from which it says what it says.
        gone_on: Day from which its list has it no more; None while it has.
        unit: The unit; also of a row that is gone.
        score: How certain that is, 0 to 1.
        zone: 自动, 待审 or 单独.
        reason: Why, in words.
        with_list: List of the row that it was compared with; empty for none.
        kind: What kind of unit the row itself says it is.
    """

    pk = models.CompositePrimaryKey("source", "row")
    source = models.CharField(max_length=48, db_column="list")
    row = models.CharField(max_length=200)
    code = models.TextField(default="")
    name = models.TextField(default="")
    person = models.TextField(default="")
    address = models.TextField(default="")
    phone = models.TextField(default="")
    items: Any = models.JSONField(default=dict)
    first_on = models.DateField()
    changed_on = models.DateField()
    gone_on = models.DateField(null=True)
    unit = models.UUIDField(null=True)
    score = models.FloatField(default=1.0)
    zone = models.CharField(max_length=4, default="")
    reason = models.TextField(default="")
    with_list = models.CharField(max_length=48, default="")
    with_row = models.CharField(max_length=200, default="")
    kind = models.CharField(max_length=16, default="")

    class Meta:
        db_table = "register_row"
        indexes = (
            models.Index(fields=["unit"], name="register_row_unit"),
            models.Index(fields=["source", "row"], name="register_row_review", condition=Q(zone="待审")),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.row}"


class UnitWords(models.Model):
    """The words of a unit, for search: name, code, address, and the initials of the name's sounds.

    Attributes:
        text: Each on a line, letters small, no spaces.
        pieces: Every two characters that stand side by side, as numbers
            (`youju.ledger.listing.searching`).
    """

    unit = models.UUIDField(primary_key=True)
    division = models.CharField(max_length=12, default="")
    text = models.TextField()
    pieces = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "register_search"
        indexes = (
            GinIndex(fields=["pieces"], name="register_search_pieces"),
            models.Index(fields=["division"], name="register_search_division"),
        )

    def __str__(self) -> str:
        return str(self.unit)


class Decision(models.Model):
    """What somebody decided of two rows: kept for ever; the last word on a pair counts.

    Attributes:
        id: The stream of its one event.
        one_list: With ``one_row``, ``two_list`` and ``two_row`` the pair, the smaller first.
        verdict: ``same``, ``different`` or ``undecided``.
        record: The record of the ledger in which it was settled, if it was settled there.
    """

    id = models.UUIDField(primary_key=True)
    one_list = models.CharField(max_length=48)
    one_row = models.CharField(max_length=200)
    two_list = models.CharField(max_length=48)
    two_row = models.CharField(max_length=200)
    verdict = models.CharField(max_length=10)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    record = models.UUIDField(null=True)

    class Meta:
        db_table = "register_decision"
        indexes = (
            models.Index(
                fields=["one_list", "one_row", "two_list", "two_row", "-id"], name="register_decision_pair"
            ),
            models.Index(fields=["two_list", "two_row"], name="register_decision_two"),
            models.Index(fields=["at"], name="register_decision_at"),
            models.Index(fields=["record"], name="register_decision_in", condition=Q(record__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.one_list}:{self.one_row} {self.verdict} {self.two_list}:{self.two_row}"
