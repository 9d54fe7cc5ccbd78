"""Who reaches which record, and the words of every record: two indexes beside the records.

``ledger_reach`` has a row for each record and each organisation that it concerns, itself or as one below;
triggers keep it, so that no way of writing can forget it. ``ledger_search`` holds the words of a record as
two-character pieces under GIN (the embedded PostgreSQL has no pg_trgm); ``ledger_unsearched`` names the
records whose words are still to be worked out.
"""

from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION ledger_scopes(parties text[]) RETURNS SETOF text
    LANGUAGE sql STABLE SET search_path = {schema}, pg_temp AS $$
    SELECT DISTINCT unnest(coalesce(string_to_array(rtrim(o.path, '/'), '/'), ARRAY[p.code]))
    FROM unnest(parties) AS p (code) LEFT JOIN people_organisation o ON o.code = p.code
$$;

CREATE FUNCTION ledger_reach_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
BEGIN
    -- Imports bring many records and few combinations of parties.
    INSERT INTO ledger_reach (scope, ledger, record)
    SELECT s.scope, f.ledger, f.id FROM fresh f JOIN (
        SELECT d.parties, ledger_scopes(d.parties::text[]) AS scope FROM (SELECT DISTINCT parties FROM fresh) d
    ) s ON s.parties = f.parties;
    INSERT INTO ledger_unsearched (record) SELECT id FROM fresh ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_reach_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
BEGIN
    IF NEW.parties IS DISTINCT FROM OLD.parties THEN
        DELETE FROM ledger_reach WHERE record = NEW.id AND ledger = OLD.ledger
            AND scope IN (SELECT ledger_scopes(OLD.parties::text[]));
        INSERT INTO ledger_reach (scope, ledger, record)
        SELECT scope, NEW.ledger, NEW.id FROM ledger_scopes(NEW.parties::text[]) AS s (scope);
    END IF;
    INSERT INTO ledger_unsearched (record) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_reach_moved() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
BEGIN
    DELETE FROM ledger_reach x USING ledger_record r
    WHERE r.parties @> ARRAY[NEW.code]::varchar[] AND x.record = r.id AND x.ledger = r.ledger
        AND x.scope = ANY (string_to_array(rtrim(OLD.path, '/'), '/'));
    INSERT INTO ledger_reach (scope, ledger, record)
    SELECT s.scope, r.ledger, r.id FROM ledger_record r, ledger_scopes(r.parties::text[]) AS s (scope)
    WHERE r.parties @> ARRAY[NEW.code]::varchar[] ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""

FIND = """
CREATE FUNCTION ledger_find(p_ledger text, p_scope text, p_pieces bigint[], p_words text[], p_most int)
    RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
    SET search_path = {schema}, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF p_scope = '' THEN
        RETURN QUERY SELECT s.record FROM ledger_search s
        WHERE s.ledger = p_ledger AND s.pieces @> p_pieces
            AND NOT EXISTS (SELECT 1 FROM unnest(p_words) AS w (word) WHERE strpos(s.text, w.word) = 0)
        LIMIT p_most;
    ELSE
        RETURN QUERY SELECT s.record FROM ledger_reach x JOIN ledger_search s ON s.record = x.record
        WHERE x.scope = p_scope AND x.ledger = p_ledger AND s.pieces @> p_pieces
            AND NOT EXISTS (SELECT 1 FROM unnest(p_words) AS w (word) WHERE strpos(s.text, w.word) = 0)
        LIMIT p_most;
    END IF;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER ledger_record_reached AFTER INSERT ON ledger_record REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_reach_added();
CREATE TRIGGER ledger_record_reached_again AFTER UPDATE ON ledger_record FOR EACH ROW
    WHEN (OLD.parties IS DISTINCT FROM NEW.parties OR OLD.position IS DISTINCT FROM NEW.position)
    EXECUTE FUNCTION ledger_reach_changed();
CREATE TRIGGER people_organisation_reached AFTER UPDATE ON people_organisation FOR EACH ROW
    WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION ledger_reach_moved();
"""

FILL = """
INSERT INTO ledger_reach (scope, ledger, record)
SELECT s.scope, r.ledger, r.id FROM ledger_record r, ledger_scopes(r.parties::text[]) AS s (scope);
INSERT INTO ledger_unsearched (record) SELECT id FROM ledger_record;
"""

UNDO = """
DROP TRIGGER people_organisation_reached ON people_organisation;
DROP TRIGGER ledger_record_reached_again ON ledger_record;
DROP TRIGGER ledger_record_reached ON ledger_record;
DROP FUNCTION ledger_find, ledger_reach_moved, ledger_reach_changed, ledger_reach_added, ledger_scopes;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """Functions that see the tables of their own schema only, whoever calls them."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute((FUNCTIONS + FIND).format(schema=schema))
        cursor.execute(FILL)
        cursor.execute(TRIGGERS)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take functions and triggers away."""
    schema_editor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_lights"), ("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Reach",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "scope",
                        "ledger",
                        "record",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("scope", models.CharField(max_length=64)),
                ("ledger", models.CharField(max_length=48)),
                ("record", models.UUIDField()),
            ],
            options={"db_table": "ledger_reach"},
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("record", models.UUIDField(primary_key=True, serialize=False)),
                ("ledger", models.CharField(max_length=48)),
                ("text", models.TextField()),
                (
                    "pieces",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField()),
                ),
            ],
            options={
                "db_table": "ledger_search",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["pieces"], name="ledger_search_pieces")
                ],
            },
        ),
        migrations.CreateModel(
            name="Unsearched",
            fields=[("record", models.UUIDField(primary_key=True, serialize=False))],
            options={"db_table": "ledger_unsearched"},
        ),
        migrations.RunPython(install, remove),
    ]
