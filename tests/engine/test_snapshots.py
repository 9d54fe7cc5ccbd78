"""Parts are immutable, bytes follow from rows, and readers never see a half-written snapshot."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pyarrow as pa
import pytest

from youju.engine import snapshots
from youju.engine.snapshots import FORMAT, Manifest, Part, Store, partition_of, schema_digest
from youju.errors import YoujuError

SCHEMA = pa.schema([("record", pa.string()), ("valid_from", pa.date32()), ("f_amount", pa.decimal128(24, 6))])
P1, P2 = "period=2023-05/division=341802", "period=2023-06/division=341821"


def rows(count: int, *, day: dt.date = dt.date(2023, 5, 3), seed: int = 1) -> pa.Table:
    records = [{"record": f"r{i:05}", "valid_from": day, "f_amount": None} for i in range(count)]
    random.Random(seed).shuffle(records)
    return pa.Table.from_pylist(records, SCHEMA)


def publish(store: Store, watermark: int = 1, **parts: pa.Table) -> Manifest:
    written = {key: store.write("records", key, table, sort=["record"]) for key, table in parts.items()}
    manifest = Manifest(store.ledger, schema_digest({"records": SCHEMA}), watermark)
    manifest = manifest.with_parts({"records": written}, watermark=watermark)
    store.publish(manifest)
    return manifest


def test_same_rows_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    one = Store(tmp_path / "a", "x").write("records", P1, rows(5000, seed=1), sort=["record"])
    two = Store(tmp_path / "b", "x").write("records", P1, rows(5000, seed=2), sort=["record"])
    chunks = pa.concat_tables([rows(5000).slice(0, 99), rows(5000).slice(99)])
    three = Store(tmp_path / "c", "x").write("records", P1, chunks, sort=["record"])
    assert one == two == three
    other = Store(tmp_path / "d", "x").write("records", P1, rows(4999), sort=["record"])
    assert one and other and one.sha256 != other.sha256


def test_manifest_survives_the_disk(tmp_path: Path) -> None:
    store = Store(tmp_path, "x")
    assert store.manifest() is None
    manifest = publish(store, 7, **{P1: rows(3), P2: rows(2, day=dt.date(2023, 6, 1))})
    assert store.manifest() == manifest
    assert store.at(manifest.digest) == manifest
    assert store.complete(manifest)
    assert store.verify(manifest) == []
    assert store.read(manifest.parts["records"][P1]).schema == SCHEMA


def test_digest_follows_content_not_watermark(tmp_path: Path) -> None:
    first = publish(Store(tmp_path / "a", "x"), 1, **{P1: rows(3)})
    assert first.digest == publish(Store(tmp_path / "b", "x"), 2, **{P1: rows(3)}).digest
    assert first.digest != publish(Store(tmp_path / "c", "x"), 1, **{P1: rows(4)}).digest
    assert first.digest != publish(Store(tmp_path / "d", "x"), 1, **{P2: rows(3)}).digest
    assert first.digest != publish(Store(tmp_path / "e", "y"), 1, **{P1: rows(3)}).digest


def test_pruning_by_day(tmp_path: Path) -> None:
    store = Store(tmp_path, "x")
    manifest = publish(store, **{P1: rows(3), P2: rows(2, day=dt.date(2023, 6, 1))})
    assert len(manifest.files("records")) == 2
    assert [P1 in file for file in manifest.files("records", until=dt.date(2023, 5, 31))] == [True]
    assert len(manifest.files("records", until=dt.date(2023, 6, 1))) == 2
    assert manifest.files("records", until=dt.date(2023, 5, 2)) == []
    assert manifest.files("acts") == []


def test_records_without_division_have_a_partition() -> None:
    assert partition_of(dt.date(2023, 5, 1), None).endswith("division=000000")


def test_partition_names() -> None:
    assert partition_of(dt.date(2023, 12, 31), "341802001002") == "period=2023-12/division=341802"
    assert partition_of(dt.date(2023, 1, 1), "../../x") == "period=2023-01/division=000000"
    with pytest.raises(ValueError, match="not a partition"):
        Store(Path("/nowhere"), "x").write("records", "../x", rows(1), sort=["record"])


def test_crash_before_publishing_leaves_the_former_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path, "x")
    before = publish(store, 1, **{P1: rows(3)})
    real = snapshots._sync
    calls = []

    def crash_at(number: int):
        def sync(path: Path) -> None:
            calls.append(path)
            if len(calls) == number:
                raise OSError("power cut")
            real(path)

        return sync

    for number in (1, 2, 3):  # in the part, in the kept manifest, in the current manifest
        calls.clear()
        monkeypatch.setattr(snapshots, "_sync", crash_at(number))
        with pytest.raises(OSError, match="power cut"):
            publish(store, 2, **{P1: rows(4)})
        assert store.manifest() == before
        assert store.read(before.parts["records"][P1]).num_rows == 3
    monkeypatch.undo()
    after = publish(store, 2, **{P1: rows(4)})
    assert store.manifest() == after
    assert store.read(store.at(before.digest).parts["records"][P1]).num_rows == 3


def test_collect_keeps_what_is_current_or_cited(tmp_path: Path) -> None:
    store = Store(tmp_path, "x")
    first, second, third = (publish(store, n, **{P1: rows(n)}) for n in (1, 2, 3))
    (tmp_path / "x" / "records" / P1 / ".part-1.tmp").write_bytes(b"left over")
    removed = store.collect(cited=[first.digest])
    assert len(removed) == 3
    assert store.complete(first)
    assert store.complete(third)
    assert not store.complete(second)
    with pytest.raises(YoujuError) as caught:
        store.at(second.digest)
    assert caught.value.code == "G490"


def test_lost_and_changed_parts_are_found(tmp_path: Path) -> None:
    store = Store(tmp_path, "x")
    manifest = publish(store, **{P1: rows(3), P2: rows(3)})
    path = tmp_path / "x" / manifest.parts["records"][P1].file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    assert store.verify(manifest) == [manifest.parts["records"][P1].file]
    path.unlink()
    assert not store.complete(manifest)


def test_partition_is_taken_out_when_it_has_no_rows(tmp_path: Path) -> None:
    store = Store(tmp_path, "x")
    manifest = publish(store, **{P1: rows(3), P2: rows(3)})
    assert store.write("records", P1, rows(0), sort=["record"]) is None
    assert list(manifest.with_parts({"records": {P1: None}}, watermark=2).parts["records"]) == [P2]


def test_other_format_is_not_read(tmp_path: Path) -> None:
    store = Store(tmp_path, "x")
    store.publish(Manifest("x", "s", 1, {"records": {P1: Part("f", "d", 1, 1, "2023-01-01")}}, FORMAT + 1))
    assert store.manifest() is None
