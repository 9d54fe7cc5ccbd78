"""统计数列: what departments report month by month, each value with its source, its date and its revisions.

A pack defines a series (``series/*.yaml``); departments deliver its values (`actions.take_in`); nothing is
overwritten: another value for the same period is a later vintage. Enter at `actions.take_in`,
`queries.values` and `queries.revisions`; figures read the Parquet of `snapshots.refresh`.

Modules: `catalogue` knows the series of the installed packs, `reading` turns files into rows of text,
`checking` finds what is wrong with them, by row, `snapshots` writes them out for the engines.

Does not belong here: growth, shares and ranks (`youju.figures`), monitoring, what a pack may say
(`youju.definitions`).
"""
