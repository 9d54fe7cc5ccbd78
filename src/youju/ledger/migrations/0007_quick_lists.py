"""Lists stay quick for those who see a million records, and everybody keeps only his own.

The policies of the records look each record up: asked by EXISTS, the planner would put everything that
somebody reaches into a table of its own first, which takes longer than a page may. Search does the same with
words that stand in very many records.
"""

from typing import Any

from django.db import migrations, models

SEES = """(
    ledger = ANY ((SELECT people_whole())::text[]) OR coalesce((
        SELECT true FROM ledger_reach x WHERE x.scope = (SELECT people_scope())
            AND x.ledger = ledger_record.ledger AND x.record = ledger_record.id LIMIT 1), false))"""

POLICIES = f"""
ALTER POLICY ledger_record_read ON ledger_record USING {SEES};
ALTER POLICY ledger_record_change ON ledger_record USING {SEES};

ALTER TABLE ledger_savedview ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_savedview_own ON ledger_savedview USING (person = (SELECT people_person()));
CREATE POLICY ledger_savedview_shared ON ledger_savedview FOR SELECT
    USING (role <> '' AND organisation = (SELECT people_scope()));
ALTER TABLE ledger_listcolumns ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_listcolumns_own ON ledger_listcolumns USING (person = (SELECT people_person()));
ALTER TABLE ledger_importjob ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_importjob_own ON ledger_importjob USING (person = (SELECT people_person()));
"""

FIND = """
CREATE OR REPLACE FUNCTION ledger_find(
    p_ledger text, p_scope text, p_pieces bigint[], p_words text[], p_most int)
    RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
    SET search_path = {schema}, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    enough CONSTANT int := 2000;
    found uuid[];
BEGIN
    -- It sees all words itself, so it asks for the ticket first.
    IF NOT people_works() AND p_scope IS DISTINCT FROM people_scope()
        AND NOT (p_scope = '' AND p_ledger = ANY (people_whole())) THEN
        RETURN;
    END IF;
    found := ARRAY(
        SELECT s.record FROM ledger_search s WHERE s.ledger = p_ledger AND s.pieces @> p_pieces
            AND NOT EXISTS (SELECT 1 FROM unnest(p_words) AS w (word) WHERE strpos(s.text, w.word) = 0)
        LIMIT greatest(enough, p_most));
    IF p_scope = '' THEN
        RETURN QUERY SELECT one FROM unnest(found) AS f (one) LIMIT p_most;
    ELSIF cardinality(found) < enough THEN
        RETURN QUERY SELECT one FROM unnest(found) AS f (one)
        WHERE (SELECT true FROM ledger_reach x
            WHERE x.scope = p_scope AND x.ledger = p_ledger AND x.record = f.one LIMIT 1)
        LIMIT p_most;
    ELSE
        -- The words stand in many records: look through those that are reached instead.
        RETURN QUERY SELECT s.record FROM ledger_reach x JOIN ledger_search s ON s.record = x.record
        WHERE x.scope = p_scope AND x.ledger = p_ledger
            AND NOT EXISTS (SELECT 1 FROM unnest(p_words) AS w (word) WHERE strpos(s.text, w.word) = 0)
        LIMIT p_most;
    END IF;
END $$;
"""

UNDO = """
DROP POLICY ledger_savedview_own ON ledger_savedview;
DROP POLICY ledger_savedview_shared ON ledger_savedview;
DROP POLICY ledger_listcolumns_own ON ledger_listcolumns;
DROP POLICY ledger_importjob_own ON ledger_importjob;
ALTER TABLE ledger_savedview DISABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_listcolumns DISABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_importjob DISABLE ROW LEVEL SECURITY;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies, and the search function in the schema that is migrated."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(POLICIES)
        cursor.execute(FIND.format(schema=schema))


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the policies away; those of the records and the search function stay as they are."""
    schema_editor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_desk")]

    operations = [
        migrations.AddIndex(
            model_name="ledgerrecord",
            index=models.Index(fields=["ledger", "state", "light", "id"], name="ledger_record_state_light"),
        ),
        migrations.RunPython(install, remove),
    ]
