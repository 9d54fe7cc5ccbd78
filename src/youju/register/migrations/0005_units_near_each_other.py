"""Units at one road or in one village are found by its name within a city; units of a county are counted."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Q

NEAR = """
CREATE FUNCTION register_near(p_division text, p_pieces bigint[], p_words text[], p_most int)
    RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
    SET search_path = {schema}, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    -- It sees all words itself, so it asks for the ticket first.
    area text := CASE WHEN people_works() OR 'register_differences' = ANY (people_whole()) THEN ''
        ELSE people_area() END;
    first text := greatest(area, p_division);
    last text := least(area || '999999999999', p_division || '999999999999');
BEGIN
    RETURN QUERY SELECT s.unit FROM register_search s
    WHERE area IS NOT NULL AND s.pieces @> p_pieces AND s.division >= first AND s.division <= last
        AND NOT EXISTS (SELECT 1 FROM unnest(p_words) AS w (word) WHERE strpos(s.text, w.word) = 0)
    LIMIT p_most;
END $$;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """The function, in the schema that is migrated."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        cursor.execute(NEAR.format(schema=connection.ops.quote_name(cursor.fetchone()[0])))


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take it away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION register_near")


class Migration(migrations.Migration):
    dependencies = [("register", "0004_uploads")]

    operations = [
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(
                fields=["division"],
                name="register_unit_here",
                condition=Q(closed_on__isnull=True, merged_into__isnull=True),
            ),
        ),
        migrations.RunPython(install, remove),
    ]
