"""Search within a township goes by its division, not through every unit that holds a common word."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

FIND = """
CREATE OR REPLACE FUNCTION register_find(p_pieces bigint[], p_words text[], p_most int)
    RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
    SET search_path = {schema}, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    -- It sees all words itself, so it asks for the ticket first.
    area text := CASE WHEN people_works() OR 'register_differences' = ANY (people_whole()) THEN ''
        ELSE people_area() END;
BEGIN
    IF area = '' THEN
        RETURN QUERY SELECT s.unit FROM register_search s
        WHERE s.pieces @> p_pieces
            AND NOT EXISTS (SELECT 1 FROM unnest(p_words) AS w (word) WHERE strpos(s.text, w.word) = 0)
        LIMIT p_most;
    ELSE
        RETURN QUERY SELECT s.unit FROM register_search s
        WHERE s.pieces @> p_pieces AND s.division >= area AND s.division <= area || '999999999999'
            AND NOT EXISTS (SELECT 1 FROM unnest(p_words) AS w (word) WHERE strpos(s.text, w.word) = 0)
        LIMIT p_most;
    END IF;
END $$;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """The function, in the schema that is migrated."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        cursor.execute(FIND.format(schema=connection.ops.quote_name(cursor.fetchone()[0])))


class Migration(migrations.Migration):
    dependencies = [("register", "0002_policies")]

    operations = [
        migrations.AddIndex(
            model_name="unitwords",
            index=models.Index(fields=["division"], name="register_search_division"),
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
