"""Connections to the engines: run SQL over Parquet, give back Arrow.

Enter at `duckdb.DuckDB` (on this machine) or `spark.Spark` (over Spark Connect: Sail in this process, or a
cluster); `base.Backend` is what both can do. Dialect, backend and result are three things: the SQL comes
from `youju.engine.dialects`, the result is a `pyarrow.Table`.

Does not belong here: what is counted, snapshots, anything that writes.
"""
