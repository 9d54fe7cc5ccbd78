"""指标: figures derived from snapshots as at a declared date, and followed back to the records behind them.

A figure = (definition, snapshot, cut-off, day of knowledge). Enter at `actions.observe` (count and keep),
`count.Counter` (count only) and `queries.records_behind` (the records of an observation).

Modules: `definition` makes a figure of a pack ready to count and gives it its hash, `plan` writes the
queries, `count` runs them on an engine, `models` keeps observations, which nobody can change afterwards.

Does not belong here: how records become Parquet (`youju.ledger.snapshots`), the SQL of engines
(`youju.engine`), what a pack may say (`youju.definitions`).
"""
