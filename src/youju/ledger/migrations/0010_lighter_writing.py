"""Less is written beside each record, so that a million of them are imported in a minute.

Nobody looked records up by their parties but the trigger for organisations that move, and reach leads there
too. A key needs no number of its own, nor a way from the record to it: who gives a key up knows its value.
A record that begins cannot be waiting for its words already.
"""

from typing import Any

from django.db import migrations, models

FUNCTIONS = """
CREATE OR REPLACE FUNCTION ledger_reach_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
BEGIN
    -- Imports bring many records and few combinations of parties.
    INSERT INTO ledger_reach (scope, ledger, record)
    SELECT unnest(c.scopes), f.ledger, f.id FROM fresh f JOIN (
        SELECT d.parties, array_agg(DISTINCT s.scope) AS scopes
        FROM (SELECT DISTINCT parties FROM fresh) AS d, unnest(d.parties::text[]) AS p (code)
            LEFT JOIN people_organisation o ON o.code = p.code,
            unnest(coalesce(string_to_array(rtrim(o.path, '/'), '/'), ARRAY[p.code])) AS s (scope)
        GROUP BY d.parties
    ) c ON c.parties = f.parties;
    INSERT INTO ledger_unsearched (record) SELECT id FROM fresh;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ledger_reach_moved() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
    concerned CONSTANT uuid[] := ARRAY(
        SELECT r.id FROM ledger_reach x JOIN ledger_record r ON r.id = x.record
        WHERE x.scope = NEW.code AND r.parties @> ARRAY[NEW.code]::varchar[]);
BEGIN
    DELETE FROM ledger_reach x USING ledger_record r
    WHERE r.id = ANY (concerned) AND x.record = r.id AND x.ledger = r.ledger
        AND x.scope = ANY (string_to_array(rtrim(OLD.path, '/'), '/'));
    INSERT INTO ledger_reach (scope, ledger, record)
    SELECT s.scope, r.ledger, r.id FROM ledger_record r, ledger_scopes(r.parties::text[]) AS s (scope)
    WHERE r.id = ANY (concerned) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """The triggers' functions in the schema that is migrated."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        cursor.execute(FUNCTIONS.format(schema=connection.ops.quote_name(cursor.fetchone()[0])))


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_pack_work")]

    operations = [
        migrations.RunPython(install),
        migrations.RemoveIndex(model_name="ledgerrecord", name="ledger_record_parties"),
        migrations.RemoveIndex(model_name="ledgerrecord", name="ledger_record_state_light"),
        migrations.RemoveIndex(model_name="ledgerrecord", name="ledger_record_state"),
        migrations.AddIndex(
            model_name="ledgerrecord",
            index=models.Index(fields=["ledger", "state", "id", "light"], name="ledger_record_state"),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX ledger_uniquekey_record;"
                    "ALTER TABLE ledger_uniquekey DROP COLUMN id,"
                    " ADD CONSTRAINT ledger_uniquekey_pkey PRIMARY KEY (ledger, key, digest);"
                    "ALTER TABLE ledger_uniquekey DROP CONSTRAINT ledger_uniquekey_once;"
                )
            ],
            state_operations=[
                migrations.DeleteModel(name="UniqueKey"),
                migrations.CreateModel(
                    name="UniqueKey",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "ledger",
                                "key",
                                "digest",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("ledger", models.CharField(max_length=48)),
                        ("key", models.CharField(max_length=400)),
                        ("digest", models.BinaryField(max_length=32)),
                        ("record", models.UUIDField()),
                    ],
                    options={"db_table": "ledger_uniquekey"},
                ),
            ],
        ),
    ]
