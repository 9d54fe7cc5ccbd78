"""Pages of ledgers. Each module parses what is asked, calls the room and renders; none reaches into a table.

Lists: `lists` (a list, its columns and saved views), `bulk` (one act on many records), `exports`, `imports`,
with `frames` around them. Records: `records` (one record), `forms` (what is filled in), with `filling`.
"""
