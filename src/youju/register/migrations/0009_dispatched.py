"""The units that differences are about: found by an index, and shown to whoever the difference was sent to.

A grid of a village is at the head of no township, so it sees no units but those which it has to look at: a unit
shows itself to whoever sees a difference of it. To decide of two rows one still has to see their units as
before. The lookups, by unit and of what was settled lately, are indexes over the records of this one ledger, so
other ledgers write nothing more.
"""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

from youju.events import installing

INDEX = """
CREATE INDEX register_work_of ON ledger_record ((values ->> 'unit'))
    WHERE ledger = 'register_differences' AND NOT voided;
CREATE INDEX register_work_settled ON ledger_record (updated_at)
    WHERE ledger = 'register_differences' AND state = 'settled';
"""

FUNCTIONS = """
-- Of which units somebody's organisation was sent a difference: asked once for a statement, not for each unit.
CREATE FUNCTION register_sent() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1000
    SET search_path = {schema}, pg_temp AS $$
DECLARE
    own CONSTANT text := people_scope();
BEGIN
    RETURN QUERY SELECT (r.values ->> 'unit')::bigint FROM ledger_reach x
        JOIN ledger_record r ON r.id = x.record
    WHERE x.scope = own AND x.ledger = 'register_differences' AND NOT r.voided
        AND r.values ->> 'unit' ~ '^[0-9]{1,18}$';
END $$;

CREATE FUNCTION register_work(p_units text[]) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
    SET search_path = {schema}, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    -- It sees all records itself, so it asks for the ticket first.
    is_whole CONSTANT boolean := coalesce(
        people_works() OR 'register_differences' = ANY (people_whole()), false);
    own CONSTANT text := people_scope();
BEGIN
    RETURN QUERY SELECT r.id FROM ledger_record r
    WHERE r.ledger = 'register_differences' AND NOT r.voided AND r.values ->> 'unit' = ANY (p_units)
        AND (is_whole OR EXISTS (SELECT 1 FROM ledger_reach x
            WHERE x.scope = own AND x.ledger = 'register_differences' AND x.record = r.id));
END $$;
"""

SEES = (
    "((SELECT 'register_differences' = ANY (people_whole()))"
    " OR starts_with(u.division, (SELECT people_area())))"
)

POLICIES = """
ALTER POLICY register_unit_read ON register_unit USING (
    (SELECT 'register_differences' = ANY (people_whole()))
        OR starts_with(division, (SELECT people_area()))
        OR number IN (SELECT register_sent()));
ALTER POLICY register_decision_add ON register_decision WITH CHECK (
    by = (SELECT people_person())
    AND EXISTS (SELECT 1 FROM register_row r JOIN register_unit u ON u.id = r.unit
        WHERE r.list = one_list AND r.row = one_row AND {sees})
    AND EXISTS (SELECT 1 FROM register_row r JOIN register_unit u ON u.id = r.unit
        WHERE r.list = two_list AND r.row = two_row AND {sees}));
"""

UNDO = """
ALTER POLICY register_unit_read ON register_unit USING (
    (SELECT 'register_differences' = ANY (people_whole()))
        OR starts_with(division, (SELECT people_area())));
ALTER POLICY register_decision_add ON register_decision WITH CHECK (
    by = (SELECT people_person())
    AND EXISTS (SELECT 1 FROM register_row r WHERE r.list = one_list AND r.row = one_row)
    AND EXISTS (SELECT 1 FROM register_row r WHERE r.list = two_list AND r.row = two_row));
DROP FUNCTION register_work, register_sent;
DROP INDEX register_work_of, register_work_settled;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0008_uploads_accepted"), ("ledger", "0010_lighter_writing")]

    operations = [
        installing.sql(INDEX + FUNCTIONS + POLICIES.replace("{sees}", SEES), UNDO),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["at"], name="register_decision_at"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                fields=["record"], name="register_decision_in", condition=Q(record__isnull=False)
            ),
        ),
    ]
