"""监测预警: warnings with their own track record, trends and turning points, and fair comparison of areas.

Enter at `youju.monitoring.actions` and `youju.monitoring.queries`. What is computed from numbers alone
(robust trend, seasonal adjustment, ranks that are fair to small bases) knows no database.

Does not belong here: the figures that are watched (`youju.figures`), the bulletin's text (`youju.reports`).
"""
