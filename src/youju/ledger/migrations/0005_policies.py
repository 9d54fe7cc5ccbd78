"""Who sees which record, said by the database itself (docs/decisions/0014).

A record shows itself to whoever's ticket names a ledger that he sees whole, or an organisation that the
record reaches. Events, links and evidence show themselves with their records. Somebody who opens a record may
give it to an organisation that he does not see; he cannot do so in another's name.
"""

from typing import Any

from django.conf import settings
from django.db import migrations

from youju.events import privileges

USES = """
-- Whose a file of evidence is: of who brought it, and of the records to which it was attached.
CREATE TABLE ledger_evidence_use (
    sha256 varchar(64) NOT NULL,
    record uuid,
    person text,
    CONSTRAINT ledger_evidence_use_once UNIQUE NULLS NOT DISTINCT (sha256, record, person),
    CONSTRAINT ledger_evidence_use_of CHECK ((record IS NULL) <> (person IS NULL))
);
INSERT INTO ledger_evidence_use (sha256, record)
    SELECT DISTINCT e.value ->> 'sha256', events_event.stream
    FROM events_event, jsonb_array_elements(payload::jsonb -> 'evidence') AS e
    WHERE kind = 'ledger' AND payload::jsonb ? 'evidence';
"""

POLICIES = """
ALTER TABLE ledger_record ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_record_read ON ledger_record FOR SELECT USING (
    ledger = ANY ((SELECT people_whole())::text[]) OR EXISTS (
        SELECT 1 FROM ledger_reach x WHERE x.scope = (SELECT people_scope())
            AND x.ledger = ledger_record.ledger AND x.record = ledger_record.id));
CREATE POLICY ledger_record_change ON ledger_record FOR UPDATE USING (
    ledger = ANY ((SELECT people_whole())::text[]) OR EXISTS (
        SELECT 1 FROM ledger_reach x WHERE x.scope = (SELECT people_scope())
            AND x.ledger = ledger_record.ledger AND x.record = ledger_record.id)) WITH CHECK (true);
CREATE POLICY ledger_record_open ON ledger_record FOR INSERT
    WITH CHECK (created_by = (SELECT people_person()));

ALTER TABLE ledger_reach ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_reach_read ON ledger_reach FOR SELECT USING (
    scope = (SELECT people_scope()) OR ledger = ANY ((SELECT people_whole())::text[]));

ALTER TABLE ledger_search ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_search_read ON ledger_search FOR SELECT USING (
    EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = ledger_search.record));

CREATE POLICY events_ledger_read ON events_event FOR SELECT USING (
    kind = 'ledger' AND EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = events_event.stream));
CREATE POLICY events_ledger_write ON events_event FOR INSERT WITH CHECK (
    kind = 'ledger' AND actor = (SELECT people_person())
        AND (seq = 1 OR EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = events_event.stream)));

ALTER TABLE ledger_link ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_link_read ON ledger_link FOR SELECT USING (
    EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = ledger_link.record)
        OR EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = ledger_link.other));
CREATE POLICY ledger_link_make ON ledger_link FOR INSERT WITH CHECK (
    EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = ledger_link.record));
CREATE POLICY ledger_link_end ON ledger_link FOR DELETE USING (
    EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = ledger_link.record));

ALTER TABLE ledger_evidence_use ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_evidence_use_read ON ledger_evidence_use FOR SELECT USING (
    person = (SELECT people_person()) OR EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = record));
CREATE POLICY ledger_evidence_use_bring ON ledger_evidence_use FOR INSERT
    WITH CHECK (record IS NULL AND person = (SELECT people_person()));
CREATE POLICY ledger_evidence_use_attach ON ledger_evidence_use FOR INSERT WITH CHECK (
    record IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = record));

ALTER TABLE ledger_evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_evidence_read ON ledger_evidence FOR SELECT USING (
    EXISTS (SELECT 1 FROM ledger_evidence_use u WHERE u.sha256 = ledger_evidence.sha256));
CREATE POLICY ledger_evidence_bring ON ledger_evidence FOR INSERT WITH CHECK (true);
"""

FIND = """
-- Whether commands or the worker ask, to whom no policy applies.
CREATE FUNCTION people_works() RETURNS boolean LANGUAGE sql STABLE SET search_path = {schema}, pg_temp
    AS $$ SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = session_user $$;

CREATE OR REPLACE FUNCTION ledger_find(
    p_ledger text, p_scope text, p_pieces bigint[], p_words text[], p_most int)
    RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
    SET search_path = {schema}, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    -- It sees all words itself, so it asks for the ticket first.
    IF NOT people_works() AND p_scope IS DISTINCT FROM people_scope()
        AND NOT (p_scope = '' AND p_ledger = ANY (people_whole())) THEN
        RETURN;
    END IF;
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

TABLES = (
    *("ledger_record", "ledger_reach", "ledger_search", "ledger_link", "ledger_evidence_use"),
    "ledger_evidence",
)
UNDO = (
    "".join(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;\n" for table in TABLES)
    + """
DROP POLICY ledger_record_read ON ledger_record;
DROP POLICY ledger_record_change ON ledger_record;
DROP POLICY ledger_record_open ON ledger_record;
DROP POLICY ledger_reach_read ON ledger_reach;
DROP POLICY ledger_search_read ON ledger_search;
DROP POLICY events_ledger_read ON events_event;
DROP POLICY events_ledger_write ON events_event;
DROP POLICY ledger_link_read ON ledger_link;
DROP POLICY ledger_link_make ON ledger_link;
DROP POLICY ledger_link_end ON ledger_link;
DROP POLICY ledger_evidence_read ON ledger_evidence;
DROP POLICY ledger_evidence_bring ON ledger_evidence;
DROP TABLE ledger_evidence_use;
"""
)


def install(_apps: Any, schema_editor: Any) -> None:
    """Tables, functions, policies; and what only triggers and the worker write, the pages may only read."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(USES)
        cursor.execute(POLICIES)
        cursor.execute(FIND.format(schema=schema))
    pages = settings.APPLICATION_ROLES[:1]
    for table in ("ledger_reach", "ledger_search", "ledger_unsearched"):
        privileges.leave(schema_editor, table, "SELECT", roles=pages)
    for table in ("ledger_evidence", "ledger_evidence_use"):
        privileges.leave(schema_editor, table, "SELECT, INSERT", roles=pages)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take policies away; the search function stays as it is."""
    schema_editor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_lists_kept"), ("people", "0002_accounts")]

    operations = [migrations.RunPython(install, remove)]
