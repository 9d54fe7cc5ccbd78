"""Who sees a document, said by the database itself (docs/decisions/0014).

A document tells figures of whole ledgers: it is for those who see all of them whole, for the organisation whose
document it is, and for the organisation at the head of the division that it tells of. Versions, bindings,
comments and reviews show themselves with their document. What was written is never changed; a document that is
signed keeps its state for ever.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

from youju.events import privileges

POLICIES = """
ALTER TABLE reports_report ENABLE ROW LEVEL SECURITY;
CREATE POLICY reports_report_read ON reports_report FOR SELECT USING (
    (ledgers <> '{}' AND ledgers::text[] <@ (SELECT people_whole())::text[])
        OR (organisation <> '' AND organisation = (SELECT people_scope()))
        OR (division <> '' AND starts_with(division, (SELECT people_area()))));
CREATE POLICY reports_report_write ON reports_report FOR UPDATE USING (
    state <> 'signed' AND ((ledgers <> '{}' AND ledgers::text[] <@ (SELECT people_whole())::text[])
        OR (organisation <> '' AND organisation = (SELECT people_scope()))))
    WITH CHECK (true);
CREATE POLICY reports_report_add ON reports_report FOR INSERT WITH CHECK (
    created_by = (SELECT people_person()) AND organisation = (SELECT people_scope()) AND state = 'draft');

ALTER TABLE reports_version ENABLE ROW LEVEL SECURITY;
CREATE POLICY reports_version_read ON reports_version FOR SELECT USING (
    EXISTS (SELECT 1 FROM reports_report r WHERE r.id = reports_version.report_id));
CREATE POLICY reports_version_add ON reports_version FOR INSERT WITH CHECK (
    made_by = (SELECT people_person())
    AND EXISTS (SELECT 1 FROM reports_report r WHERE r.id = reports_version.report_id AND r.state <> 'signed'));

ALTER TABLE reports_binding ENABLE ROW LEVEL SECURITY;
CREATE POLICY reports_binding_read ON reports_binding FOR SELECT USING (
    EXISTS (SELECT 1 FROM reports_report r WHERE r.id = reports_binding.report_id));
CREATE POLICY reports_binding_add ON reports_binding FOR INSERT WITH CHECK (
    EXISTS (SELECT 1 FROM reports_version v WHERE v.id = reports_binding.version_id
        AND v.report_id = reports_binding.report_id AND v.made_by = (SELECT people_person())));

ALTER TABLE reports_comment ENABLE ROW LEVEL SECURITY;
CREATE POLICY reports_comment_read ON reports_comment FOR SELECT USING (
    EXISTS (SELECT 1 FROM reports_report r WHERE r.id = reports_comment.report_id));
CREATE POLICY reports_comment_say ON reports_comment FOR INSERT WITH CHECK (
    person = (SELECT people_person())
    AND EXISTS (SELECT 1 FROM reports_report r WHERE r.id = reports_comment.report_id));

ALTER TABLE reports_review ENABLE ROW LEVEL SECURITY;
CREATE POLICY reports_review_read ON reports_review FOR SELECT USING (
    EXISTS (SELECT 1 FROM reports_report r WHERE r.id = reports_review.report_id));
CREATE POLICY reports_review_say ON reports_review FOR INSERT WITH CHECK (
    person = (SELECT people_person())
    AND EXISTS (SELECT 1 FROM reports_report r WHERE r.id = reports_review.report_id AND r.state <> 'signed'));

CREATE POLICY events_reports_read ON events_event FOR SELECT USING (
    kind = 'reports' AND EXISTS (SELECT 1 FROM reports_report r WHERE r.id = events_event.stream));
CREATE POLICY events_reports_write ON events_event FOR INSERT WITH CHECK (
    kind = 'reports' AND actor = (SELECT people_person())
        AND EXISTS (SELECT 1 FROM reports_report r WHERE r.id = events_event.stream));
CREATE POLICY events_stream_reports ON events_stream FOR INSERT WITH CHECK (
    kind = 'reports' AND (SELECT people_person()) IS NOT NULL);
CREATE POLICY events_stream_reports_append ON events_stream FOR UPDATE USING (
    kind = 'reports' AND EXISTS (SELECT 1 FROM reports_report r WHERE r.id = events_stream.stream));
"""

KEPT = ("version", "binding", "comment", "review")
UNDO = """
DROP POLICY events_stream_reports_append ON events_stream;
DROP POLICY events_stream_reports ON events_stream;
DROP POLICY events_reports_write ON events_event;
DROP POLICY events_reports_read ON events_event;
DROP POLICY reports_report_read ON reports_report;
DROP POLICY reports_report_write ON reports_report;
DROP POLICY reports_report_add ON reports_report;
ALTER TABLE reports_report DISABLE ROW LEVEL SECURITY;
""" + "".join(
    f"DROP POLICY reports_{one}_read ON reports_{one};\n"
    f"DROP POLICY reports_{one}_{'say' if one in ('comment', 'review') else 'add'} ON reports_{one};\n"
    f"ALTER TABLE reports_{one} DISABLE ROW LEVEL SECURITY;\n"
    for one in KEPT
)


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies, and privileges: nobody changes what was written, nobody takes a document away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POLICIES)
    privileges.leave(schema_editor, "reports_report", "SELECT, INSERT, UPDATE")
    for table in KEPT:
        privileges.leave(schema_editor, f"reports_{table}", "SELECT, INSERT")


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take them away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        ("ledger", "0009_pack_work"),
        ("people", "0005_tickets_of_one_connection"),
    ]

    operations = [migrations.RunPython(install, remove)]
