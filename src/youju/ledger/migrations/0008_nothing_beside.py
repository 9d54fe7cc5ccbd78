"""What stands beside the records shows itself with them too: keys, words not yet indexed; heads are guarded.

A key is a digest that could be guessed. Packs are installed by commands or by
the system administrator; seals are made by the worker.
"""

from typing import Any

from django.conf import settings
from django.db import migrations

from youju.events import privileges

POLICIES = """
ALTER TABLE ledger_uniquekey ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_uniquekey_read ON ledger_uniquekey FOR SELECT USING (
    EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = ledger_uniquekey.record));
CREATE POLICY ledger_uniquekey_claim ON ledger_uniquekey FOR INSERT
    WITH CHECK ((SELECT people_person()) IS NOT NULL);
CREATE POLICY ledger_uniquekey_release ON ledger_uniquekey FOR DELETE USING (
    EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = ledger_uniquekey.record));

ALTER TABLE ledger_unsearched ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_unsearched_read ON ledger_unsearched FOR SELECT USING (
    EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = ledger_unsearched.record));

-- Heads hold numbers and hashes only; the head of a record that is being opened is needed before the record
-- is there. Nobody moves a head that belongs to a record he does not see.
ALTER TABLE events_stream ENABLE ROW LEVEL SECURITY;
CREATE POLICY events_stream_read ON events_stream FOR SELECT USING (true);
CREATE POLICY events_stream_append ON events_stream FOR UPDATE USING (
    kind = 'audit' OR head_seq = 0
    OR kind = 'people' AND (SELECT people_kind()) IN ('system_admin', 'security_admin')
    OR kind = 'ledger' AND EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = events_stream.stream))
    WITH CHECK (true);
CREATE POLICY events_stream_begin ON events_stream FOR INSERT WITH CHECK (
    kind = 'audit' OR kind = 'ledger' AND (SELECT people_person()) IS NOT NULL
    OR kind = 'people' AND (SELECT people_kind()) IN ('system_admin', 'security_admin'));

ALTER TABLE ledger_pack ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_pack_read ON ledger_pack FOR SELECT USING (true);
CREATE POLICY ledger_pack_install ON ledger_pack FOR INSERT
    WITH CHECK ((SELECT people_kind()) = 'system_admin');
CREATE POLICY ledger_pack_upgrade ON ledger_pack FOR UPDATE
    USING ((SELECT people_kind()) = 'system_admin');
"""

UNDO = """
DROP POLICY ledger_uniquekey_read ON ledger_uniquekey;
DROP POLICY ledger_uniquekey_claim ON ledger_uniquekey;
DROP POLICY ledger_uniquekey_release ON ledger_uniquekey;
ALTER TABLE ledger_uniquekey DISABLE ROW LEVEL SECURITY;
DROP POLICY ledger_unsearched_read ON ledger_unsearched;
ALTER TABLE ledger_unsearched DISABLE ROW LEVEL SECURITY;
DROP POLICY events_stream_read ON events_stream;
DROP POLICY events_stream_append ON events_stream;
DROP POLICY events_stream_begin ON events_stream;
ALTER TABLE events_stream DISABLE ROW LEVEL SECURITY;
DROP POLICY ledger_pack_read ON ledger_pack;
DROP POLICY ledger_pack_install ON ledger_pack;
DROP POLICY ledger_pack_upgrade ON ledger_pack;
ALTER TABLE ledger_pack DISABLE ROW LEVEL SECURITY;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies and privileges."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POLICIES)
    pages = settings.APPLICATION_ROLES[:1]
    privileges.leave(schema_editor, "events_seal", "SELECT", roles=pages)
    privileges.leave(schema_editor, "ledger_counter", "SELECT, INSERT, UPDATE", roles=pages)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the policies away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_quick_lists"), ("people", "0005_tickets_of_one_connection")]

    operations = [migrations.RunPython(install, remove)]
