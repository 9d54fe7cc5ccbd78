"""Make the sample for browser tests: the stories of ``supervision``, a small register, series, a report.

    python -m tests.stories

The stories stand in the database of a home directory as ``youju scenario load`` puts them there; a county of
a hundred units has its lists linked, its series taken in and watched and its targets set, so that their pages
have something to show; and the audit bureau has a report composed.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from youju.web import environment

FACTOR = 0.02
SHOWN = ("set_up", "lists", "link", "settle", "series", "targets", "monitor")
"""Steps of the year that are worked."""


def main() -> None:
    """Migrate, load, count, and do what the worker would do first."""
    from youju.web import database
    from youju.web.setup import django_setup

    django_setup()
    database.migrate()
    from youju.county import stages
    from youju.county.steps import STEPS
    from youju.county.year import Year, ready
    from youju.definitions.load import SHIPPED
    from youju.figures.actions import observe
    from youju.people.queries import actor
    from youju.reports import actions as reports
    from youju.reports.sources import Counted
    from youju.scenarios import actions
    from youju.scenarios.reading import find
    from youju.web import sample_logins
    from youju.web.worker import round_of_work

    now = datetime.now(UTC)
    stories = find([SHIPPED / "supervision"])
    actions.load(stories, at=now)
    figures = find_figures()
    day = datetime(2023, 11, 30, tzinfo=UTC).date()
    observe(figures, as_of=day, at=now)
    observe(["audit_findings"], as_of=day, at=now, by=["audit_office", "light"])
    year = Year(environment.home(), factor=FACTOR)
    ready(year)
    steps = [one for one in STEPS if one.name in SHOWN]
    for done in stages.run(steps, year, clock=lambda: datetime.now(UTC), progress=lambda *_: None):
        sys.stdout.write(f"{done.said}\n")
    for until in (
        datetime(2023, 10, 31, tzinfo=UTC).date(),
        day,
    ):  # the first is written, reviewed and signed
        now = datetime.now(UTC)
        with Counted(at=now) as counted:
            reports.compose("rectification", counted, as_of=until, at=now, actor=actor("wang"))
    round_of_work(at=datetime.now(UTC), reminding=False)
    sample_logins.make(at=datetime.now(UTC))


def find_figures() -> list[str]:
    """Figures of the pack of the stories."""
    from youju.ledger import catalogue

    return [
        name
        for one in catalogue.installed()
        if one.name == "supervision"
        for name in catalogue.loaded(one.digest).pack.figures
    ]


if __name__ == "__main__":
    main()
