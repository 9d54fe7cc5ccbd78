"""Who sees which unit, said by the database itself (docs/decisions/0014 and 0018).

A unit shows itself to whoever sees the ledger of differences whole, and to the organisation at the head of
the division in which it stands (or of one above that). Rows, words, events and decisions show themselves with
their unit. Deliveries hold whole lists: they are for the first only. Pages add decisions, nothing else.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from youju.events import privileges

POLICIES = """
ALTER TABLE register_unit ENABLE ROW LEVEL SECURITY;
CREATE POLICY register_unit_read ON register_unit FOR SELECT USING (
    (SELECT 'register_differences' = ANY (people_whole()))
        OR starts_with(division, (SELECT people_area())));

ALTER TABLE register_row ENABLE ROW LEVEL SECURITY;
CREATE POLICY register_row_read ON register_row FOR SELECT USING (
    (SELECT 'register_differences' = ANY (people_whole()))
        OR EXISTS (SELECT 1 FROM register_unit u WHERE u.id = register_row.unit));

ALTER TABLE register_search ENABLE ROW LEVEL SECURITY;
CREATE POLICY register_search_read ON register_search FOR SELECT USING (
    (SELECT 'register_differences' = ANY (people_whole()))
        OR starts_with(division, (SELECT people_area())));

ALTER TABLE register_load ENABLE ROW LEVEL SECURITY;
CREATE POLICY register_load_read ON register_load FOR SELECT USING (
    (SELECT 'register_differences' = ANY (people_whole())));
ALTER TABLE register_delivery ENABLE ROW LEVEL SECURITY;
CREATE POLICY register_delivery_read ON register_delivery FOR SELECT USING (
    (SELECT 'register_differences' = ANY (people_whole())));

ALTER TABLE register_decision ENABLE ROW LEVEL SECURITY;
CREATE POLICY register_decision_read ON register_decision FOR SELECT USING (
    EXISTS (SELECT 1 FROM register_row r WHERE r.list = one_list AND r.row = one_row)
    AND EXISTS (SELECT 1 FROM register_row r WHERE r.list = two_list AND r.row = two_row));
CREATE POLICY register_decision_add ON register_decision FOR INSERT WITH CHECK (
    by = (SELECT people_person())
    AND EXISTS (SELECT 1 FROM register_row r WHERE r.list = one_list AND r.row = one_row)
    AND EXISTS (SELECT 1 FROM register_row r WHERE r.list = two_list AND r.row = two_row));

CREATE POLICY events_register_read ON events_event FOR SELECT USING (
    kind = 'register' AND (EXISTS (SELECT 1 FROM register_unit u WHERE u.id = events_event.stream)
        OR EXISTS (SELECT 1 FROM register_decision d WHERE d.id = events_event.stream)));
CREATE POLICY events_register_decide ON events_event FOR INSERT WITH CHECK (
    kind = 'register' AND type = 'decided' AND seq = 1 AND actor = (SELECT people_person())
        AND EXISTS (SELECT 1 FROM register_decision d WHERE d.id = events_event.stream));
CREATE POLICY events_stream_decide ON events_stream FOR INSERT WITH CHECK (
    kind = 'register' AND (SELECT people_person()) IS NOT NULL);
"""

FIND = """
CREATE FUNCTION register_find(p_pieces bigint[], p_words text[], p_most int)
    RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
    SET search_path = {schema}, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    -- It sees all words itself, so it asks for the ticket first.
    area text := CASE WHEN people_works() OR 'register_differences' = ANY (people_whole()) THEN ''
        ELSE people_area() END;
BEGIN
    RETURN QUERY SELECT s.unit FROM register_search s
    WHERE area IS NOT NULL AND s.pieces @> p_pieces AND starts_with(s.division, area)
        AND NOT EXISTS (SELECT 1 FROM unnest(p_words) AS w (word) WHERE strpos(s.text, w.word) = 0)
    LIMIT p_most;
END $$;
"""

TABLES = ("unit", "row", "search", "load", "delivery", "decision")
UNDO = (
    """
DROP FUNCTION register_find;
DROP POLICY events_stream_decide ON events_stream;
DROP POLICY events_register_decide ON events_event;
DROP POLICY events_register_read ON events_event;
DROP POLICY register_decision_add ON register_decision;
"""
    + "".join(f"DROP POLICY register_{one}_read ON register_{one};\n" for one in TABLES)
    + "".join(f"ALTER TABLE register_{one} DISABLE ROW LEVEL SECURITY;\n" for one in TABLES)
)


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies, the search function, and privileges: pages read and decide; nobody changes a decision."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(POLICIES)
        cursor.execute(FIND.format(schema=schema))
    for table in TABLES:
        privileges.leave(schema_editor, f"register_{table}", "SELECT", roles=settings.APPLICATION_ROLES[:1])
    privileges.leave(schema_editor, "register_decision", "SELECT, INSERT")


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take them away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0001_initial"),
        ("ledger", "0009_pack_work"),
        ("people", "0005_tickets_of_one_connection"),
    ]

    operations = [migrations.RunPython(install, remove)]
