"""Backup and restore: everything comes back, and whatever goes wrong changes nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import shutil
import tarfile
import threading
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connections
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.events.conftest import committed, draft
from youju.errors import YoujuError
from youju.events import actions, queries
from youju.events.verify import verify
from youju.ledger import evidence, filestore
from youju.people import actions as people
from youju.people.actors import Actor
from youju.web import archive, backup, database

AT = dt.datetime(2024, 6, 30, 10, tzinfo=dt.UTC)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def content(db) -> dict[str, list]:
    """Every row of every table, as text."""
    with db.superuser() as connection:
        names = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " ORDER BY 1"
        ).fetchall()
        assert len(names) > 10
        return {
            name: connection.execute(f"SELECT t::text FROM {name} AS t ORDER BY 1").fetchall()
            for (name,) in names
        }


def rights(db) -> list:
    """Privileges and triggers of every table."""
    with db.superuser() as connection:
        return connection.execute(
            "SELECT relname, relkind::text,"
            " (SELECT array_agg(privilege_type ORDER BY privilege_type) FROM aclexplode(relacl)"
            "  WHERE grantee = 'youju_app'::regrole),"
            " (SELECT array_agg((attname, attacl)::text ORDER BY attname) FROM pg_attribute"
            "  WHERE attrelid = c.oid AND attacl IS NOT NULL),"
            " (SELECT array_agg((tgname, tgenabled)::text ORDER BY tgname) FROM pg_trigger"
            "  WHERE tgrelid = c.oid AND NOT tgisinternal)"
            " FROM pg_class AS c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')"
            " ORDER BY 1"
        ).fetchall()


def evidence_files() -> dict[str, bytes]:
    root = Path(django_settings.EVIDENCE_ROOT)
    return {path.name: path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def bureau(db):
    """Some people, events, a seal and an evidence file."""
    shutil.rmtree(django_settings.EVIDENCE_ROOT, ignore_errors=True)
    when = {"actor": Actor.system(), "on": dt.date(2024, 6, 1), "at": AT}
    people.import_directory({"audit": "云溪县审计局"}, {"wang": {"name": "王一", "of": "audit"}}, **when)
    streams = [uuid4() for _ in range(3)]
    committed(draft(stream, number) for number in range(4) for stream in streams)
    actions.seal(at=AT)
    committed([draft(streams[0], 9)])
    evidence.store(io.BytesIO(PDF), "整改报告.pdf")
    assert evidence_files() == {hashlib.sha256(PDF).hexdigest(): PDF}
    return streams


@pytest.fixture
def made(bureau, tmp_path) -> Path:
    file = tmp_path / "x.youju"
    backup.make(file, at=AT)
    return file


def wipe(db) -> None:
    connections.close_all()
    db.clear()
    shutil.rmtree(django_settings.EVIDENCE_ROOT)


def test_everything_comes_back(made, bureau, db):
    before, files, held = content(db), evidence_files(), rights(db)
    wipe(db)
    leftover = Path(django_settings.SNAPSHOT_ROOT) / "audit_findings" / "manifest.json"
    leftover.parent.mkdir(parents=True, exist_ok=True)
    leftover.write_text("{}")
    assert made.stat().st_mode & 0o777 == 0o600
    manifest = backup.restore(made)
    assert content(db) == before
    assert evidence_files() == files
    assert rights(db) == held
    assert not leftover.exists()
    assert manifest.events == 16
    report = verify(expected=[bytes.fromhex(manifest.seal)])
    assert (report.findings, report.seals, report.unsealed) == ([], 2, 0)
    committed([draft(bureau[0], 10)])
    assert [event.seq for event in queries.of_stream(bureau[0])] == [1, 2, 3, 4, 5, 6]
    with (
        psycopg.connect(database.conninfos()["job"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("DELETE FROM events_event")


def test_data_are_replaced_only_when_asked(made, bureau, db):
    before = content(db)
    committed([draft(bureau[1], 10)])
    changed = content(db)
    connections.close_all()
    with pytest.raises(YoujuError) as error:
        backup.restore(made)
    assert error.value.code == "W922"
    assert "events_event" in str(error.value)
    assert content(db) == changed
    backup.restore(made, replacing=True)
    assert content(db) == before


def refused(made: Path, db, code: str) -> YoujuError:
    """Restoring fails with one code and changes neither tables nor files."""
    connections.close_all()
    before, files, held = content(db), evidence_files(), rights(db)
    places = sorted(path.name for path in made.parent.iterdir())
    home = Path(django_settings.HOME)
    inside = sorted(path.name for path in home.iterdir())
    with pytest.raises(YoujuError) as error:
        backup.restore(made, replacing=True)
    assert {problem.code.id for problem in error.value.problems} == {code}
    assert (content(db), evidence_files(), rights(db)) == (before, files, held)
    assert sorted(path.name for path in made.parent.iterdir()) == places
    assert sorted(path.name for path in home.iterdir()) == inside
    with db.superuser() as connection:
        assert connection.execute("SELECT to_regnamespace(%s)", [backup.ASIDE]).fetchone() == (None,)
    return error.value


def test_cut_and_changed_files_are_refused_whole(made, db):
    whole = made.read_bytes()
    for damaged in (
        b"",
        whole[:100],
        whole[: len(whole) // 2],
        whole[:-11000],
        whole + b"more",
        b"PK" + whole,
    ):
        made.write_bytes(damaged)
        error = refused(made, db, "W921")
        assert made.name in str(error)
    made.unlink()
    refused(made, db, "W921")


@settings(max_examples=150)
@given(data=st.data())
def test_any_damage_is_refused_or_harmless(data, tmp_path_factory):
    """Any byte flipped, any cut, any bytes put in: refused, or (in the padding) every file is the same."""
    sound, files = small_archive()
    damaged = bytearray(sound)
    kind = data.draw(st.sampled_from(["flip", "cut", "insert"]))
    place = data.draw(st.integers(0, len(sound) - 1))
    if kind == "flip":
        damaged[place] ^= data.draw(st.integers(1, 255))
    elif kind == "cut":
        del damaged[place:]
    else:
        damaged[place:place] = data.draw(st.binary(min_size=1, max_size=600))
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "x").write_bytes(damaged)
    into = folder / "into"
    into.mkdir()
    try:
        manifest = archive.read(folder / "x", into)
    except YoujuError as error:
        assert error.code == "W921"
    else:
        assert {member.sha256 for member in manifest.members} == files
        assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in into.iterdir()} == files
    finally:
        shutil.rmtree(folder)


def small_archive(names=None, alter=lambda info: info) -> tuple[bytes, set[str]]:
    """An archive of two small files, with members named or altered as wished."""
    contents = [b"dump" * 200, b"photo" * 100]
    digests = [hashlib.sha256(one).hexdigest() for one in contents]
    names = names or [archive.DUMP, f"evidence/{digests[1]}"]
    members = [archive.Member(n, len(c), d) for n, c, d in zip(names, contents, digests, strict=True)]
    manifest = archive.Manifest("2024", "1", [], {}, 0, "", members=members).encoded()
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w|") as tar:
        first = f"manifest-{hashlib.sha256(manifest).hexdigest()}.json"
        for name, one in zip([first, *names], [manifest, *contents], strict=True):
            info = tarfile.TarInfo(name)
            info.size = len(one)
            tar.addfile(alter(info), io.BytesIO(one))
    return out.getvalue(), set(digests)


@pytest.mark.parametrize(
    "name", ["../../evil", "/tmp/evil", "evidence/../../evil", "evidence/" + "0" * 64, "evil"]
)
def test_names_never_become_paths(tmp_path, name):
    (tmp_path / "x").write_bytes(small_archive([archive.DUMP, name])[0])
    into = tmp_path / "a" / "b" / "into"
    into.mkdir(parents=True)
    with pytest.raises(YoujuError) as error:
        archive.read(tmp_path / "x", into)
    assert error.value.code == "W921"
    assert {path.name for path in tmp_path.rglob("*")} <= {"x", "a", "b", "into", archive.DUMP}


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_only_plain_files_are_read(tmp_path, kind):
    def alter(info):
        if info.name == archive.DUMP:
            info.type, info.linkname = kind, "/etc/passwd"
        return info

    (tmp_path / "x").write_bytes(small_archive(alter=alter)[0])
    (tmp_path / "into").mkdir()
    with pytest.raises(YoujuError) as error:
        archive.read(tmp_path / "x", tmp_path / "into")
    assert error.value.code == "W921"
    assert list((tmp_path / "into").iterdir()) == []


def test_a_store_that_was_tampered_with_is_not_restored(bureau, db, tmp_path):
    with db.tampering() as connection:
        connection.execute("UPDATE events_event SET actor = 'x' WHERE position = 4")
    backup.make(tmp_path / "x", at=AT)
    with db.tampering() as connection:
        connection.execute("UPDATE events_event SET actor = '王一' WHERE position = 4")
    refused(tmp_path / "x", db, "W926")


def test_a_dump_that_cannot_be_loaded_changes_nothing(made, db, tmp_path):
    """A sound archive around a broken dump."""
    (tmp_path / "broken").write_bytes(b"PGDMP" + bytes(100))
    (tmp_path / "staged").mkdir()
    manifest = archive.read(made, tmp_path / "staged")
    member = archive.Member(archive.DUMP, 105, filestore.digest_of(tmp_path / "broken"))
    with (tmp_path / "y").open("wb") as out:
        replaced = archive.Manifest(
            manifest.made_at,
            "1",
            manifest.migrations,
            manifest.privileges,
            16,
            manifest.seal,
            members=[member],
        )
        archive.write(out, replaced, [tmp_path / "broken"])
    refused(tmp_path / "y", db, "W925")


def test_tables_of_a_newer_version_are_refused(made, db, monkeypatch):
    monkeypatch.setattr(archive.Manifest, "decoded", classmethod(newer(archive.Manifest.decoded)))
    assert "events.9999_future" in str(refused(made, db, "W923"))


def newer(decoded):
    def wrapped(cls, data):
        manifest = decoded(data)
        manifest.migrations.append("events.9999_future")
        return manifest

    return wrapped


def test_nothing_is_restored_while_somebody_works(made, db):
    with psycopg.connect(db.conninfo("youju_app")), pytest.raises(YoujuError) as error:
        backup.restore(made, replacing=True)
    assert error.value.code == "W924"
    assert error.value.problems[0].fields["count"] == 1


def test_a_restore_that_was_killed_is_undone(made, bureau, db):
    """What a crash leaves behind: the tables aside, new ones half made."""
    before, held = content(db), rights(db)
    connections.close_all()
    with database.connect(database.require_owner()) as connection:
        backup._put_aside(connection)
        connection.execute("CREATE TABLE public.half (x integer)")
        connection.execute("SELECT pg_advisory_lock(%s)", [backup._RESTORING])
        backup.recover()  # one that is under way is left alone
        assert connection.execute("SELECT to_regnamespace(%s)", [backup.ASIDE]).fetchone() != (None,)
    database.migrate()
    connections.close_all()
    assert content(db) == before
    assert [row[:3] for row in rights(db)] == [row[:3] for row in held]
    assert queries.of_stream(bureau[0])


def test_an_existing_file_is_not_overwritten(made, bureau):
    whole = made.read_bytes()
    with pytest.raises(YoujuError) as error:
        backup.make(made, at=AT)
    assert error.value.code == "W920"
    assert made.read_bytes() == whole
    with pytest.raises(YoujuError) as error:
        backup.make(made.parent / "none" / "x", at=AT)
    assert error.value.code == "W921"
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_damaged_evidence_is_named_and_the_rest_is_saved(bureau, db, tmp_path):
    evidence.store(io.BytesIO(PDF + b"%2"), "b.pdf")
    first, second = (
        filestore.path_of(evidence.root(), hashlib.sha256(c).hexdigest()) for c in (PDF, PDF + b"%2")
    )
    first.chmod(0o600)
    first.write_bytes(b"changed")
    second.unlink()
    result = backup.make(tmp_path / "x", at=AT)
    assert {(p.code.id, p.fields["sha256"]) for p in result.damaged} == {
        ("W927", first.name),
        ("W927", second.name),
    }
    wipe(db)
    assert sorted(backup.restore(tmp_path / "x").lost) == sorted([first.name, second.name])
    assert verify().sound


def test_damaged_evidence_is_mended_by_a_restore(made, db):
    path = filestore.path_of(evidence.root(), hashlib.sha256(PDF).hexdigest())
    path.chmod(0o600)
    path.write_bytes(b"changed")
    connections.close_all()
    backup.restore(made, replacing=True)
    assert path.read_bytes() == PDF


def test_a_backup_under_load_is_of_one_moment(bureau, db, tmp_path):
    stop = threading.Event()

    def work():
        number = 100
        try:
            while not stop.is_set():
                number += 1
                committed(draft(stream, number) for stream in bureau)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=work) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        result = backup.make(tmp_path / "x", at=AT)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    wipe(db)
    manifest = backup.restore(tmp_path / "x")
    assert manifest.events == result.manifest.events == len(list(queries.since(0)))
    lengths = {stream: len(queries.of_stream(stream)) for stream in bureau}
    assert lengths[bureau[1]] == lengths[bureau[2]] == lengths[bureau[0]] - 1
