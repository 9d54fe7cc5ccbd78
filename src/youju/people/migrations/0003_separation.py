"""Second factors, and what only one of the three administrators may write, said by the database itself.

Organisations, persons and accounts are the system administrator's, roles the security administrator's. Whoever
logs in is read before there is a ticket, so these tables can be read; what they hold about records is nothing.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

OWN = "(person_id = (SELECT people_person()) OR 'account:' || username = (SELECT people_person()))"
OWN_FACTOR = f"EXISTS (SELECT 1 FROM people_account a WHERE a.id = account_id AND {OWN})"  # noqa: S608

POLICIES = f"""
ALTER TABLE people_organisation ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_organisation_read ON people_organisation FOR SELECT USING (true);
CREATE POLICY people_organisation_add ON people_organisation FOR INSERT
    WITH CHECK ((SELECT people_kind()) = 'system_admin');
CREATE POLICY people_organisation_change ON people_organisation FOR UPDATE
    USING ((SELECT people_kind()) = 'system_admin');

ALTER TABLE people_person ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_person_read ON people_person FOR SELECT USING (true);
CREATE POLICY people_person_add ON people_person FOR INSERT
    WITH CHECK ((SELECT people_kind()) = 'system_admin');
CREATE POLICY people_person_change ON people_person FOR UPDATE
    USING ((SELECT people_kind()) = 'system_admin');

ALTER TABLE people_membership ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_membership_read ON people_membership FOR SELECT USING (true);
CREATE POLICY people_membership_give ON people_membership FOR INSERT
    WITH CHECK ((SELECT people_kind()) = 'security_admin');
CREATE POLICY people_membership_take ON people_membership FOR DELETE
    USING ((SELECT people_kind()) = 'security_admin');

ALTER TABLE people_account ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_account_read ON people_account FOR SELECT USING (true);
CREATE POLICY people_account_add ON people_account FOR INSERT
    WITH CHECK ((SELECT people_kind()) = 'system_admin');
CREATE POLICY people_account_change ON people_account FOR UPDATE
    USING ((SELECT people_kind()) IN ('system_admin', 'security_admin') OR {OWN});

-- The codes are checked while somebody logs in, before there is a ticket; then only the last step changes.
ALTER TABLE people_secondfactor ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_secondfactor_read ON people_secondfactor FOR SELECT USING (true);
CREATE POLICY people_secondfactor_add ON people_secondfactor FOR INSERT WITH CHECK ({OWN_FACTOR});
CREATE POLICY people_secondfactor_use ON people_secondfactor FOR UPDATE USING (true);
CREATE POLICY people_secondfactor_end ON people_secondfactor FOR DELETE
    USING ((SELECT people_kind()) = 'security_admin' OR {OWN_FACTOR});

DROP POLICY events_people_write ON events_event;
CREATE POLICY events_people_write ON events_event FOR INSERT WITH CHECK (
    kind = 'people' AND actor = (SELECT people_person()) AND (SELECT people_kind())
        = CASE WHEN type IN ('grant', 'revoke') THEN 'security_admin' ELSE 'system_admin' END);
-- In one's own name; before there is a ticket, only what happens at the login.
DROP POLICY events_audit_write ON events_event;
CREATE POLICY events_audit_write ON events_event FOR INSERT WITH CHECK (
    kind = 'audit' AND (actor = (SELECT people_person())
        OR actor = 'anonymous' AND type IN ('login_failed', 'login_refused')
        OR type = 'login' AND (SELECT people_person()) IS NULL));

CREATE INDEX events_event_trail ON events_event (position) WHERE kind IN ('audit', 'people');
"""

UNDO = """
DROP INDEX events_event_trail;
DROP POLICY events_people_write ON events_event;
CREATE POLICY events_people_write ON events_event FOR INSERT
    WITH CHECK (kind = 'people' AND (SELECT people_kind()) IN ('system_admin', 'security_admin')
        AND actor = (SELECT people_person()));
DROP POLICY events_audit_write ON events_event;
CREATE POLICY events_audit_write ON events_event FOR INSERT WITH CHECK (kind = 'audit');
""" + "".join(
    f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;\n"
    + "".join(f"DROP POLICY IF EXISTS {table}_{name} ON {table};\n" for name in names)
    for table, names in (
        ("people_organisation", ("read", "add", "change")),
        ("people_person", ("read", "add", "change")),
        ("people_membership", ("read", "give", "take")),
        ("people_account", ("read", "add", "change")),
        ("people_secondfactor", ("read", "add", "use", "end")),
    )
)


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies; their functions are those of the migration before, in the same schema."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POLICIES)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the policies away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_accounts")]

    operations = [
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="second_factor",
                        serialize=False,
                        to="people.account",
                    ),
                ),
                ("secret", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("last_step", models.BigIntegerField(default=0)),
            ],
            options={"db_table": "people_secondfactor"},
        ),
        migrations.RunPython(install, remove),
    ]
