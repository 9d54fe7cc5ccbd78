"""Where sets are read and computed: Parquet snapshots, SQL for DuckDB and Spark, and spreadsheets in bulk.

Enter by module; importing this package loads nothing:

* `dialects` — a typed expression as SQL of an engine (`sql`, `sql_duckdb` and `sql_spark` behind it)
* `aggregates` — what a figure counts and sums, and the one division afterwards
* `backends` — connections: DuckDB in this process, locked down, and Spark over Spark Connect
* `snapshots` — immutable Parquet that the ledger writes and figures read
* `spreadsheets`, `delimited`, `sheet_writing` — tables in and out, as columns rather than cell by cell

The only room that imports DuckDB or Spark. Pure: no Django, no database of records.

Does not belong here: what an expression means (`youju.language`), what is counted (figures), what a row of a
spreadsheet stands for (ledger), what *today* is.
"""
