"""Units by what they sell, so that candidates for entry are found without looking at all units."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Func, Q

REACH = """
CREATE FUNCTION register_reach(p_values jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN p_values ? 'qualification' OR s.amount > 1000000000000 THEN 1000000000000
        ELSE ceil(s.amount)::bigint END
    FROM (SELECT replace((regexp_match(
        translate(p_values #>> '{sales,value}', '０１２３４５６７８９', '0123456789'),
        '^\\s*(-?[0-9,]{0,40}[0-9][0-9,]{0,40}(\\.[0-9]{1,40})?)'
    ))[1], ',', '')::numeric AS amount) AS s
$$;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """The function, in the schema that is migrated."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(REACH)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the function away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION register_reach(jsonb)")


class Migration(migrations.Migration):
    dependencies = [("register", "0005_units_near_each_other")]

    operations = [
        migrations.RunPython(install, remove),
        migrations.AddField(
            model_name="unit",
            name="reach",
            field=models.GeneratedField(
                expression=Func("values", function="register_reach"),
                output_field=models.BigIntegerField(null=True),
                db_persist=True,
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(
                fields=["reach"], name="register_unit_reach", condition=Q(reach__isnull=False)
            ),
        ),
    ]
