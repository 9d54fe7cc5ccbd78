"""统计数列: what departments report month by month, each value with its source, its date and its revisions.

Enter at `youju.series.actions` (taking deliveries in) and `youju.series.queries` (values as we knew them on a
day). A revision never overwrites: first, second and final values stand side by side.

Does not belong here: what is derived from values (`youju.figures`), judging them (`youju.monitoring`).
"""
