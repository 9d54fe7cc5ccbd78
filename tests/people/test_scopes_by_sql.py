"""Raw SQL as the role of the pages: what a ticket does not cover is neither read nor counted nor changed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import psycopg
import pytest
from django.test import override_settings

from tests import scopes
from tests.ledger.conftest import AUDITOR, FINANCE, SCHOOL, Desk, county
from tests.scopes import OFFICER, Theirs
from youju.people import tickets
from youju.people.actors import Actor

__all__ = ["county"]

TO_ALL = {
    "django_migrations": "names of migrations",
    "django_session": "a session is found before there is a ticket; what it holds is signed",
    "events_seal": "hashes and positions only",
    "events_stream": "numbers and hashes only; a head is needed before its record is there",
    "ledger_counter": "the next number of a ledger, for whoever opens a record",
    "ledger_pack": "definitions, the same for everybody",
    "people_account": "a login comes before a ticket; no record",
    "people_loginfailure": "counted before there is a ticket",
    "people_membership": "roles are read before a ticket is made; no record",
    "people_organisation": "the tree is the same for everybody",
    "people_person": "names, for pickers; no record",
    "people_secondfactor": "read before there is a ticket; encrypted",
}
"""Tables in which the role of the pages sees rows without a ticket, each with the reason."""


KINDS = ("ledger", "events", "figures", "notices", "register", "targets", "monitoring", "reports")
"""Rooms whose tables must hold something, so that the tests cannot pass because there was nothing to see."""


@pytest.fixture
def theirs(county: Desk, tmp_path: Path) -> Iterator[Theirs]:
    with override_settings(HOME=tmp_path, EVIDENCE_ROOT=tmp_path / "evidence"):
        found = scopes.theirs(county)
        scopes.count(found, tmp_path / "snapshots")
        _more(county)
        yield found


def _more(desk: Desk) -> None:
    """Rows in the tables that only other services fill."""
    from youju.events.actions import seal
    from youju.figures.models import ObservationRow, Superseded
    from youju.notices.actions import announce
    from youju.notices.models import Message
    from youju.people.tokens.models import ApiAnswer

    Message.objects.create(person=FINANCE.id, channel="mail", title="赤", text="赤岩", next_at=desk.at())
    ApiAnswer.objects.create(person=FINANCE.id, token=1, key="k", request="x", at=desk.at())
    address = ObservationRow.objects.values_list("address", flat=True).first()
    Superseded.objects.create(address=address, by_address="0" * 64, cause="赤岩溪更正", at=desk.at())
    announce("公告", "内容", from_on=desk.today, until_on=desk.today, by="account:sys", at=desk.at())
    seal(at=desk.at())


@contextmanager
def role(db: Any, ticket: str = "", user: str = "youju_app") -> Iterator[psycopg.Connection[Any]]:
    """A connection of the role of the pages which shows a ticket; nothing that it does is kept."""
    with psycopg.connect(db.conninfo(user)) as connection:
        connection.execute("SELECT set_config('youju.ticket', %s, false)", [ticket])
        try:
            yield connection
        finally:
            connection.rollback()


def ticket(actor: Actor, **more: Any) -> str:
    """What a request of somebody shows."""
    return tickets.sign(at=datetime.now(UTC), actor=actor, **more)


def read(connection: psycopg.Connection[Any], query: str, *values: Any) -> list[Any]:
    """First column of an answer."""
    return [row[0] for row in connection.execute(query, values or None).fetchall()]


def tables(connection: psycopg.Connection[Any]) -> dict[str, bool]:
    """Every table, view and the like of ours that the role may read, and whether it has policies."""
    found = connection.execute(
        "SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p', 'v', 'm', 'f') AND has_any_column_privilege('youju_app', oid, 'SELECT')"
    )
    return dict(found.fetchall())


def refused(connection: psycopg.Connection[Any], statement: str, *values: Any) -> None:
    """Check that a statement is refused for want of privilege, and nothing else."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        connection.execute(statement, values or None)


def forged(**claims: Any) -> str:
    """A ticket signed with a key that somebody made up."""
    body = orjson.dumps(
        {"kind": "user", "person": "zhang", "organisation": "finance", "whole": ["findings"], **claims}
    )
    return f"{hmac.digest(b'guess', body, 'sha256').hex()}.{body.decode()}"


def worthless() -> dict[str, str]:
    """Tickets that are none."""
    good = ticket(FINANCE)
    late = datetime.now(UTC) - tickets.LIFE - timedelta(seconds=1)
    body = good[65:].replace("finance", "county")
    return {
        "none": "",
        "garbage": "finance",
        "not even JSON": "0" * 64 + ".{",
        "unsigned": good[64:],
        "forged": forged(until=4e9),
        "signed plainly": hashlib.sha256(good[65:].encode()).hexdigest() + good[64:],
        "changed after signing": good[:65] + body,
        "expired": tickets.sign(at=late, actor=FINANCE),
        "of another connection": ticket(FINANCE, backend=1),
    }


def test_every_table_has_policies_or_a_reason(theirs: Theirs, db: Any) -> None:
    with db.superuser() as connection:
        found = tables(connection)
        filled = {name for name in found if read(connection, f'SELECT EXISTS (SELECT 1 FROM "{name}")')[0]}
    assert len(found) >= 30
    with role(db) as connection:
        seen = {name for name in found if read(connection, f'SELECT count(*) FROM "{name}"') != [0]}
    assert seen <= set(TO_ALL), f"without a ticket these show rows: {seen - set(TO_ALL)}"
    assert {name for name, guarded in found.items() if not guarded} <= set(TO_ALL)
    assert set(TO_ALL) <= set(found), "a reason for a table that cannot be read"
    business = {name for name in found if name.split("_")[0] in KINDS}
    empty = {"notices_wishes", "ledger_search", "ledger_packwork"}
    assert business - filled <= empty, business - filled


def test_what_is_no_ticket_shows_nothing(theirs: Theirs, db: Any) -> None:
    for kind, given in worthless().items():
        with role(db, given) as connection:
            assert read(connection, "SELECT people_claims()") == [None], kind
            for table in tables(connection).keys() - TO_ALL.keys():
                assert read(connection, f'SELECT count(*) FROM "{table}"') == [0], (kind, table)


@pytest.mark.parametrize("actor", [FINANCE, SCHOOL, AUDITOR, OFFICER], ids=lambda one: one.organisation)
def test_the_policy_says_what_the_service_says(theirs: Theirs, db: Any, actor: Actor) -> None:
    from youju.figures import queries as figures
    from youju.ledger import queries
    from youju.reports import queries as reports

    with role(db, ticket(actor)) as connection:
        documents = set(read(connection, "SELECT id FROM reports_report"))
        ids = set(read(connection, "SELECT id FROM ledger_record WHERE NOT voided"))
        observed = set(read(connection, "SELECT address FROM figures_observation"))
        events = set(read(connection, "SELECT DISTINCT stream FROM events_event"))
    assert ids == {one.id for one in queries.visible_to(actor)}
    assert observed == {one.address for one in figures.visible_to(actor)}
    assert events == ids
    assert (theirs.record in ids) == (actor is not SCHOOL)
    assert bool(observed) == (actor in (AUDITOR, OFFICER))
    assert documents == {one.id for one in reports.visible_to(actor)}
    assert bool(documents) == (actor in (AUDITOR, OFFICER))


def test_nothing_of_another_is_in_any_table(theirs: Theirs, db: Any) -> None:
    """Every row that the school sees in any table, as text."""
    with role(db, ticket(SCHOOL)) as connection:
        assert read(connection, "SELECT id FROM ledger_record") == [theirs.own]
        for table in tables(connection):
            if table == "events_stream":
                continue  # names every stream, says nothing of them
            for text in read(connection, f'SELECT to_jsonb(t)::text FROM "{table}" t'):
                said = (
                    text.replace("赤岩溪问题数", "") if table == "ledger_pack" else text
                )  # label of the figure
                found = [word for word in theirs.words if word in said]
                assert not found, (table, found)


def test_a_ticket_is_taken_for_what_it_was_given_for(theirs: Theirs, db: Any) -> None:
    """Stolen by another connection, or changed to name a second person, it is worth nothing."""
    with role(db) as victim, role(db) as thief:
        stolen = ticket(FINANCE, backend=victim.info.backend_pid)
        for connection, expected in ((victim, True), (thief, False)):
            connection.execute("SELECT set_config('youju.ticket', %s, false)", [stolen])
            assert (read(connection, "SELECT people_person()") == ["zhang"]) is expected
            assert bool(read(connection, "SELECT 1 FROM ledger_record")) is expected
    replayed = ticket(SCHOOL).replace('"qian"', '"zhang"').replace('"school"', '"finance"')
    with role(db, replayed) as connection:
        assert read(connection, "SELECT people_claims()") == [None]


def test_requests_bind_their_tickets(theirs: Theirs, db: Any) -> None:
    from types import SimpleNamespace

    from youju.people.middleware import ticket_of

    given = ticket_of(SimpleNamespace(kind="user", person_id="qian"), SCHOOL)  # type: ignore[arg-type]
    assert orjson.loads(given[65:])["backend"] == tickets.backend()
    with role(db, given) as connection:
        assert read(connection, "SELECT count(*) FROM ledger_record") == [0]


def test_the_key_is_unreadable(theirs: Theirs, db: Any) -> None:
    with role(db, ticket(AUDITOR)) as connection:
        refused(connection, "SELECT * FROM people_ticketkey")
        refused(connection, "SELECT count(*) FROM people_ticketkey")
        refused(connection, "INSERT INTO people_ticketkey (inner_pad, outer_pad) VALUES ('a', 'b')")
        refused(connection, "TRUNCATE people_ticketkey")
        refused(connection, "COPY people_ticketkey TO STDOUT")
        assert read(connection, "SELECT count(*) FROM pg_stats WHERE tablename = 'people_ticketkey'") == [0]


ESCAPES = (
    "SET ROLE youju_job",
    "SET ROLE youju_owner",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION youju_job",
    "ALTER ROLE youju_app BYPASSRLS",
    "ALTER TABLE ledger_record DISABLE ROW LEVEL SECURITY",
    "DROP POLICY ledger_record_read ON ledger_record",
    "CREATE POLICY mine ON ledger_record FOR SELECT USING (true)",
    "GRANT SELECT ON people_ticketkey TO youju_app",
    "CREATE FUNCTION public.people_scope2() RETURNS text LANGUAGE sql AS $$ SELECT 'finance' $$",
    "CREATE OR REPLACE FUNCTION people_scope() RETURNS text LANGUAGE sql AS $$ SELECT 'finance' $$",
    "ALTER FUNCTION people_claims() SET search_path = pg_temp",
    "CREATE SCHEMA mine",
    "ALTER TABLE events_event DISABLE TRIGGER events_event_append_only",
    "SET session_replication_role = replica",
    "COPY (SELECT 1) TO '/tmp/youju-leak'",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "CREATE TRIGGER mine BEFORE INSERT ON ledger_record FOR EACH ROW EXECUTE FUNCTION events_refuse()",
    "CREATE RULE mine AS ON SELECT TO ledger_record DO INSTEAD NOTHING",
)


def test_no_way_out_of_the_role(theirs: Theirs, db: Any) -> None:
    with role(db, ticket(SCHOOL)) as connection:
        for statement in ESCAPES:
            with pytest.raises(psycopg.errors.Error) as raised, connection.transaction():
                connection.execute(statement)
            wrong = psycopg.errors.InsufficientPrivilege | psycopg.errors.WrongObjectType
            assert isinstance(raised.value, wrong), (statement, raised.value)
            assert read(connection, "SELECT current_user") == ["youju_app"]


@pytest.mark.parametrize("name", ["row_security", "youju.person", "role", "search_path", "youju.entered"])
def test_settings_open_nothing(theirs: Theirs, db: Any, name: str) -> None:
    value = {"row_security": "off", "search_path": "pg_temp, public", "role": "none"}.get(name, "zhang")
    with role(db, ticket(SCHOOL)) as connection:
        connection.execute("SELECT set_config(%s, %s, false)", [name, value])
        try:
            assert read(connection, "SELECT id FROM public.ledger_record") == [theirs.own]
        except psycopg.errors.InsufficientPrivilege:
            assert name == "row_security"  # with it off, PostgreSQL refuses instead of showing less


def test_names_that_stand_in_front_do_not_deceive(theirs: Theirs, db: Any) -> None:
    """Functions that run as the owner find their tables where they were made, whatever the caller's path."""
    body = orjson.dumps(
        {"kind": "user", "person": "zhang", "organisation": "finance", "whole": ["findings"], "until": 4e9}
    )
    key = b"guess".ljust(64, b"\0")
    with role(db) as connection:
        connection.execute("CREATE TEMP TABLE people_ticketkey (inner_pad bytea, outer_pad bytea)")
        connection.execute(
            "INSERT INTO pg_temp.people_ticketkey VALUES (%s, %s)",
            [bytes(one ^ 0x36 for one in key), bytes(one ^ 0x5C for one in key)],
        )
        connection.execute(
            "CREATE FUNCTION pg_temp.people_claims() RETURNS jsonb LANGUAGE sql"
            """ AS $$ SELECT '{"person": "zhang", "organisation": "finance"}'::jsonb $$"""
        )
        connection.execute(
            "CREATE FUNCTION pg_temp.people_scope() RETURNS text LANGUAGE sql AS $$ SELECT 'finance' $$"
        )
        connection.execute(
            "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT ''::bytea $$"
        )
        connection.execute(
            "CREATE TEMP TABLE ledger_reach AS"
            " SELECT 'school' AS scope, 'findings' AS ledger, %s::uuid AS record",
            [theirs.record],
        )
        connection.execute("SET search_path = pg_temp, public")
        connection.execute(
            "SELECT set_config('youju.ticket', %s, false)",
            [f"{hmac.digest(b'guess', body, 'sha256').hex()}.{body.decode()}"],
        )
        assert read(connection, "SELECT public.people_claims()") == [None]
        assert read(connection, "SELECT count(*) FROM public.ledger_record") == [0]
        assert read(connection, "SELECT count(*) FROM public.events_event") == [0]
        assert not read(connection, "SELECT public.ledger_find('findings', '', '{}', '{}', 9)")


def test_every_function_of_the_owner_has_its_own_path(db: Any) -> None:
    with db.superuser() as connection:
        found = connection.execute(
            "SELECT proname, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        ).fetchall()
    assert len(found) >= 6
    for name, config in found:
        assert "search_path=public, pg_temp" in (config or ()), name


def test_functions_of_the_owner_ask_for_the_ticket(theirs: Theirs, db: Any) -> None:
    from youju.ledger.actions import index

    index()
    find = "SELECT ledger_find(%s, %s, '{}', '{}', 9)"
    with role(db, ticket(FINANCE)) as connection:
        assert theirs.record in read(connection, find, "findings", "finance")
    with role(db, ticket(SCHOOL)) as connection:
        assert read(connection, find, "findings", "school") == [theirs.own]
        for scope in ("finance", "county", "audit", ""):
            assert read(connection, find, "findings", scope) == [], scope
        assert read(connection, "SELECT people_token('0')") == []
    with role(db) as connection:
        for scope in ("finance", "school", ""):
            assert read(connection, find, "findings", scope) == []


def test_conditions_of_ones_own_see_no_hidden_row(theirs: Theirs, db: Any) -> None:
    """A cheap function, an error or a plan would tell of rows that a policy takes away only afterwards."""
    with role(db, ticket(SCHOOL)) as connection:
        told: list[str] = []
        connection.add_notice_handler(lambda notice: told.append(notice.message_primary or ""))
        connection.execute(
            "CREATE FUNCTION pg_temp.spy(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$"
            " BEGIN RAISE NOTICE 'row %', $1; RETURN true; END $$"
        )
        assert read(connection, "SELECT id FROM ledger_record WHERE pg_temp.spy(number)") == [theirs.own]
        read(connection, "SELECT stream FROM events_event WHERE pg_temp.spy(payload::text)")
        read(connection, "EXPLAIN (ANALYZE, VERBOSE) SELECT 1 FROM ledger_comment WHERE pg_temp.spy(text)")
        assert told, "the spy was never asked"
        assert not [one for one in told if any(word in one for word in theirs.words)]
        # An error would show the value: of a hidden row it never happens.
        hidden = "SELECT 1 FROM ledger_record WHERE id = %s AND (values ->> 'title')::int = 1"
        assert read(connection, hidden, theirs.record) == []
        refused(
            connection,
            "CREATE FUNCTION pg_temp.spy2(text) RETURNS boolean LANGUAGE sql LEAKPROOF AS $$ SELECT true $$",
        )
        plan = "\n".join(read(connection, "EXPLAIN (ANALYZE, VERBOSE, BUFFERS) SELECT * FROM ledger_record"))
        assert not [word for word in theirs.words if word in plan]
        guarded = [table for table in tables(connection) if table not in TO_ALL]
        assert not read(connection, "SELECT 1 FROM pg_stats WHERE tablename = ANY (%s)", guarded)


def test_copy_shows_what_a_query_shows(theirs: Theirs, db: Any) -> None:
    with role(db, ticket(SCHOOL)) as connection, connection.cursor() as cursor:
        with cursor.copy("COPY (SELECT * FROM ledger_record) TO STDOUT") as copy:
            text = b"".join(copy).decode()
        assert str(theirs.own) in text
        assert not [word for word in theirs.words if word in text]
        with cursor.copy("COPY events_event TO STDOUT") as copy:
            text = b"".join(copy).decode()
        assert str(theirs.own) in text
        assert not [word for word in theirs.words if word in text]
        with pytest.raises(psycopg.errors.FeatureNotSupported), cursor.copy("COPY ledger_record FROM STDIN"):
            pass


EVENT = (
    "INSERT INTO events_event"
    " (position, stream, seq, kind, type, business_date, recorded_at, actor, payload, hash) VALUES"
    " (nextval('events_position'), %s, %s, %s, %s, '2023-01-01', now(), %s, '{}', sha256(''))"
)


def test_events_are_only_added_and_in_ones_own_name(theirs: Theirs, db: Any) -> None:
    with role(db, ticket(SCHOOL)) as connection:
        for actor in ("zhang", "wang", "system", "account:sysadmin", "anonymous"):
            refused(connection, EVENT, uuid4(), 1, "ledger", "opened", actor)
        refused(
            connection, EVENT, theirs.record, 99, "ledger", "accept", "qian"
        )  # in the own name, elsewhere
        refused(connection, EVENT, uuid4(), 1, "people", "grant", "qian")
        refused(connection, EVENT, uuid4(), 1, "scenario", "loaded", "qian")
        refused(connection, EVENT, uuid4(), 1, "audit", "login", "zhang")
        connection.execute(EVENT, [uuid4(), 1, "ledger", "opened", "qian"])
        for change in (
            "UPDATE events_event SET actor = 'x'",
            "DELETE FROM events_event",
            "TRUNCATE events_event",
        ):
            refused(connection, change)
        for change in ("INSERT INTO events_seal SELECT * FROM events_seal", "DELETE FROM events_seal"):
            refused(connection, change)
        refused(connection, "DELETE FROM events_stream")


def test_not_even_the_job_role_changes_an_event(theirs: Theirs, db: Any) -> None:
    with role(db, user="youju_job") as connection:
        assert theirs.record in read(connection, "SELECT id FROM ledger_record")
        for change in (
            "UPDATE events_event SET actor = 'x'",
            "DELETE FROM events_event",
            "TRUNCATE events_event",
        ):
            refused(connection, change)
        refused(connection, "SELECT * FROM people_ticketkey")


CHANGES = (
    "UPDATE ledger_record SET state = 'cleared' WHERE id = %(theirs)s",
    "DELETE FROM ledger_record WHERE id = %(theirs)s",
    "DELETE FROM ledger_uniquekey WHERE record = %(theirs)s",
    "UPDATE ledger_uniquekey SET record = %(own)s WHERE record = %(theirs)s",
    "DELETE FROM ledger_link WHERE record = %(theirs)s",
    "INSERT INTO ledger_link (record, link, other) VALUES (%(theirs)s, 'shared', %(own)s)",
    "UPDATE events_stream SET head_seq = 1 WHERE stream = %(theirs)s",
    "INSERT INTO ledger_reach (scope, ledger, record) VALUES ('school', 'findings', %(theirs)s)",
    "DELETE FROM ledger_reach WHERE record = %(theirs)s",
    "INSERT INTO ledger_evidence_use (sha256, record) VALUES ('x', %(theirs)s)",
    "INSERT INTO ledger_evidence_use (sha256, person) VALUES ('x', 'zhang')",
    "INSERT INTO ledger_comment (id, record, person, organisation, text, mentions, said_at)"
    " VALUES (gen_random_uuid(), %(theirs)s, 'qian', 'school', 'x', '{}', now())",
    "INSERT INTO ledger_comment (id, record, person, organisation, text, mentions, said_at)"
    " VALUES (gen_random_uuid(), %(own)s, 'zhang', 'finance', 'x', '{}', now())",
    "UPDATE ledger_comment SET text = 'x'",
    "UPDATE ledger_draft SET data = '{}'",
    "INSERT INTO ledger_draft (id, person, place, data, saved_at)"
    " VALUES (gen_random_uuid(), 'zhang', 'x', '{}', now())",
    "DELETE FROM ledger_savedview",
    "UPDATE ledger_listcolumns SET columns = '{}'",
    "UPDATE ledger_importjob SET stage = 'writing'",
    "UPDATE ledger_pack SET name = 'x'",
    "INSERT INTO ledger_submission (key, person, record, at)"
    " VALUES (gen_random_uuid(), 'zhang', %(own)s, now())",
    "UPDATE notices_notice SET read_at = now()",
    "DELETE FROM notices_notice",
    "INSERT INTO notices_wishes (person, mail, address, webhook, url, secret)"
    " VALUES ('zhang', 'now', 'a@b.cn', 'off', '', '')",
    "UPDATE notices_message SET state = 'pending'",
    "UPDATE notices_announcement SET withdrawn_at = now()",
    "DELETE FROM notices_announcement",
    "INSERT INTO notices_announcement (id, title, text, from_on, until_on, by, at)"
    " VALUES (gen_random_uuid(), 'x', 'x', now(), now(), 'qian', now())",
    "INSERT INTO figures_observation SELECT * FROM figures_observation",
    "DELETE FROM figures_observation",
    "UPDATE people_apianswer SET body = '1'",
    "INSERT INTO people_apitoken"
    " (system, digest, person_id, organisation_id, scopes, created_by, created_at, expires_at)"
    " VALUES ('x', 'x', 'qian', 'school', '{read:*}', 'qian', now(), now())",
    "INSERT INTO people_membership (person_id, organisation_id, role) VALUES ('qian', 'county', 'auditor')",
    "UPDATE people_organisation SET path = 'county/finance/school/' WHERE code = 'school'",
    "UPDATE people_account SET is_active = false",
    "UPDATE register_upload SET done_at = now()",
    "DELETE FROM register_project",
    "DELETE FROM register_upload",
    'INSERT INTO register_upload (id, list, file, sha256, columns, partial, "on", by, at, problems)'
    " VALUES (gen_random_uuid(), 'market', 'x', 'x', '{}', false, now(), 'qian', now(), '[]')",
    'INSERT INTO register_upload (id, list, file, sha256, columns, partial, "on", by, at, problems)'
    " VALUES (gen_random_uuid(), 'market', 'x', 'x', '{}', false, now(), 'sun', now(), '[]')",
)  # fmt: skip


def test_nothing_of_another_is_changed(theirs: Theirs, db: Any) -> None:
    values = {"theirs": theirs.record, "own": theirs.own}
    with role(db, ticket(SCHOOL)) as connection:
        for statement in CHANGES:
            try:
                with connection.transaction():
                    changed = connection.execute(statement, values).rowcount
            except psycopg.errors.InsufficientPrivilege:
                changed = 0
            assert changed == 0, statement


def test_another_may_be_told_but_not_read(theirs: Theirs, db: Any) -> None:
    """Whoever works on a record tells the next one; that is all that reaches another's notices."""
    with role(db, ticket(SCHOOL)) as connection:
        connection.execute(
            "INSERT INTO notices_notice (id, person, key, kind, text, link, at)"
            " VALUES (gen_random_uuid(), 'zhang', 'new', 'mention', 'x', '/', now())"
        )
        assert read(connection, "SELECT count(*) FROM notices_notice") == [0]


@pytest.mark.parametrize("kind", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_see_no_record(theirs: Theirs, db: Any, kind: str) -> None:
    given = tickets.sign(at=datetime.now(UTC), kind=kind, person=f"account:{kind}")
    business = ("ledger_", "figures_", "notices_")
    with role(db, given) as connection:
        for table in tables(connection):
            if table.startswith(business) and table not in {*TO_ALL, "notices_announcement"}:
                assert read(connection, f'SELECT count(*) FROM "{table}"') == [0], table
        kinds = set(read(connection, "SELECT DISTINCT kind FROM events_event"))
        assert kinds <= {"people", "audit"}
        refused(connection, EVENT, uuid4(), 1, "audit", "export", "zhang")
        refused(connection, EVENT, uuid4(), 1, "ledger", "opened", "zhang")


def test_figures_are_for_the_head_of_the_division(theirs: Theirs, db: Any, tmp_path: Path) -> None:
    """A township sees what was counted for it; its own bureau, with the same division, does not."""
    from youju.figures import queries
    from youju.people import actions

    known = {"actor": Actor.system(), "on": theirs.desk.today, "at": theirs.desk.at()}
    actions.save_organisation("county", name="县", division="341881", **known)
    actions.save_organisation("audit", name="局", parent="county", division="341881000000", **known)
    actions.save_organisation("town", name="镇", parent="county", division="341881001", **known)
    theirs.desk.open(unit="finance", area="341881001")
    theirs.desk.open(unit="finance", area="341800")
    root = tmp_path / "snapshots"
    whole = set(scopes.count(theirs, root)) | {theirs.observation}
    (own,) = scopes.count(theirs, root, division="341881")
    scopes.count(theirs, root, division="341881", by=["division"])
    keys = {row.address: row.key.get("division") for row in queries.visible_to(None)}
    town = next(address for address, key in keys.items() if key == "341881001")
    beside = next(address for address, key in keys.items() if key == "341881")
    expected = {"town": {town}, "county": {own, beside, town}, "audit": set(), "school": set()}
    for code, seen in expected.items():
        actor = Actor("qian", "钱五", code, frozenset({"clerk"}))
        with role(db, ticket(actor)) as connection:
            found = set(read(connection, "SELECT address FROM figures_observation"))
        assert found == seen == {one.address for one in queries.visible_to(actor)}, code
        assert not found & whole


CODES = ["34", "340000", "3418", "341800", "341881", "341881000", "341881001", "341881001000", "341881001203"]


def test_the_database_shortens_divisions_alike(db: Any) -> None:
    from youju.standards.divisions import prefix

    with role(db) as connection:
        for code in (*CODES, "370830", "110000"):
            assert read(connection, "SELECT people_prefix(%s)", code) == [prefix(code)]
